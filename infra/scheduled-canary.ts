import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryVariables, NamedRegion } from "../handlers/canary/environment";
import { routeArn, routeKeys } from "./http-to-collector";
import { BundledFunction, type Filled } from "./parts/function";
import { allow, policyOf } from "./parts/policy";
import { every, schedule } from "./parts/schedule";

/** Canary → both regions, at a rate: the real path of an event, walked from outside. */
export interface ScheduledCanaryArgs {
  functionName: pulumi.Input<string>;
  /** The schedule and its role. */
  scheduleName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  /** The name that only this region answers. */
  regionalName: string;
  peer: NamedRegion;
  /** The name that clients use. */
  failoverName: string;
  /** Hours between two rounds; 24 keep the standby from falling asleep. */
  everyHours: number;
  /** Longest that one canary may take. */
  timeoutSeconds: number;
  logDays: number;
  /** Whether the peer is there: every canary to one that does not exist yet would fail. */
  peerReady: boolean;
}

/** Enough: it holds three requests. CPU grows with memory, and signing needs little. */
const MEMORY_MEBIBYTES = 256;
/** Starting, resolving credentials and logging. */
const MARGIN_SECONDS = 10;

/** The failover name may be asked twice: with a signature for each region. */
export const functionTimeoutSeconds = (timeoutSeconds: number): number => 2 * timeoutSeconds + MARGIN_SECONDS;

/**
 * The one route, in both regions ("Control access for invoking an API"). Which API is left open: its id is AWS's choice, and the
 * peer's must not be asked for, since it may not exist yet. What other API of this account has such a route is nobody else's.
 */
export const sendCanariesPolicy = (accountId: string, regions: readonly string[]): string =>
  policyOf(
    allow(
      "execute-api:Invoke",
      regions.map((region) => routeArn(`arn:aws:execute-api:${region}:${accountId}:*`, routeKeys.canary)),
    ),
  );

/** What `canary` reads at its start; a variable left out does not compile. */
export const canaryVariables = (args: ScheduledCanaryArgs): Filled<CanaryVariables> => ({
  REGION: args.region,
  REGIONAL_NAME: args.regionalName,
  PEER_REGION: args.peer.region,
  PEER_NAME: args.peer.name,
  FAILOVER_NAME: args.failoverName,
  TIMEOUT_SECONDS: String(args.timeoutSeconds),
});

export class ScheduledCanary extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  readonly role: aws.iam.Role;

  constructor(name: string, args: ScheduledCanaryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:ScheduledCanary", name, {}, opts);
    const child = { parent: this };
    const { timeoutSeconds, region, peer } = args;
    const canary = new BundledFunction(
      `${name}-function`,
      {
        ...args,
        handler: "canary",
        timeoutSeconds: functionTimeoutSeconds(timeoutSeconds),
        memoryMebibytes: MEMORY_MEBIBYTES,
        variables: canaryVariables(args),
      },
      child,
    );
    this.function = canary.function;
    this.role = canary.role;
    new aws.iam.RolePolicy(
      `${name}-send`,
      {
        name: "send-canaries",
        role: this.role.name,
        policy: pulumi
          .output(args.accountId)
          .apply((accountId) => sendCanariesPolicy(accountId, [region, peer.region])),
      },
      child,
    );
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-asynchronous`,
      {
        functionName: this.function.name,
        // A failed round is an alarm, not something to try until it works.
        maximumRetryAttempts: 0,
        maximumEventAgeInSeconds: 300,
      },
      child,
    );
    schedule(
      name,
      {
        ...args,
        functionArn: this.function.arn,
        of: "canary",
        expression: every(args.everyHours, "hour"),
        input: { canary: true },
        isEnabled: args.peerReady,
      },
      this,
    );
    this.registerOutputs({ function: this.function, role: this.role });
  }
}
