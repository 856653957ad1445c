import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { notify, type QueuesArgs, queuesOf } from "./parts/queue";

/** Lake → queue: the list of objects that Postgres does not have yet. */
export interface LakeToQueueArgs extends QueuesArgs {
  lake: aws.s3.Bucket;
  accountId: pulumi.Input<string>;
}

/** What of the lake is loaded: events of both regions, and visitors to forget. Errors of delivery are no events. */
export const LOADED_PREFIXES = { events: "events/", forgotten: "forgotten/" };

/**
 * Protected, children included: objects land while a region is rebuilt, from its own stream and from the peer, and S3 tells of each once.
 * Nothing sweeps the lake, so a list that is gone is a span to be reloaded by hand. A message lives 14 days.
 */
export class LakeToQueue extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;
  readonly deadLetterQueue: aws.sqs.Queue;

  constructor(name: string, args: LakeToQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:LakeToQueue", name, {}, { ...opts, protect: true });
    const child = { parent: this };
    const { queue, deadLetterQueue } = queuesOf(name, args, child);
    notify(name, { bucket: args.lake, queue, accountId: args.accountId, prefixes: LOADED_PREFIXES }, child);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.registerOutputs({ queue, deadLetterQueue });
  }
}
