/** Counts a function's invocations by the version that ran, and publishes them as Lambda does. */
import type { MetricDatum } from "@aws-sdk/client-cloudwatch";

export interface AliasInvocation {
  readonly functionName: string;
  readonly alias: string;
  /** The version that ran. */
  readonly version: string;
  /** The function threw, or ran into its timeout. */
  readonly failed: boolean;
}

interface Count {
  readonly invocation: AliasInvocation;
  invocations: number;
  errors: number;
}

/** Between two publications, in milliseconds; Lambda's is a minute, which is too long to look at a compressed deployment. */
const PUBLISH_EVERY_MS = 1_000;

export class VersionMetrics {
  #counts = new Map<string, Count>();
  #throttles = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  /** @param publish is asked for the namespace AWS/Lambda; what it cannot publish is lost, as on AWS. */
  constructor(private readonly publish: (data: MetricDatum[]) => Promise<unknown>) {
    this.#timer = setInterval(() => void this.flush(), PUBLISH_EVERY_MS);
    this.#timer.unref();
  }

  count(invocation: AliasInvocation): void {
    const key = `${invocation.functionName}:${invocation.alias}:${invocation.version}`;
    const count = this.#counts.get(key) ?? { invocation, invocations: 0, errors: 0 };
    count.invocations += 1;
    if (invocation.failed) count.errors += 1;
    this.#counts.set(key, count);
  }

  throttled(functionName: string): void {
    this.#throttles.set(functionName, (this.#throttles.get(functionName) ?? 0) + 1);
  }

  async flush(): Promise<void> {
    const data = [...[...this.#counts.values()].flatMap(dataOf), ...[...this.#throttles].map(throttlesOf)];
    this.#counts = new Map();
    this.#throttles = new Map();
    if (data.length > 0) await this.publish(data);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** "Types of metrics for Lambda functions", the dimensions of an alias with weights: both counts, zeros among the errors. */
export function dataOf({ invocation, invocations, errors }: Count): MetricDatum[] {
  const { functionName, alias, version } = invocation;
  const datum = (MetricName: string, sum: number): MetricDatum => ({
    MetricName,
    Unit: "Count",
    Timestamp: new Date(),
    Dimensions: [
      { Name: "FunctionName", Value: functionName },
      { Name: "Resource", Value: `${functionName}:${alias}` },
      { Name: "ExecutedVersion", Value: version },
    ],
    StatisticValues: { SampleCount: invocations, Sum: sum, Minimum: 0, Maximum: Math.min(1, sum) },
  });
  return [datum("Invocations", invocations), datum("Errors", errors)];
}

const throttlesOf = ([functionName, throttles]: readonly [string, number]): MetricDatum => ({
  MetricName: "Throttles",
  Unit: "Count",
  Timestamp: new Date(),
  Dimensions: [{ Name: "FunctionName", Value: functionName }],
  StatisticValues: { SampleCount: throttles, Sum: throttles, Minimum: 1, Maximum: 1 },
});
