/** Asks everything about the pair at once; whatever hangs is given up alone, and says so. */
import { readFile } from "node:fs/promises";
import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { z } from "zod";
import { hourPath, quarantinePrefix } from "../handlers/delivery/undeliverable-object";
import { metricDimension, metricNamespace } from "../handlers/metrics";
import { answeredRegion } from "./answered-region";
import { liveVersion } from "./live-version";
import type { Pair, RegionOutputs } from "./pair";
import { messagesIn, type QueueName, queueDepth, queueUrls } from "./queues";
import { redAlarmsIn } from "./red-alarms";
import type {
  Breaker,
  Drill,
  Fact,
  Facts,
  Loading,
  RedAlarm,
  RegionFacts,
  Replication,
  Waiting,
} from "./status-facts";
import { stopState } from "./stop-object";
import { UndeliverableBucket } from "./undeliverable-bucket";
import { undrainedIn } from "./undrained";

/** A person waits for the answer: none of the facts, which are asked for at the same time, may take longer. */
const WITHIN_MS = 8_000;
const MINUTE = 60;
const HOUR = 3_600;
/** An open breaker speaks at every probe that fails, every few seconds; after this its last word is history. */
const BREAKER_WORD_SECONDS = 5 * MINUTE;
/** An age that was told longer ago says little of now. What is put off for longer than this between two tries, the alarms remember. */
const AGE_SECONDS = 20 * MINUTE;

export async function factsOf(pair: Pair, reportFile: string, withinMs = WITHIN_MS): Promise<Facts> {
  const at = new Date();
  const fact = <Value>(ask: () => Promise<Value>) => factOf(ask, withinMs);
  const [answered, primary, standby, drill] = await Promise.all([
    fact(() => answeredRegion(pair)),
    regionFacts(pair, pair.primary, at, fact),
    regionFacts(pair, pair.standby, at, fact),
    fact(() => lastDrill(reportFile)),
  ]);
  return { at, answered, regions: [primary, standby], drill };
}

/** Never throws, and never waits longer than it may: what was asked goes on unheard. */
export async function factOf<Value>(ask: () => Promise<Value>, withinMs: number): Promise<Fact<Value>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Fact<Value>>((resolve) => {
    const problem = `no answer within ${withinMs / 1_000} s`;
    timer = setTimeout(() => resolve({ known: false, problem }), withinMs);
  });
  const asked = Promise.resolve()
    .then(ask)
    .then(
      (value): Fact<Value> => ({ known: true, value }),
      (error: Error): Fact<Value> => ({ known: false, problem: problemOf(error) }),
    );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Some errors of the network have a code, and no words. */
const problemOf = (error: Error): string => {
  const { message, name } = error;
  return (message || ((error as NodeJS.ErrnoException).code ?? name)).split("\n", 1)[0] as string;
};

type Ask = <Value>(ask: () => Promise<Value>) => Promise<Fact<Value>>;

async function regionFacts(pair: Pair, at: RegionOutputs, now: Date, fact: Ask): Promise<RegionFacts> {
  const bucket = new UndeliverableBucket(pair, at);
  const { region, role } = at;
  const facts = await allOf({
    health: fact(() => pair.recordHealth(at)),
    stop: fact(() => stopState(pair, at)),
    version: fact(() => versionOf(pair, at)),
    undelivered: fact(() => waitingIn(bucket, region, now)),
    replicas: fact(() => waitingIn(bucket, pair.peerOf(at).region, now)),
    deadLetters: fact(() => deadLettersOf(pair, at, "replay")),
    quarantined: fact(async () => (await bucket.list(quarantinePrefix(region))).length),
    loading: fact(() => loadingOf(pair, at, now)),
    etlDeadLetters: fact(() => deadLettersOf(pair, at, "etl")),
    breaker: fact(() => breakerOf(pair, at, now)),
    replication: fact(() => replicationOf(pair, at, now)),
    alarms: fact(() => alarmsOf(pair, at)),
  });
  return { region, role, ...facts };
}

/** `Promise.all` for what has names. */
async function allOf<Values>(asked: { [Name in keyof Values]: Promise<Values[Name]> }): Promise<Values> {
  const names = Object.keys(asked) as (keyof Values)[];
  const entries = names.map(async (name) => [name, await asked[name]] as const);
  return Object.fromEntries(await Promise.all(entries)) as Values;
}

/** Undefined before the first deployment that has an alias. */
async function versionOf(pair: Pair, at: RegionOutputs) {
  try {
    return await liveVersion(pair, at);
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

async function waitingIn(bucket: UndeliverableBucket, holder: string, now: Date): Promise<Waiting> {
  const { waiting } = await undrainedIn(bucket, holder);
  return { count: waiting.length, oldestSeconds: oldest(waiting, now) };
}

const oldest = (objects: readonly { readonly storedAt: Date }[], now: Date): number =>
  objects.reduce((most, { storedAt }) => Math.max(most, (now.getTime() - storedAt.getTime()) / 1_000), 0);

async function deadLettersOf(pair: Pair, at: RegionOutputs, queue: QueueName): Promise<number> {
  return (await queueDepth(pair, at, queueUrls(at, queue).deadLetters)).visible;
}

/**
 * SQS tells how many, CloudWatch since when, minutes late. A message that was received three times is no longer in SQS's own age
 * ("Available CloudWatch metrics for Amazon SQS"): `etl` tells of those that it had to put off.
 */
async function loadingOf(pair: Pair, at: RegionOutputs, now: Date): Promise<Loading> {
  const { queue } = queueUrls(at, "etl");
  const queueName = { Name: "QueueName", Value: queue.split("/").at(-1) };
  const functionName = { Name: metricDimension, Value: at.etlFunction };
  const [depth, ...ages] = await Promise.all([
    queueDepth(pair, at, queue),
    newestMaximum(pair, at, "AWS/SQS", "ApproximateAgeOfOldestMessage", queueName, now),
    newestMaximum(pair, at, metricNamespace, "PutOffSeconds", functionName, now),
  ]);
  const known = ages.filter((age) => age !== undefined);
  return { count: messagesIn(depth), oldestSeconds: known.length === 0 ? undefined : Math.max(...known) };
}

/** Of its last minute in which anything was told; undefined when that is too long ago to mean anything now. */
async function newestMaximum(
  pair: Pair,
  { region }: RegionOutputs,
  namespace: string,
  name: string,
  dimension: { Name: string; Value: string | undefined },
  now: Date,
): Promise<number | undefined> {
  const { Datapoints = [] } = await pair.clients.cloudWatch(region).send(
    new GetMetricStatisticsCommand({
      Namespace: namespace,
      MetricName: name,
      Dimensions: [dimension],
      StartTime: new Date(now.getTime() - AGE_SECONDS * 1_000),
      EndTime: new Date(now.getTime() + MINUTE * 1_000),
      Period: MINUTE,
      Statistics: ["Maximum"],
    }),
  );
  const at = ({ Timestamp }: (typeof Datapoints)[number]) => Timestamp?.getTime() ?? 0;
  return Datapoints.toSorted((one, other) => at(other) - at(one))[0]?.Maximum;
}

async function breakerOf(
  pair: Pair,
  { region, collectFunction }: RegionOutputs,
  now: Date,
): Promise<Breaker> {
  const { Datapoints = [] } = await pair.clients.cloudWatch(region).send(
    new GetMetricStatisticsCommand({
      Namespace: metricNamespace,
      MetricName: "BreakerOpen",
      Dimensions: [{ Name: metricDimension, Value: collectFunction }],
      StartTime: new Date(now.getTime() - HOUR * 1_000),
      EndTime: new Date(now.getTime() + MINUTE * 1_000),
      Period: MINUTE,
      Statistics: ["Maximum"],
    }),
  );
  return breakerFrom(
    Datapoints.map(({ Timestamp = new Date(0), Maximum = 0 }) => ({ at: Timestamp, opened: Maximum > 0 })),
    now,
  );
}

/** @param minutes of the metric, in any order: a minute in which some environment opened its breaker says `opened`. */
export function breakerFrom(
  minutes: readonly { readonly at: Date; readonly opened: boolean }[],
  now: Date,
): Breaker {
  const [newest] = [...minutes].sort((one, other) => other.at.getTime() - one.at.getTime());
  if (newest === undefined) return { state: "silent" };
  const saidSecondsAgo = Math.max(0, (now.getTime() - newest.at.getTime()) / 1_000);
  if (!newest.opened) return { state: "closed", saidSecondsAgo };
  if (saidSecondsAgo <= BREAKER_WORD_SECONDS + MINUTE) return { state: "open", saidSecondsAgo };
  return {
    state: "unknown",
    why: `opened ${Math.round(saidSecondsAgo / MINUTE)} min ago, no word since`,
  };
}

/** Compares what this hour and the last one brought to the lake with what of it is in the peer's. */
async function replicationOf(pair: Pair, at: RegionOutputs, now: Date): Promise<Replication> {
  const peer = pair.peerOf(at);
  if (!(await pair.replicates(at))) return { on: false, recent: 0, behind: 0, oldestSeconds: 0 };
  const hours = [now.getTime() - HOUR * 1_000, now.getTime()].map(hourPath);
  const both = await Promise.all(
    hours.map(async (hour) => {
      const prefix = `events/region=${at.region}/${hour}/`;
      // The peer last: what arrives there in between is then not taken for missing.
      const here = await pair.list(at, at.lakeBucket, prefix);
      const there = await pair.list(peer, peer.lakeBucket, prefix);
      return { here, there: new Set(there.map(({ key }) => key)) };
    }),
  );
  const behind = both.flatMap(({ here, there }) => here.filter(({ key }) => !there.has(key)));
  const recent = both.reduce((sum, { here }) => sum + here.length, 0);
  return { on: true, recent, behind: behind.length, oldestSeconds: oldest(behind, now) };
}

/** The region's own, and those on Route 53's metrics, which are in us-east-1 alone. */
async function alarmsOf(pair: Pair, { region, namePrefix }: RegionOutputs): Promise<RedAlarm[]> {
  const clients = [pair.clients.cloudWatch(region), pair.clients.route53CloudWatch];
  const found = await Promise.all(clients.map((client) => redAlarmsIn(client, namePrefix)));
  const red = new Map<string, RedAlarm>(); // Each once, even where both answer the same.
  for (const alarm of found.flat()) {
    const name = alarm.name.slice(namePrefix.length);
    red.set(name, { name, runbook: /runbooks\/([a-z0-9-]+)\.md/.exec(alarm.description)?.[1] ?? name });
  }
  return [...red.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

const drillSchema = z.object({ scenario: z.string(), verdict: z.string(), startedAt: z.string() });

/** Undefined when none has been run on this machine. */
async function lastDrill(file: string): Promise<Drill | undefined> {
  try {
    return drillSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${file} is no report of a drill`, { cause: error });
  }
}
