/** The queue of the lake's notifications over the AWS SDK: only putting off. Receiving and deleting are Lambda's. */
import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type ClientSettings, clientConfig } from "../delivery/aws";

export interface Queue {
  /** The message comes again after so many seconds, and not when the queue's own timeout ends. */
  putOff(receiptHandle: string, seconds: number): Promise<void>;
}

export function sqsQueue(settings: ClientSettings & { queueUrl: string }): Queue {
  const client = new SQSClient(clientConfig(settings));
  return {
    async putOff(receiptHandle, seconds) {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: settings.queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      });
      await client.send(command);
    },
  };
}
