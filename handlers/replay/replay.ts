/** Undeliverable events → Firehose: as the queue names them, and by the sweep, which finds what no message told of. */
import { HoldfastError } from "../../errors";
import { reasonOf } from "../delivery/deliver";
import { undeliverablePrefix } from "../delivery/undeliverable-object";
import { embeddedMetrics, type MetricValues } from "../metrics";
import { type Drain, type Drained, drain } from "./drain";
import { eachOf } from "./each-of";
import { type Message, type Own, readInvocation } from "./invocation";
import { undelivered } from "./undelivered";

export interface Replay extends Drain {
  /** What metrics are told apart by. */
  functionName: string;
  own: Own;
  sweepObjectsMax: number;
  /** The longest that draining one object can take. */
  drainBudgetMs: number;
  /** Takes one line. */
  log(line: string): void;
}

/** What became of one object: an error is a value here, since the others go on. */
type Result = Drained | { outcome: "failed"; reason: string } | { outcome: "out_of_time" };

/** What SQS needs to send again only what was not done ("Reporting batch item failures"). */
export interface QueueAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Objects drained at the same time: enough to hide their waiting, few enough for the memory (a body is at most a few MiB). */
const objectsAtOnce = 8;
/** Keys of one page of a sweep ("ListObjectsV2": 1,000 at most). */
const pageKeysMax = 200;
/** Left of a sweep's time for looking at what it left: two calls and the line. */
const lookMarginMs = 5_000;

/** @param remainingMs how long the invocation may still take. */
export async function replay(
  event: unknown,
  args: Replay,
  remainingMs: () => number,
): Promise<QueueAnswer | undefined> {
  const invocation = readInvocation(event, args.own);
  if (invocation.kind === "queue") return drainMessages(invocation.messages, args, remainingMs);
  await sweep(args, remainingMs);
  return undefined;
}

/** A message is done when each of its objects is. What is not comes again, and in the end lies in the dead-letter queue. */
async function drainMessages(messages: readonly Message[], args: Replay, remainingMs: () => number) {
  const wanted = messages.flatMap((message) => (Array.isArray(message.wanted) ? message.wanted : []));
  const results = await drainAll([...new Set(wanted)], args, remainingMs);
  const failures: QueueAnswer["batchItemFailures"] = [];
  for (const { id, wanted } of messages) {
    if (!Array.isArray(wanted)) args.log(JSON.stringify({ message: "queue_message", id, ...wanted }));
    const isDone = Array.isArray(wanted) && wanted.every((key) => isSettled(results.get(key)));
    if (!isDone) failures.push({ itemIdentifier: id });
  }
  return { batchItemFailures: failures };
}

/**
 * Oldest first, up to a number of objects and as long as the time lasts; it ends early when Firehose refuses, since the rest
 * would only wait for the same answer.
 * @throws HF_REPLAY_SWEEP after all others are drained, when an object failed for another reason.
 */
async function sweep(args: Replay, remainingMs: () => number): Promise<void> {
  const prefix = undeliverablePrefix(args.region);
  const results: Result[] = [];
  let after: string | undefined;
  let ended = "objects_max";
  while (results.length < args.sweepObjectsMax) {
    const room = Math.min(pageKeysMax, args.sweepObjectsMax - results.length);
    const keys = (await args.store.list(prefix, room, after)).map(({ key }) => key);
    const page = [...(await drainAll(keys, args, remainingMs)).values()];
    results.push(...page);
    after = keys.at(-1);
    const obstacle = page.find(({ outcome }) => outcome === "refused" || outcome === "out_of_time");
    if (obstacle === undefined && keys.length > 0) continue;
    ended = obstacle?.outcome ?? "all_seen";
    break;
  }
  const failed = results.filter((result) => result.outcome === "failed");
  const { region, build } = args;
  const left = await leftAfter(args, remainingMs);
  args.log(JSON.stringify({ message: "sweep", region, build, ended, ...countOf(results), ...left }));
  if (failed.length > 0)
    throw new HoldfastError("HF_REPLAY_SWEEP", {
      failed: failed.length,
      listed: results.length,
      problems: [...new Set(failed.map(({ reason }) => reason))].join(", "),
    });
}

/** For the sweep's line, as metrics. What cannot be measured is told as such, and fails no sweep that has done its work. */
async function leftAfter(args: Replay, remainingMs: () => number): Promise<object> {
  try {
    const { objects, oldestSeconds, complete } = await undelivered(args, () => remainingMs() > lookMarginMs);
    // Nothing seen is not nothing there: a 0 would turn the alarm green, and silence does not.
    if (!complete && objects === 0) return { unmeasured: outOfTime.outcome };
    const metrics = { OldestUndeliveredSeconds: oldestSeconds, UndeliveredObjects: objects };
    return {
      ...(!complete && { counted: "partly" }),
      ...embeddedMetrics(metrics, args.functionName, args.now()),
    };
  } catch (error) {
    return { unmeasured: reasonOf(error) };
  }
}

/** Each key and what became of it. None is started when its worst case would not fit the time left, or once Firehose refused one. */
async function drainAll(keys: readonly string[], args: Replay, remainingMs: () => number) {
  const results = new Map<string, Result>();
  let refused: Result | undefined;
  await eachOf(keys, objectsAtOnce, async (key) => {
    const result = refused ?? (remainingMs() < args.drainBudgetMs ? outOfTime : await drainOne(key, args));
    if (result.outcome === "refused") refused = result;
    results.set(key, result);
  });
  return results;
}

const outOfTime = { outcome: "out_of_time" } as const;

async function drainOne(key: string, args: Replay): Promise<Result> {
  const result = await drain(key, args).catch(
    (error: unknown): Result => ({ outcome: "failed", reason: reasonOf(error) }),
  );
  const metrics = embeddedMetrics(metricsOf(result), args.functionName, args.now());
  args.log(JSON.stringify({ message: "undeliverable", key, ...result, ...metrics }));
  return result;
}

const metricsOf = (result: Result): MetricValues =>
  result.outcome === "drained"
    ? {
        ...(result.events > 0 && { EventsReplayed: result.events }),
        ...(result.quarantined !== undefined && { ObjectsQuarantined: 1 }),
      }
    : {};

const isSettled = (result: Result | undefined): boolean =>
  result?.outcome === "drained" || result?.outcome === "already_drained" || result?.outcome === "gone";

function countOf(results: readonly Result[]): Record<string, number> {
  const counts: Record<string, number> = { objects: results.length, events: 0 };
  for (const result of results) {
    counts[result.outcome] = (counts[result.outcome] ?? 0) + 1;
    if (result.outcome === "drained") counts.events = (counts.events ?? 0) + result.events;
  }
  return counts;
}
