/** Records → Firehose: sent again until accepted, each attempt only what the one before it refused. */
import type { PackedRecord } from "../event/pack";
import { batchesOf } from "./batches";
import { callMs, type FirehosePatience } from "./budget";
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

export function toFirehose({ firehose, patience, clock, random }: ToFirehose): Place {
  /** All batches at once: however many there are, an attempt takes no longer than one call. */
  async function attempt(records: readonly PackedRecord[]): Promise<Refused & { hopeless: boolean }> {
    const answers = await Promise.all(batchesOf(records).map(send));
    const refused = answers.filter((answer) => answer.records.length > 0);
    return {
      records: refused.flatMap((answer) => answer.records),
      reason: refused[0]?.reason,
      hopeless: refused.length > 0 && refused.every((answer) => answer.hopeless),
    };
  }

  async function send(batch: readonly PackedRecord[]): Promise<Refused & { hopeless: boolean }> {
    try {
      const data = batch.map((record) => record.data);
      const answer = await within(clock, callMs(patience), "Firehose", (signal) =>
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
      let refused = await attempt(records);
      for (let again = 1; again < patience.attempts; again++) {
        if (refused.records.length === 0 || refused.hopeless) break;
        await clock.sleep(patience.retryDelayMs * (0.5 + random() / 2));
        refused = await attempt(refused.records);
      }
      return { records: refused.records, reason: refused.reason };
    },
  };
}

/** Client errors that can pass with time ("Common Errors" of the Firehose API): the rest fail again however often they are sent. */
const passing = /Throttl|LimitExceeded|TooManyRequests|RequestTimeout|RequestExpired|ServiceUnavailable/;

function isHopeless(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: unknown } } | null)?.$metadata?.httpStatusCode;
  if (typeof status !== "number" || status < 400 || status > 499 || status === 429) return false;
  return !passing.test(reasonOf(error));
}
