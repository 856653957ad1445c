import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sweepRequest } from "../../handlers/replay/environment";
import { allow, policyOf, trustOf } from "./policy";

/** The scheduled replay: S3's events come at least once, but July 2024 showed hours in which they came not at all. */
export interface SweepArgs {
  /** At most 64 characters; its role has the same name. */
  scheduleName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  functionArn: pulumi.Input<string>;
  everyMinutes: number;
}

/** EventBridge Scheduler, for this region's default group ("Confused deputy prevention in EventBridge Scheduler"). */
export const sweepTrust = (accountId: string, region: string): string =>
  trustOf("scheduler.amazonaws.com", {
    StringEquals: {
      "aws:SourceAccount": accountId,
      "aws:SourceArn": `arn:aws:scheduler:${region}:${accountId}:schedule-group/default`,
    },
  });

export const invokePolicy = (functionArn: string): string =>
  policyOf(allow("lambda:InvokeFunction", functionArn));

/** `rate(1 minute)` and `rate(5 minutes)`: the unit agrees with the number ("Rate-based schedules"). */
export const everyMinutes = (minutes: number): string =>
  `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;

export class Sweep extends pulumi.ComponentResource {
  constructor(name: string, args: SweepArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:Sweep", name, {}, opts);
    const child = { parent: this };
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.scheduleName,
        assumeRolePolicy: pulumi
          .output(args.accountId)
          .apply((accountId) => sweepTrust(accountId, args.region)),
      },
      child,
    );
    const invoke = new aws.iam.RolePolicy(
      `${name}-invoke`,
      {
        name: "invoke-replay",
        role: role.name,
        policy: pulumi.output(args.functionArn).apply(invokePolicy),
      },
      child,
    );
    new aws.scheduler.Schedule(
      `${name}-schedule`,
      {
        name: args.scheduleName,
        scheduleExpression: everyMinutes(args.everyMinutes),
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: args.functionArn,
          roleArn: role.arn,
          input: JSON.stringify(sweepRequest),
          // The next sweep is the retry.
          retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
        },
      },
      { ...child, dependsOn: [invoke] },
    );
    this.registerOutputs({});
  }
}
