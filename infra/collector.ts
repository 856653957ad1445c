import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CollectVariables } from "../handlers/collect/environment";
import type { DeliverySettings } from "../handlers/delivery/budget";
import { deliveryVariables } from "../handlers/delivery/environment";
import type { UndeliverablePlace } from "./collector-to-undeliverable";
import { BundledFunction, type Filled } from "./parts/function";

/** The collector: takes events in, answers `/health`, and acknowledges only what is durable. */
export interface CollectorArgs {
  functionName: pulumi.Input<string>;
  /** What callers invoke: the version that is live. */
  aliasName: string;
  accountId: pulumi.Input<string>;
  region: string;
  role: "primary" | "standby";
  streamName: pulumi.Input<string>;
  /** Where a batch goes when Firehose does not take it. */
  here: UndeliverablePlace;
  /** Where it goes when nothing in this region does. By name: the peer may not exist yet, or any more. */
  peer: UndeliverablePlace;
  /** Seconds; above the delivery's budget and its margin, under 29 (an HTTP API gives up after 30). */
  timeoutSeconds: number;
  memoryMebibytes: number;
  /** Executions at once; beyond what the routes' throttles can hold, so that no flood starves a health check. */
  reservedConcurrency: number;
  tracing: "off" | "xray";
  logDays: number;
  /** How much of a client's address an event keeps. */
  ip: "truncated" | "whole" | "none";
  /** Origins whose pages may read the answers; `*` for any. */
  allowedOrigins: readonly string[];
  delivery: DeliverySettings;
  health: { unhealthyAfterSeconds: number; healthyAfterSeconds: number; sharedSeconds: number };
}

/** What `collect` reads at its start; a variable left out does not compile. */
export const collectVariables = (args: CollectorArgs): Filled<CollectVariables> => ({
  ...deliveryVariables(args.delivery),
  REGION: args.region,
  ROLE: args.role,
  ACCOUNT_ID: args.accountId,
  STREAM_NAME: args.streamName,
  UNDELIVERABLE_BUCKET: args.here.bucketName,
  PEER_REGION: args.peer.region,
  PEER_UNDELIVERABLE_BUCKET: args.peer.bucketName,
  IP: args.ip,
  ALLOWED_ORIGINS: args.allowedOrigins.join(","),
  UNHEALTHY_AFTER_SECONDS: String(args.health.unhealthyAfterSeconds),
  HEALTHY_AFTER_SECONDS: String(args.health.healthyAfterSeconds),
  HEALTH_SHARED_SECONDS: String(args.health.sharedSeconds),
});

export class Collector extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  /** The version that callers get. Created on the first one; from then on a deployment moves it, step by step. */
  readonly live: aws.lambda.Alias;
  readonly role: aws.iam.Role;

  constructor(name: string, args: CollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:Collector", name, {}, opts);
    const child = { parent: this };
    const bundled = new BundledFunction(
      `${name}-function`,
      { ...args, handler: "collect", publish: true, variables: collectVariables(args) },
      child,
    );
    this.live = new aws.lambda.Alias(
      `${name}-live`,
      {
        name: args.aliasName,
        // Nothing here may ever change: the provider sends an alias whole, and with it the first version.
        functionName: bundled.function.name,
        functionVersion: bundled.function.version,
      },
      // A new version waits until whoever deploys has shifted traffic to it, and seen it work.
      { ...child, ignoreChanges: ["functionVersion", "routingConfig"] },
    );
    this.function = bundled.function;
    this.role = bundled.role;
    this.registerOutputs({ function: this.function, live: this.live, role: this.role });
  }
}
