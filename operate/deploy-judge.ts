/** What a deployment is judged by: canaries through the real path, Lambda's own errors, the region's health, its alarms. */
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { LIVE_ALIAS } from "../stacks/names";
import { type CanaryResult, sendCanary } from "./canary";
import type { Judge, Judgement } from "./deploy";
import { buildOf } from "./live-version";
import type { Pair, RegionOutputs } from "./pair";
import { redAlarmsIn } from "./red-alarms";

/** Canaries of one look, at once: below what the route takes, which is 5 a second by default (throttle.canary). */
const CANARIES = 4;
/** The route's own throttle, before any version was asked ("Throttle requests to your HTTP APIs"): says nothing of a build. */
const THROTTLED = 429;
/** One may fail by chance, a connection that broke; two in one step are the build's. */
const CANARIES_FAILED_MAX = 1;
/** A client would not wait longer. */
const CANARY_WITHIN_MS = 10_000;
/** The same of Lambda's errors: at least two, and more than this share of what the new version was asked. */
const ERRORS_MAX = 1;
const ERROR_SHARE_MAX = 0.01;
/** Of alarms: those that a build can be the reason of, by the end of their names. */
const DELIVERY_ALARMS = [
  "undelivered-age",
  "delivery-freshness",
  "dead-letters",
  "breaker-open",
  "throttled",
  "not-durable",
];

/** A check turns by several failures of a checker in a row; its status tells the last one alone, so one look may be chance. */
const UNHEALTHY_LOOKS_MAX = 1;

/** Requests of the new version, as Lambda counted them. */
export interface VersionCount {
  readonly invocations: number;
  readonly errors: number;
}

/** Pure: what is wrong with a share of errors; undefined when nothing is. */
export function errorProblem(version: string, { invocations, errors }: VersionCount): string | undefined {
  if (errors <= ERRORS_MAX || errors / invocations <= ERROR_SHARE_MAX) return undefined;
  return `Version ${version} ended ${errors} of ${invocations} requests in an error.`;
}

/** Pure: what is wrong with a step's canaries; undefined when nothing is. */
export function canaryProblem(results: readonly CanaryResult[]): string | undefined {
  const failed = results.filter(({ problem, status }) => problem !== undefined && status !== THROTTLED);
  if (failed.length <= CANARIES_FAILED_MAX) return undefined;
  return `${failed.length} of ${results.length} canaries were not acknowledged, the last one: ${failed.at(-1)?.problem}.`;
}

/** Names of the delivery alarms of a region that are red. */
export async function redAlarms(pair: Pair, { region, namePrefix }: RegionOutputs): Promise<string[]> {
  const red = await redAlarmsIn(pair.clients.cloudWatch(region), namePrefix);
  const names = red.map(({ name }) => name);
  return names.filter((name) => DELIVERY_ALARMS.some((alarm) => name === `${namePrefix}${alarm}`));
}

/** @param since from the beginning of its minute on: Lambda's metrics are by the minute ("Types of metrics for Lambda functions") */
export async function countOf(
  pair: Pair,
  { region, collectFunction }: RegionOutputs,
  version: string,
  since: Date,
): Promise<VersionCount> {
  const minute = 60_000;
  const dimensions = {
    FunctionName: collectFunction,
    Resource: `${collectFunction}:${LIVE_ALIAS}`,
    ExecutedVersion: version,
  };
  const sum = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: "AWS/Lambda",
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat: "Sum",
    },
  });
  const { MetricDataResults = [] } = await pair.clients.cloudWatch(region).send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(since.getTime() / minute) * minute),
      EndTime: new Date(Date.now() + minute),
      MetricDataQueries: [sum("invocations", "Invocations"), sum("errors", "Errors")],
    }),
  );
  const total = (id: string) =>
    MetricDataResults.find(({ Id }) => Id === id)?.Values?.reduce((one, other) => one + other, 0) ?? 0;
  return { invocations: total("invocations"), errors: total("errors") };
}

/**
 * @param everySeconds between two questions to Route 53 and CloudWatch; canaries go with each look. Route 53 takes five a second
 *   of an account, its console's and Pulumi's included ("Quotas")
 */
export async function judgeOf(pair: Pair, region: RegionOutputs, everySeconds: number): Promise<Judge> {
  const wasHealthy = (await pair.healthStatus(region)).healthy;
  const redBefore = new Set(await redAlarms(pair, region));
  let version = "";
  let build: string | undefined;
  let begunAt = new Date();
  let canaries: CanaryResult[] = [];
  let askedAt = 0;
  let unhealthyLooks = 0;

  const asked = async (): Promise<string[]> => {
    if (performance.now() - askedAt < everySeconds * 1_000) return [];
    askedAt = performance.now();
    const [status, count, alarms] = await Promise.all([
      pair.healthStatus(region),
      countOf(pair, region, version, begunAt),
      redAlarms(pair, region),
    ]);
    unhealthyLooks = status.healthy ? 0 : unhealthyLooks + 1;
    const isIll = wasHealthy && unhealthyLooks > UNHEALTHY_LOOKS_MAX;
    return [
      ...(isIll ? [`Its health check turned unhealthy: ${status.problem}.`] : []),
      ...[errorProblem(version, count)].flatMap((problem) => problem ?? []),
      ...alarms.filter((name) => !redBefore.has(name)).map((name) => `The alarm ${name} rings.`),
    ];
  };

  return {
    async begin(to) {
      if (version !== to) {
        version = to;
        build = await buildOf(pair, region, to);
        begunAt = new Date();
      }
      canaries = [];
    },
    async look(signal): Promise<Judgement> {
      const sent = Array.from({ length: CANARIES }, () =>
        sendCanary(pair, region, { signal, withinMs: CANARY_WITHIN_MS }),
      );
      const [results, problems] = await Promise.all([Promise.all(sent), asked()]);
      if (signal.aborted) return { red: [], proven: false };
      canaries.push(...results);
      const red = [canaryProblem(canaries), ...problems].flatMap((problem) => problem ?? []);
      return { red, proven: canaries.some((one) => one.problem === undefined && one.build === build) };
    },
  };
}
