/** The Firehose port over the AWS SDK. On the hot path: loaded with the function. */
import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { type ClientSettings, clientConfig } from "./aws";
import type { FirehosePort } from "./to-firehose";

export function firehoseClient(settings: ClientSettings & { streamName: string }): FirehosePort {
  const client = new FirehoseClient(clientConfig(settings));
  return {
    putRecordBatch: (records, abortSignal) =>
      client.send(
        new PutRecordBatchCommand({
          DeliveryStreamName: settings.streamName,
          Records: records.map((Data) => ({ Data })),
        }),
        { abortSignal },
      ),
  };
}
