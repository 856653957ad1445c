/** SQS at the SDK's boundary, in memory: queues by URL, each message as it was sent. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";

export interface FakeMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes?: SendMessageBatchEntry["MessageAttributes"] | undefined;
  /** The queue that it died in; absent for what never was in one. */
  readonly diedIn?: string | undefined;
  isHidden?: boolean;
}
type SendMessageBatchEntry = NonNullable<SendMessageBatchCommandInput["Entries"]>[number];

export class FakeSqs {
  readonly queues = new Map<string, FakeMessage[]>();
  readonly client = mockClient(SQSClient);
  /** Called after a message was sent; it may throw for a call that fails, or let the message die again. */
  onSent: (message: FakeMessage) => void = () => undefined;
  /** Bodies that the queue does not take, and messages that it does not delete. */
  readonly refused = new Set<string>();
  readonly undeletable = new Set<string>();
  #ids = 0;

  constructor() {
    const { client } = this;
    client.on(GetQueueAttributesCommand).callsFake(({ QueueUrl }) => {
      const messages = this.queue(QueueUrl);
      const hidden = messages.filter(({ isHidden }) => isHidden).length;
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(messages.length - hidden),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
        },
      };
    });
    client.on(ReceiveMessageCommand).callsFake(({ QueueUrl, MaxNumberOfMessages }) => {
      const messages = this.queue(QueueUrl)
        .filter(({ isHidden }) => !isHidden)
        .slice(0, MaxNumberOfMessages);
      for (const message of messages) message.isHidden = true;
      return {
        Messages: messages.map(({ id, body, attributes, diedIn }) => ({
          MessageId: id,
          ReceiptHandle: id,
          Body: body,
          ...(attributes && { MessageAttributes: attributes }),
          Attributes: diedIn === undefined ? {} : { DeadLetterQueueSourceArn: diedIn },
        })),
      };
    });
    client.on(SendMessageBatchCommand).callsFake(({ QueueUrl, Entries }: SendMessageBatchCommandInput) => {
      const entries = Entries ?? [];
      const taken = entries.filter(({ MessageBody = "" }) => !this.refused.has(MessageBody));
      return {
        Successful: taken.map(({ Id, MessageBody = "", MessageAttributes }) => {
          const message = this.put(QueueUrl as string, MessageBody, { attributes: MessageAttributes });
          this.onSent(message);
          return { Id, MessageId: message.id };
        }),
        Failed: entries
          .filter((entry) => !taken.includes(entry))
          .map(({ Id }) => ({ Id, Code: "InternalError", Message: "try again" })),
      };
    });
    client.on(DeleteMessageBatchCommand).callsFake(({ QueueUrl, Entries }) => {
      const handles: { Id: string; ReceiptHandle: string }[] = Entries;
      const kept = handles.filter(({ ReceiptHandle }) => this.undeletable.has(this.#bodyOf(ReceiptHandle)));
      const gone = new Set(handles.filter((one) => !kept.includes(one)).map((one) => one.ReceiptHandle));
      this.queues.set(
        QueueUrl,
        this.queue(QueueUrl).filter(({ id }) => !gone.has(id)),
      );
      return { Failed: kept.map(({ Id }) => ({ Id, Code: "InternalError", Message: "try again" })) };
    });
    client.on(ChangeMessageVisibilityBatchCommand).callsFake(({ QueueUrl, Entries }) => {
      const handles = new Set(Entries.map(({ ReceiptHandle }: { ReceiptHandle: string }) => ReceiptHandle));
      for (const message of this.queue(QueueUrl)) if (handles.has(message.id)) message.isHidden = false;
      return {};
    });
  }

  queue(url: string): FakeMessage[] {
    const known = this.queues.get(url) ?? [];
    this.queues.set(url, known);
    return known;
  }

  put(url: string, body: string, over: Partial<FakeMessage> = {}): FakeMessage {
    this.#ids += 1;
    const message = { id: String(this.#ids), body, ...over };
    this.queue(url).push(message);
    return message;
  }

  bodies = (url: string): string[] => this.queue(url).map(({ body }) => body);

  #bodyOf(id: string): string {
    return [...this.queues.values()].flat().find((message) => message.id === id)?.body ?? "";
  }
}
