import { ACCOUNT, named, type Registered, record } from "../testing/record";
import { every, invokePolicy, schedulerTrust } from "./schedule";
import { Sweep } from "./sweep";

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new Sweep("sweep", {
        scheduleName: "h-sweep",
        accountId: ACCOUNT,
        region: "eu-west-1",
        functionArn: "arn:replay",
        everyMinutes: 5,
      }),
  );
});

test("invokes replay every five minutes, once it may", () => {
  expect(named(resources, "sweep-schedule")).toMatchObject({ parent: "sweep", dependsOn: ["sweep-invoke"] });
  expect(named(resources, "sweep-schedule").inputs).toEqual({
    name: "h-sweep",
    scheduleExpression: "rate(5 minutes)",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: "arn:replay",
      roleArn: "arn:sweep-role",
      input: '{"sweep":true}',
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
    },
  });
});

test("has a role that invokes this function and nothing else", () => {
  expect(named(resources, "sweep-role").inputs).toEqual({
    name: "h-sweep",
    assumeRolePolicy: schedulerTrust(ACCOUNT, "eu-west-1"),
  });
  expect(named(resources, "sweep-invoke").inputs).toEqual({
    name: "invoke-replay",
    role: "h-sweep",
    policy: invokePolicy("arn:replay"),
  });
  expect(JSON.parse(invokePolicy("arn:replay")).Statement).toEqual([
    { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: ["arn:replay"] },
  ]);
  expect(resources).toHaveLength(4);
});

test("is assumed by the scheduler for this account's default group alone", () => {
  expect(JSON.parse(schedulerTrust("1", "eu-west-1")).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "scheduler.amazonaws.com" },
      Action: ["sts:AssumeRole"],
      Condition: {
        StringEquals: {
          "aws:SourceAccount": "1",
          "aws:SourceArn": "arn:aws:scheduler:eu-west-1:1:schedule-group/default",
        },
      },
    },
  ]);
});

test.each([
  [1, "minute", "rate(1 minute)"],
  [2, "minute", "rate(2 minutes)"],
  [1, "hour", "rate(1 hour)"],
  [24, "hour", "rate(24 hours)"],
] as const)("every %d %s: %s", (count, unit, expression) => {
  expect(every(count, unit)).toBe(expression);
});
