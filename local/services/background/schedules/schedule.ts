/** Schedules as EventBridge Scheduler takes and keeps them. Pure. */
import type { CreateScheduleInput, GetScheduleOutput, Target } from "@aws-sdk/client-scheduler";

/** A schedule of one region. Times are milliseconds since the epoch. */
export interface Schedule {
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly timezone: string | undefined;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly target: Target;
  readonly clientToken: string | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The scheduled moment of the last invocation; undefined before the first. */
  readonly firedAt: number | undefined;
}

export class SchedulerError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const validation = (message: string) => new SchedulerError(400, "ValidationException", message);

const SECONDS = { minute: 60, hour: 3_600, day: 86_400 };

/** Seconds between two invocations ("Rate-based schedules"). @throws ValidationException for any other expression. */
export function rateSeconds(expression: string): number {
  const [, number, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (number !== undefined && Number(number) > 0)
    return Number(number) * SECONDS[unit as keyof typeof SECONDS];
  if (/^(cron|at)\(/.test(expression))
    throw validation(`The local Scheduler has a model of rate() only, not of ${expression}.`);
  throw validation(`Invalid Schedule Expression ${expression}.`);
}

/** When the next invocation is due. The first is at once: a rate without a start date starts when it is created. */
export const nextDueAt = ({ firedAt, createdAt, expression }: Schedule, speed: number): number =>
  firedAt === undefined ? createdAt : firedAt + (rateSeconds(expression) * 1000) / speed;

/** Checked input → what is kept. @throws ValidationException for what AWS refuses and for what has no local model. */
export function scheduleFrom(
  region: string,
  accountId: string,
  name: string,
  input: Partial<CreateScheduleInput>,
  before?: Schedule,
): Schedule {
  if (!/^[0-9a-zA-Z_.-]{1,64}$/.test(name)) throw validation(`${name} is not a schedule's name.`);
  refuseUnmodelled(input);
  if (input.FlexibleTimeWindow?.Mode === undefined) throw validation("FlexibleTimeWindow must be given.");
  if (input.State !== undefined && !["ENABLED", "DISABLED"].includes(input.State))
    throw validation("State must be ENABLED or DISABLED.");
  const expression = input.ScheduleExpression ?? "";
  rateSeconds(expression);
  const now = Date.now();
  return {
    region,
    name,
    arn: `arn:aws:scheduler:${region}:${accountId}:schedule/default/${name}`,
    expression,
    timezone: input.ScheduleExpressionTimezone,
    description: input.Description,
    enabled: input.State !== "DISABLED",
    target: checkedTarget(input.Target),
    clientToken: input.ClientToken,
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
    firedAt: before?.firedAt,
  };
}

/** As GetSchedule answers; times in seconds, as REST-JSON has them. */
export const describeSchedule = (schedule: Schedule) => ({
  Arn: schedule.arn,
  Name: schedule.name,
  GroupName: "default",
  ScheduleExpression: schedule.expression,
  ScheduleExpressionTimezone: schedule.timezone ?? "UTC",
  Description: schedule.description,
  State: schedule.enabled ? "ENABLED" : ("DISABLED" satisfies GetScheduleOutput["State"]),
  FlexibleTimeWindow: { Mode: "OFF" },
  ActionAfterCompletion: "NONE",
  Target: {
    RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    ...schedule.target,
  },
  CreationDate: schedule.createdAt / 1000,
  LastModificationDate: schedule.modifiedAt / 1000,
});

export interface Invocation {
  readonly scheduledAt: number;
  readonly executionId: string;
  /** From 1. */
  readonly attempt: number;
}

/** What the function is given: the schedule's input with the context attributes filled in, or Scheduler's own event. */
export function payloadOf(schedule: Schedule, accountId: string, invocation: Invocation): string {
  const time = `${new Date(invocation.scheduledAt).toISOString().slice(0, 19)}Z`;
  const { Input } = schedule.target;
  if (Input === undefined)
    return JSON.stringify({
      version: "0",
      id: invocation.executionId,
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: accountId,
      time,
      region: schedule.region,
      resources: [schedule.arn],
      detail: "{}",
    });
  return Input.replaceAll("<aws.scheduler.schedule-arn>", schedule.arn)
    .replaceAll("<aws.scheduler.scheduled-time>", time)
    .replaceAll("<aws.scheduler.execution-id>", invocation.executionId)
    .replaceAll("<aws.scheduler.attempt-number>", String(invocation.attempt));
}

const TARGET_MODELLED: ReadonlySet<string> = new Set([
  "Arn",
  "RoleArn",
  "Input",
  "RetryPolicy",
  "DeadLetterConfig",
]);

function checkedTarget(target: Target | undefined): Target {
  const other = Object.keys(target ?? {}).find((name) => !TARGET_MODELLED.has(name));
  if (other !== undefined) throw validation(`The local Scheduler has no model of Target.${other}.`);
  if (!/^arn:aws:lambda:[\w-]+:\d{12}:function:\S+$/.test(target?.Arn ?? ""))
    throw validation(
      "The local Scheduler invokes Lambda functions only: Target.Arn must be a function's ARN.",
    );
  if (!/^arn:aws:iam::\d{12}:role\/\S+$/.test(target?.RoleArn ?? ""))
    throw validation("Target.RoleArn must be a role's ARN.");
  return target as Target;
}

function refuseUnmodelled(input: Partial<CreateScheduleInput>): void {
  for (const name of ["StartDate", "EndDate", "KmsKeyArn"] as const)
    if (input[name]) throw validation(`The local Scheduler has no model of ${name}.`);
  if (input.FlexibleTimeWindow?.Mode === "FLEXIBLE")
    throw validation("The local Scheduler has no model of a flexible time window: Mode must be OFF.");
  if (input.ActionAfterCompletion === "DELETE")
    throw validation("The local Scheduler has no model of ActionAfterCompletion DELETE.");
  if (input.GroupName !== undefined && input.GroupName !== "default")
    throw new SchedulerError(
      404,
      "ResourceNotFoundException",
      `Schedule group ${input.GroupName} does not exist.`,
    );
}
