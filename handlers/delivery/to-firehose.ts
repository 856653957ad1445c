/** Records → Firehose: sent again until accepted, each attempt only what the one before it refused, and all within one call's time. */
import type { PackedRecord } from "../event/pack";
import { batchesOf } from "./batches";
import { type FirehosePatience, firehoseBudgetMs } from "./budget";
import { type Clock, within } from "./clock";
import { type Place, type Refused, reasonOf, refusedAll } from "./deliver";
import { type BatchAnswer, refusalCode, refusedRecords } from "./refused-records";

/** One PutRecordBatch call, with no retries of its own. */
export interface FirehosePort {
  putRecordBatch(records: readonly Buffer[], signal: AbortSignal): Promise<BatchAnswer>;
}

export interface ToFirehose {
  firehose: FirehosePort;
  patience: FirehosePatience;
  clock: Clock;
  /** From 0 to 1: spreads retries of many collectors over time. */
  random(): number;
}

/** What an attempt left over: to send again, and not to. */
interface Attempted {
  again: readonly PackedRecord[];
  givenUp: readonly PackedRecord[];
  reason: string | undefined;
}

export function toFirehose({ firehose, patience, clock, random }: ToFirehose): Place {
  /** All batches at once: however many there are, an attempt takes no longer than one call. */
  async function attempt(records: readonly PackedRecord[], patienceMs: number): Promise<Attempted> {
    const answers = await Promise.all(batchesOf(records).map((batch) => send(batch, patienceMs)));
    const refused = answers.filter((answer) => answer.records.length > 0);
    const hopeful = refused.filter((answer) => !answer.hopeless);
    return {
      again: hopeful.flatMap((answer) => answer.records),
      givenUp: refused.filter((answer) => answer.hopeless).flatMap((answer) => answer.records),
      reason: refused[0]?.reason,
    };
  }

  async function send(
    batch: readonly PackedRecord[],
    patienceMs: number,
  ): Promise<Refused & { hopeless: boolean }> {
    try {
      const data = batch.map((record) => record.data);
      const answer = await within(clock, patienceMs, "Firehose", (signal) =>
        firehose.putRecordBatch(data, signal),
      );
      const records = refusedRecords(batch, answer);
      return { records, reason: records.length > 0 ? refusalCode(answer) : undefined, hopeless: false };
    } catch (error) {
      return { ...refusedAll(batch, error), hopeless: isHopeless(error) };
    }
  }

  return {
    name: "firehose",
    async keep(records) {
      const budgetMs = firehoseBudgetMs(patience);
      const deadline = clock.now() + budgetMs;
      let { again, givenUp, reason } = await attempt(records, budgetMs);
      for (let attempts = 1; attempts < patience.attempts && again.length > 0; attempts++) {
        const delayMs = patience.retryDelayMs * (0.5 + random() / 2);
        // Less than half of a call's time would cut off answers that come: the records would land here and in S3.
        if (deadline - clock.now() - delayMs < budgetMs / 2) break;
        await clock.sleep(delayMs);
        const next = await attempt(again, deadline - clock.now());
        again = next.again;
        givenUp = [...givenUp, ...next.givenUp];
        reason = next.reason ?? reason;
      }
      const refused = [...givenUp, ...again];
      return { records: refused, reason: refused.length > 0 ? reason : undefined };
    },
  };
}

/** Client errors that can pass with time ("Common Errors" of the Firehose API): the rest fail again however often they are sent. */
const passing = /Throttl|LimitExceeded|TooManyRequests|RequestTimeout|RequestExpired|ServiceUnavailable/;

/** A call's patience ended: our own, the SDK's and Node's. What AWS calls a timeout is an answer, and none of these. */
const noAnswer = /^(HF_DELIVERY_TIMEOUT|TimeoutError|ETIMEDOUT)$/;

/**
 * Whether sending the same again now is no use: it is refused for what it is, or nobody answered. Asking a Firehose that hangs
 * three times costs three timeouts, and each of them an execution of the function.
 */
function isHopeless(error: unknown): boolean {
  if (noAnswer.test(reasonOf(error))) return true;
  const status = (error as { $metadata?: { httpStatusCode?: unknown } } | null)?.$metadata?.httpStatusCode;
  if (typeof status !== "number" || status < 400 || status > 499 || status === 429) return false;
  return !passing.test(reasonOf(error));
}
