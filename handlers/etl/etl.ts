/** The lake → the warehouse: object by object as the queue names them, or one that a person names. */
import { HoldfastError } from "../../errors";
import { type Clock, within } from "../delivery/clock";
import { reasonOf } from "../delivery/deliver";
import { embeddedMetrics, type MetricValues } from "../metrics";
import type { QueueMessage } from "../notifications";
import type { Warehouse } from "../warehouse/warehouse";
import { type ReloadAnswer, readInvocation } from "./invocation";
import { type Loading, loadKey } from "./load-key";
import { type RetryDelay, retryDelaySeconds } from "./retry-delay";
import type { Queue } from "./sqs-queue";

export interface Etl extends Omit<Loading, "now"> {
  warehouse: Pick<Warehouse, "load" | "forget" | "close">;
  queue: Queue;
  retry: RetryDelay;
  /** The lake, whose objects alone are loaded. */
  bucket: string;
  /** What metrics are told apart by. */
  functionName: string;
  region: string;
  build: string;
  clock: Clock;
  /** Takes one line. */
  log(line: string): void;
}

/** What became of one object: an error is a value here, since the others go on. */
type Result = ReloadAnswer | Failed | { key: string; outcome: "out_of_time" };
interface Failed {
  key: string;
  outcome: "failed";
  reason: string;
  error: unknown;
}

/** What SQS needs to send again only what was not done ("Reporting batch item failures"). */
export interface QueueAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Left of the function's time when a load is broken off: for putting its message off, and for the line. */
const endMarginMs = 5_000;

/** @param remainingMs how long the invocation may still take. */
export async function etl(
  event: unknown,
  args: Etl,
  remainingMs: () => number,
): Promise<QueueAnswer | ReloadAnswer> {
  const invocation = readInvocation(event, args.bucket);
  if (invocation.kind === "queue") return loadMessages(invocation.messages, args, remainingMs);
  const result = await loadInTime(invocation.key, { again: true }, args, remainingMs());
  say([result], [], args);
  if (result.outcome === "failed") throw result.error;
  return result;
}

/** A message is done when each of its objects is. What is not comes again, later each time, and in the end lies in the dead-letter queue. */
async function loadMessages(
  messages: readonly QueueMessage[],
  args: Etl,
  remainingMs: () => number,
): Promise<QueueAnswer> {
  const results = await loadAll(messages, args, remainingMs);
  const undone: Undone[] = [];
  for (const message of messages) {
    const { wanted } = message;
    // Nothing is gained by waiting: it will never be understood, and a person should look at it soon.
    if (!Array.isArray(wanted)) undone.push({ message, seconds: 0, why: wanted.problem });
    else if (wanted.some((key) => results.get(key)?.outcome === "failed"))
      undone.push({ message, seconds: retryDelaySeconds(message.receives, args.retry), why: "failed" });
    else if (wanted.some((key) => results.get(key)?.outcome === "out_of_time"))
      undone.push({ message, seconds: 0, why: "out_of_time" });
  }
  await Promise.all(undone.map(({ message, seconds }) => putOff(message, seconds, args)));
  say([...results.values()], undone, args);
  return { batchItemFailures: undone.map(({ message }) => ({ itemIdentifier: message.id })) };
}

interface Undone {
  message: QueueMessage;
  /** Until it comes again. */
  seconds: number;
  why: string;
}

/** One after the other, since there is one connection. The first always starts; a further one while half of the time is left. */
async function loadAll(messages: readonly QueueMessage[], args: Etl, remainingMs: () => number) {
  const wanted = messages.flatMap(({ wanted }) => (Array.isArray(wanted) ? wanted : []));
  const results = new Map<string, Result>();
  const atFirst = remainingMs();
  for (const key of new Set(wanted)) {
    const left = remainingMs();
    const isTimely = results.size === 0 || left >= atFirst / 2;
    results.set(
      key,
      isTimely ? await loadInTime(key, { again: false }, args, left) : { key, outcome: "out_of_time" },
    );
  }
  return results;
}

/** Broken off in time, a load leaves nothing behind: its connection is closed, and with it the transaction is undone. */
async function loadInTime(
  key: string,
  how: { again: boolean },
  args: Etl,
  leftMs: number,
): Promise<ReloadAnswer | Failed> {
  const { clock } = args;
  try {
    return await within(clock, Math.max(0, leftMs - endMarginMs), `Loading ${key}`, () =>
      loadKey(key, how, { ...args, now: clock.now }),
    );
  } catch (error) {
    // Not waited for: a connection that is dead may never say that it is closed.
    if (isTimeout(error)) void args.warehouse.close();
    return { key, outcome: "failed", reason: reasonOf(error), error };
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof HoldfastError && error.code === "HF_DELIVERY_TIMEOUT";

/** A message that cannot be put off comes again all the same, when the queue's own timeout ends. */
async function putOff(
  { id, receiptHandle }: QueueMessage,
  seconds: number,
  { queue, log }: Etl,
): Promise<void> {
  try {
    await queue.putOff(receiptHandle, seconds);
  } catch (error) {
    log(JSON.stringify({ message: "not_put_off", id, reason: reasonOf(error) }));
  }
}

/** One line a run, with what is counted over its objects. */
function say(results: readonly Result[], undone: readonly Undone[], args: Etl): void {
  const { region, build, functionName, clock, log } = args;
  const loaded = results.filter((result) => result.outcome === "loaded");
  const setAside = results.filter(({ outcome }) => outcome === "set-aside").length;
  const rejected = loaded.reduce((sum, result) => sum + result.rejected, setAside);
  const metrics = {
    ...(rejected > 0 && { LinesRejected: rejected }),
    ...putOffSeconds(undone, clock.now()),
  };
  const objects = results.map((result) => (result.outcome === "failed" ? told(result) : result));
  const putOff = undone.map(({ message: { id, receives }, ...how }) => ({ id, receives, ...how }));
  log(
    JSON.stringify({
      message: "load",
      region,
      build,
      objects,
      ...(putOff.length > 0 && { putOff }),
      ...embeddedMetrics(metrics, functionName, clock.now()),
    }),
  );
}

/** How long the oldest message waits whose object could not be loaded. */
function putOffSeconds(undone: readonly Undone[], now: number): MetricValues {
  const waits = undone.flatMap(({ why, message: { sentAt } }) =>
    why === "failed" && sentAt !== undefined ? [Math.max(0, now - sentAt)] : [],
  );
  return waits.length === 0 ? {} : { PutOffSeconds: Math.round(Math.max(...waits) / 1_000) };
}

/** An error's own text may hold what a client sent, so the line names its kind, and where it comes from. */
const told = ({ key, outcome, reason, error }: Failed) => ({
  key,
  outcome,
  reason,
  ...(error instanceof HoldfastError ? { text: error.message } : { at: placeOf(error) }),
});

/** The innermost line of the stack: which of our calls it was. */
const placeOf = (error: unknown): string | undefined =>
  error instanceof Error ? /^\s+at (.+)$/m.exec(error.stack ?? "")?.[1] : undefined;
