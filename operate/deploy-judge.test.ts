import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import type { CanaryResult } from "./canary";
import { canaryProblem, countOf, errorProblem, redAlarms } from "./deploy-judge";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

const cloudWatch = mockClient(CloudWatchClient);
const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")]);
afterAll(() => pair.close());

const canary = (problem?: string, status = problem ? 503 : 200): CanaryResult => ({
  status,
  milliseconds: 5,
  eventId: "e",
  ...(problem !== undefined && { problem }),
});
const kept = (count: number) => Array.from({ length: count }, () => canary());

test.each([
  { title: "all are acknowledged", results: kept(20), problem: undefined },
  { title: "none was sent yet", results: [], problem: undefined },
  { title: "one broke off", results: [...kept(20), canary("socket hang up", 0)], problem: undefined },
  {
    title: "two are not acknowledged, however many are",
    results: [...kept(500), canary("HTTP 500"), canary("HTTP 503")],
    problem: "2 of 502 canaries were not acknowledged, the last one: HTTP 503.",
  },
  {
    title: "the route's own throttle refused some",
    results: [...kept(3), canary("HTTP 429", 429), canary("HTTP 429", 429)],
    problem: undefined,
  },
])("canaries: $title", ({ results, problem }) => {
  expect(canaryProblem(results)).toBe(problem);
});

test.each([
  { title: "nothing was asked", invocations: 0, errors: 0, isRed: false },
  { title: "one of few failed", invocations: 1, errors: 1, isRed: false },
  { title: "two of two failed", invocations: 2, errors: 2, isRed: true },
  { title: "one in a hundred", invocations: 1_000, errors: 10, isRed: false },
  { title: "more than one in a hundred", invocations: 1_000, errors: 11, isRed: true },
])("the new version's errors: $title", ({ invocations, errors, isRed }) => {
  const problem = errorProblem("7", { invocations, errors });
  expect(problem).toBe(
    isRed ? `Version 7 ended ${errors} of ${invocations} requests in an error.` : undefined,
  );
});

test("Lambda's count of one version behind the alias, from the beginning of the minute on", async () => {
  cloudWatch.on(GetMetricDataCommand).resolves({
    MetricDataResults: [
      { Id: "errors", Values: [1, 2] },
      { Id: "invocations", Values: [40, 60] },
    ],
  });
  const since = new Date("2026-01-01T10:20:30.400Z");
  expect(await countOf(pair, pair.primary, "7", since)).toEqual({ invocations: 100, errors: 3 });
  const [call] = cloudWatch.commandCalls(GetMetricDataCommand);
  const { StartTime, MetricDataQueries = [] } = call?.args[0].input ?? {};
  expect(StartTime).toEqual(new Date("2026-01-01T10:20:00.000Z"));
  // "Types of metrics for Lambda functions": the dimensions of a version behind an alias.
  const dimensions = [
    { Name: "FunctionName", Value: "collect-eu-west-1" },
    { Name: "Resource", Value: "collect-eu-west-1:live" },
    { Name: "ExecutedVersion", Value: "7" },
  ];
  const metric = (MetricName: string) => ({ Namespace: "AWS/Lambda", MetricName, Dimensions: dimensions });
  expect(MetricDataQueries.map(({ MetricStat }) => MetricStat)).toEqual([
    { Metric: metric("Invocations"), Period: 60, Stat: "Sum" },
    { Metric: metric("Errors"), Period: 60, Stat: "Sum" },
  ]);
});

test("alarms that a build can be the reason of, by their whole names", async () => {
  const prefix = pair.standby.namePrefix;
  const names = [
    "dead-letters",
    "standby-traffic",
    "certificate-expiry",
    "undelivered-age",
    "not-dead-letters",
  ];
  cloudWatch
    .on(DescribeAlarmsCommand, { StateValue: "ALARM", AlarmNamePrefix: prefix })
    .resolves({ MetricAlarms: names.map((name) => ({ AlarmName: `${prefix}${name}` })) });
  expect(await redAlarms(pair, pair.standby)).toEqual([`${prefix}dead-letters`, `${prefix}undelivered-age`]);
});
