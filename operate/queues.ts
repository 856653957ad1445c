/** The queues of a region that work waits in, each with its dead letters. */
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Pair, RegionOutputs } from "./pair";

/** `etl`: objects of the lake to be loaded. `replay`: batches to be replayed. */
export type QueueName = "etl" | "replay";

export interface QueueUrls {
  readonly queue: string;
  readonly deadLetters: string;
}

export const queueUrls = (at: RegionOutputs, name: QueueName): QueueUrls =>
  ({
    etl: { queue: at.etlQueueUrl, deadLetters: at.etlDeadLetterQueueUrl },
    replay: { queue: at.replayQueueUrl, deadLetters: at.deadLetterQueueUrl },
  })[name];

/** Figures that SQS itself calls approximate; they are right once the queue has been quiet for a minute ("GetQueueAttributes"). */
export interface QueueDepth {
  readonly visible: number;
  /** Received by somebody, and neither deleted nor visible again. */
  readonly inFlight: number;
  /** Sent, and not yet to be received. */
  readonly delayed: number;
}

export async function queueDepth(pair: Pair, { region }: RegionOutputs, url: string): Promise<QueueDepth> {
  const { Attributes = {} } = await pair.clients.sqs(region).send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

/** Whatever state its messages are in. */
export const messagesIn = ({ visible, inFlight, delayed }: QueueDepth): number =>
  visible + inFlight + delayed;
