import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allow, policyOf, trustOf } from "./policy";

/** A function that is invoked at a rate, by EventBridge Scheduler. */
export interface ScheduleArgs {
  /** At most 64 characters; its role has the same name. */
  scheduleName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  functionArn: pulumi.Input<string>;
  /** What the function is called in the name of the right to invoke it. */
  of: string;
  /** E.g. `rate(5 minutes)`. */
  expression: string;
  /** What the function is invoked with. */
  input: object;
  /** Default: it runs. */
  isEnabled?: boolean;
}

/** EventBridge Scheduler, for this region's default group ("Confused deputy prevention in EventBridge Scheduler"). */
export const schedulerTrust = (accountId: string, region: string): string =>
  trustOf("scheduler.amazonaws.com", {
    StringEquals: {
      "aws:SourceAccount": accountId,
      "aws:SourceArn": `arn:aws:scheduler:${region}:${accountId}:schedule-group/default`,
    },
  });

export const invokePolicy = (functionArn: string): string =>
  policyOf(allow("lambda:InvokeFunction", functionArn));

/** `rate(1 minute)` and `rate(5 minutes)`: the unit agrees with the number ("Rate-based schedules"). */
export const every = (count: number, unit: "minute" | "hour"): string =>
  `rate(${count} ${unit}${count === 1 ? "" : "s"})`;

/** The schedule and its role, as children of `parent`. */
export function schedule(name: string, args: ScheduleArgs, parent: pulumi.Resource): aws.scheduler.Schedule {
  const child = { parent };
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: args.scheduleName,
      assumeRolePolicy: pulumi
        .output(args.accountId)
        .apply((accountId) => schedulerTrust(accountId, args.region)),
    },
    child,
  );
  const invoke = new aws.iam.RolePolicy(
    `${name}-invoke`,
    {
      name: `invoke-${args.of}`,
      role: role.name,
      policy: pulumi.output(args.functionArn).apply(invokePolicy),
    },
    child,
  );
  return new aws.scheduler.Schedule(
    `${name}-schedule`,
    {
      name: args.scheduleName,
      scheduleExpression: args.expression,
      ...(args.isEnabled === false && { state: "DISABLED" }),
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: args.functionArn,
        roleArn: role.arn,
        input: JSON.stringify(args.input),
        // The next invocation is the retry.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
      },
    },
    { ...child, dependsOn: [invoke] },
  );
}
