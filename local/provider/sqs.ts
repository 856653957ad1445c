/** SQS. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { handler, type Place, physicalName, putWhole, type ResourceHandler } from "./handler";
import { documentAs, notThere } from "./looks";

interface QueueInputs {
  readonly name?: string;
  readonly messageRetentionSeconds?: number;
  readonly visibilityTimeoutSeconds?: number;
  readonly receiveWaitTimeSeconds?: number;
  readonly delaySeconds?: number;
  readonly sqsManagedSseEnabled?: boolean;
  readonly redrivePolicy?: string;
}

/** SQS's defaults for what the program does not say ("CreateQueue"). */
const DEFAULTS = { messageRetentionSeconds: 345_600, visibilityTimeoutSeconds: 30 };

/** A wait of the queue's own, shortened like every wait. Not under a second: at 0 a message would come back at once. */
const compressed = (seconds: number, { endpoints }: Place) =>
  seconds === 0 ? 0 : Math.max(1, Math.ceil(seconds / endpoints.speed));

export const attributesOf = (
  inputs: QueueInputs,
  place: Place,
): Partial<Record<QueueAttributeName, string>> => ({
  MessageRetentionPeriod: String(inputs.messageRetentionSeconds ?? DEFAULTS.messageRetentionSeconds),
  VisibilityTimeout: String(
    compressed(inputs.visibilityTimeoutSeconds ?? DEFAULTS.visibilityTimeoutSeconds, place),
  ),
  ReceiveMessageWaitTimeSeconds: String(inputs.receiveWaitTimeSeconds ?? 0),
  DelaySeconds: String(compressed(inputs.delaySeconds ?? 0, place)),
  SqsManagedSseEnabled: String(inputs.sqsManagedSseEnabled ?? true),
  // An empty policy takes it off again.
  RedrivePolicy: inputs.redrivePolicy ?? "",
});

const queueArn = (name: string, { region, accountId }: Place) => `arn:aws:sqs:${region}:${accountId}:${name}`;

export const queues: readonly ResourceHandler[] = [
  handler<QueueInputs>({
    type: "aws:sqs/queue:Queue",
    service: "sqs",
    models: [
      "name",
      "messageRetentionSeconds",
      "visibilityTimeoutSeconds",
      "receiveWaitTimeSeconds",
      "delaySeconds",
      "sqsManagedSseEnabled",
      "redrivePolicy",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "visibilityTimeoutSeconds and delaySeconds are divided by the run's speed, and are then at least 1 s.",
      "A name can be used again at once; on AWS 60 s after its queue was deleted.",
    ],
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const attributes = attributesOf(inputs, place);
      const { RedrivePolicy, ...others } = attributes;
      const { QueueUrl: url }: { QueueUrl: string } = yield new CreateQueueCommand({
        QueueName: name,
        Attributes: RedrivePolicy ? attributes : others,
      });
      return { id: url, outputs: { name, url, arn: queueArn(name, place) } };
    },
    *update(id, inputs, place) {
      yield new SetQueueAttributesCommand({ QueueUrl: id, Attributes: attributesOf(inputs, place) });
      return {};
    },
    *look(id, inputs, place) {
      const wanted = attributesOf(inputs, place);
      const { Attributes: found = {} }: { Attributes?: Partial<Record<QueueAttributeName, string>> } =
        yield new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["All"] });
      const { speed } = place.endpoints;
      // What was shortened on its way here is as long as it was said, unless it was changed here.
      const seconds = (name: QueueAttributeName, said: number | undefined, factor: number) =>
        found[name] === wanted[name] ? said : Number(found[name]) * factor;
      return {
        messageRetentionSeconds: seconds("MessageRetentionPeriod", inputs.messageRetentionSeconds, 1),
        visibilityTimeoutSeconds: seconds("VisibilityTimeout", inputs.visibilityTimeoutSeconds, speed),
        receiveWaitTimeSeconds: seconds("ReceiveMessageWaitTimeSeconds", inputs.receiveWaitTimeSeconds, 1),
        delaySeconds: seconds("DelaySeconds", inputs.delaySeconds, speed),
      };
    },
    *delete(id) {
      yield new DeleteQueueCommand({ QueueUrl: id });
    },
  }),

  putWhole<{ readonly queueUrl: string; readonly policy: string }>({
    type: "aws:sqs/queuePolicy:QueuePolicy",
    service: "sqs",
    owner: "queueUrl",
    models: ["queueUrl", "policy"],
    id: ({ queueUrl }) => queueUrl,
    put: ({ queueUrl, policy }) =>
      new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: policy } }),
    *look(id, { policy }) {
      const { Attributes: found = {} }: { Attributes?: { readonly Policy?: string } } =
        yield new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["Policy"] });
      if (!found.Policy) throw notThere(`policy of ${id}`);
      return { policy: documentAs(policy, found.Policy) };
    },
    *delete(id) {
      yield new SetQueueAttributesCommand({ QueueUrl: id, Attributes: { Policy: "" } });
    },
  }),
];
