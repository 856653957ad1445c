import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { type CanaryResult, sendCanary } from "./canary";
import { judgeOf } from "./deploy-judge";
import { type HealthStatus, Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

// What a canary meets is its own tests' business; here it says what a region would.
jest.mock("./canary");

const lambda = mockClient(LambdaClient);
const cloudWatch = mockClient(CloudWatchClient);
const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")]);
const alarm = (name: string) => ({ AlarmName: `${pair.standby.namePrefix}${name}` });
const ringing = (...names: string[]) =>
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: names.map(alarm) });
const health = jest.spyOn(pair, "healthStatus");
const isHealthy = (healthy: boolean) =>
  health.mockResolvedValue({
    healthy,
    checkers: 3,
    problem: healthy ? undefined : "timeout",
  } as HealthStatus);
const answered = (build: string, problem?: string): CanaryResult => ({
  status: problem ? 503 : 200,
  milliseconds: 5,
  eventId: "e",
  build,
  ...(problem !== undefined && { problem }),
});
const canaries = (...results: CanaryResult[]) => {
  let nth = 0;
  jest.mocked(sendCanary).mockImplementation(async () => results[nth++ % results.length] as CanaryResult);
};
const { signal } = new AbortController();

beforeEach(() => {
  lambda.reset();
  cloudWatch.reset();
  lambda.on(GetFunctionConfigurationCommand, { FunctionName: "collect-us-west-2", Qualifier: "7" }).resolves({
    Environment: { Variables: { BUILD: "new" } },
  });
  cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
  ringing();
  isHealthy(true);
  canaries(answered("new"));
});
afterAll(() => {
  jest.restoreAllMocks();
  pair.close();
});

/** Each look asks Route 53 and CloudWatch as well. */
const judging = async () => {
  const judge = await judgeOf(pair, pair.standby, 0);
  await judge.begin("7");
  return judge;
};

test.each([
  { title: "answered by the new build", results: [answered("old"), answered("new")], proven: true },
  { title: "answered by the old build alone", results: [answered("old")], proven: false },
  {
    title: "not acknowledged by the new build",
    results: [answered("new", "HTTP 503"), answered("old"), answered("old"), answered("old")],
    proven: false,
  },
])("canaries $title: proven $proven", async ({ results, proven }) => {
  canaries(...results);
  expect(await (await judging()).look(signal)).toEqual({ red: [], proven });
});

test("canaries that fail add up over the looks of a step, and a new step begins anew", async () => {
  const judge = await judging();
  canaries(answered("new", "HTTP 503"), answered("new"), answered("new"), answered("new"));
  expect((await judge.look(signal)).red).toEqual([]);
  expect((await judge.look(signal)).red).toEqual([expect.stringMatching(/^2 of 8 canaries/)]);
  await judge.begin("7");
  expect((await judge.look(signal)).red).toEqual([]);
});

test("an alarm that rings since is red, one that rang before is not the build's", async () => {
  ringing("dead-letters");
  const judge = await judging();
  ringing("dead-letters", "breaker-open");
  expect((await judge.look(signal)).red).toEqual([expect.stringMatching(/breaker-open rings/)]);
});

test("a health check that stays unhealthy is red", async () => {
  const judge = await judging();
  isHealthy(false);
  await judge.look(signal);
  expect((await judge.look(signal)).red).toEqual(["Its health check turned unhealthy: timeout."]);
});

test("a region that was unhealthy before is not judged by its health check", async () => {
  isHealthy(false);
  const judge = await judging();
  await judge.look(signal);
  expect((await judge.look(signal)).red).toEqual([]);
});

test("the new version's errors, as Lambda counts them, are red", async () => {
  const judge = await judging();
  cloudWatch.on(GetMetricDataCommand).resolves({
    MetricDataResults: [
      { Id: "errors", Values: [3] },
      { Id: "invocations", Values: [40] },
    ],
  });
  expect((await judge.look(signal)).red).toEqual(["Version 7 ended 3 of 40 requests in an error."]);
});
