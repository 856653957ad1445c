import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import { type AliasInvocation, VersionMetrics } from "./version-metrics";

const invocation = (version: string, failed = false): AliasInvocation => ({
  functionName: "collect",
  alias: "live",
  version,
  failed,
});

test("each version's invocations and errors are published under the alias, once", async () => {
  const published: MetricDatum[][] = [];
  const metrics = new VersionMetrics(async (data) => published.push(data));
  for (const one of [invocation("1"), invocation("2"), invocation("2", true), invocation("2", true)])
    metrics.count(one);
  await metrics.flush();
  await metrics.flush(); // Nothing new: nothing is published.
  metrics.close();

  const datum = (version: string, name: string, sum: number, samples: number) => ({
    MetricName: name,
    Unit: "Count",
    Timestamp: expect.any(Date),
    Dimensions: [
      { Name: "FunctionName", Value: "collect" },
      { Name: "Resource", Value: "collect:live" },
      { Name: "ExecutedVersion", Value: version },
    ],
    StatisticValues: { SampleCount: samples, Sum: sum, Minimum: 0, Maximum: Math.min(1, sum) },
  });
  expect(published).toEqual([
    [
      datum("1", "Invocations", 1, 1),
      datum("1", "Errors", 0, 1),
      datum("2", "Invocations", 3, 3),
      datum("2", "Errors", 2, 3),
    ],
  ]);
});

test("what was refused for want of executions is published by function, as Lambda's Throttles", async () => {
  const published: MetricDatum[][] = [];
  const metrics = new VersionMetrics(async (data) => published.push(data));
  metrics.throttled("collect");
  metrics.throttled("collect");
  await metrics.flush();
  metrics.close();
  expect(published).toEqual([
    [
      expect.objectContaining({
        MetricName: "Throttles",
        Dimensions: [{ Name: "FunctionName", Value: "collect" }],
        StatisticValues: { SampleCount: 2, Sum: 2, Minimum: 1, Maximum: 1 },
      }),
    ],
  ]);
});
