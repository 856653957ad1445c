import { describeSchedule, nextDueAt, payloadOf, rateSeconds, type Schedule, scheduleFrom } from "./schedule";

const input = {
  ScheduleExpression: "rate(5 minutes)",
  FlexibleTimeWindow: { Mode: "OFF" as const },
  Target: {
    Arn: "arn:aws:lambda:eu-west-1:000000000000:function:replay",
    RoleArn: "arn:aws:iam::000000000000:role/sweep",
  },
};
const parse = (changes: object = {}, before?: Schedule) =>
  scheduleFrom("eu-west-1", "000000000000", "sweep", { ...input, ...changes }, before);

test.each([
  { expression: "rate(1 minute)", seconds: 60 },
  { expression: "rate(5 minutes)", seconds: 300 },
  { expression: "rate(2 hours)", seconds: 7_200 },
  { expression: "rate(1 day)", seconds: 86_400 },
])("$expression is $seconds s", ({ expression, seconds }) => {
  expect(rateSeconds(expression)).toBe(seconds);
});

test.each([
  {
    title: "a rate of nothing",
    changes: { ScheduleExpression: "rate(0 minutes)" },
    says: "Invalid Schedule Expression",
  },
  {
    title: "seconds",
    changes: { ScheduleExpression: "rate(5 seconds)" },
    says: "Invalid Schedule Expression",
  },
  { title: "a moment", changes: { ScheduleExpression: "at(2030-01-01T00:00:00)" }, says: "rate() only" },
  { title: "no window", changes: { FlexibleTimeWindow: undefined }, says: "FlexibleTimeWindow" },
  { title: "a start", changes: { StartDate: new Date() }, says: "StartDate" },
  { title: "another group", changes: { GroupName: "mine" }, says: "group mine does not exist" },
  { title: "another state", changes: { State: "PAUSED" }, says: "State" },
  { title: "no target", changes: { Target: undefined }, says: "Target.Arn" },
  {
    title: "a parameter of another target",
    changes: { Target: { ...input.Target, SqsParameters: {} } },
    says: "Target.SqsParameters",
  },
])("refuses $title", ({ changes, says }) => {
  expect(() => parse(changes)).toThrow(says);
});

test("an alias of a function is a target", () => {
  const Arn = `${input.Target.Arn}:live`;
  expect(parse({ Target: { ...input.Target, Arn } }).target.Arn).toBe(Arn);
});

test("the first invocation is due at once, the next ones at the rate divided by the speed", () => {
  const schedule = { ...parse(), createdAt: 1_000 };
  expect(nextDueAt(schedule, 10)).toBe(1_000);
  expect(nextDueAt({ ...schedule, firedAt: 1_000 }, 10)).toBe(31_000);
});

test("an update keeps the creation and the last invocation, nothing else", () => {
  const before = { ...parse({ Description: "d", State: "DISABLED" }), createdAt: 1, firedAt: 2 };
  expect(parse({}, before)).toMatchObject({
    createdAt: 1,
    firedAt: 2,
    description: undefined,
    enabled: true,
  });
});

test("describes with Scheduler's defaults", () => {
  expect(describeSchedule({ ...parse(), createdAt: 1_500 })).toMatchObject({
    State: "ENABLED",
    ScheduleExpressionTimezone: "UTC",
    CreationDate: 1.5,
    Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
  });
});

const invocation = { scheduledAt: Date.UTC(2024, 1, 3, 4, 5, 6), executionId: "e", attempt: 2 };

test("without an input the function is given Scheduler's own event", () => {
  expect(JSON.parse(payloadOf(parse(), "000000000000", invocation))).toMatchObject({
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    time: "2024-02-03T04:05:06Z",
    resources: ["arn:aws:scheduler:eu-west-1:000000000000:schedule/default/sweep"],
  });
});

test("context attributes are filled in", () => {
  const Input = "<aws.scheduler.scheduled-time> <aws.scheduler.execution-id> <aws.scheduler.attempt-number>";
  const schedule = parse({ Target: { ...input.Target, Input } });
  expect(payloadOf(schedule, "000000000000", invocation)).toBe("2024-02-03T04:05:06Z e 2");
});
