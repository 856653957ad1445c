import { randomBytes } from "node:crypto";
import type { PutRecordBatchOutput, PutRecordOutput } from "@aws-sdk/client-firehose";
import { type Fault, refusesRecord } from "./faults";
import { constraint, internalFailure, invalid, slowDown } from "./protocol";
import { type Allowance, admit, fullAllowance, type Quota } from "./quotas";
import type { Streams } from "./streams";

/** "PutRecordBatch", "Amazon Data Firehose Quota". */
const RECORDS_MAX = 500;
const REQUEST_BYTES_MAX = 4 * 1024 * 1024;
const RECORD_BYTES_MAX = 1_000 * 1024;

export interface PutCounts {
  /** Calls of PutRecord and PutRecordBatch, however they ended. */
  requests: number;
  /** Records that were acknowledged. */
  records: number;
  /** Records that a fault or a quota refused in a call that was otherwise served. */
  refusedRecords: number;
}

/** Takes records in: limits, then quotas and faults, then the buffer on disk, then the acknowledgement. */
export class Put {
  readonly counts: PutCounts = { requests: 0, records: 0, refusedRecords: 0 };
  readonly #allowances = new Map<string, Allowance>();

  constructor(
    private readonly streams: Streams,
    private readonly quota: Quota,
  ) {}

  record(input: Record<string, unknown>, fault: Fault, call: number): PutRecordOutput {
    const [accepted] = this.#take(input, [input.Record], fault, call);
    if (accepted === undefined) throw slowDown();
    return { RecordId: accepted, Encrypted: false };
  }

  batch(input: Record<string, unknown>, fault: Fault, call: number): PutRecordBatchOutput {
    const records = input.Records;
    if (!Array.isArray(records) || records.length < 1)
      throw constraint("records", "Member must have length greater than or equal to 1");
    if (records.length > RECORDS_MAX)
      throw constraint("records", `Member must have length less than or equal to ${RECORDS_MAX}`);
    const answers = this.#take(input, records, fault, call).map((id) =>
      id === undefined
        ? { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." }
        : { RecordId: id },
    );
    const failed = answers.filter((answer) => answer.ErrorCode !== undefined).length;
    return { FailedPutCount: failed, Encrypted: false, RequestResponses: answers };
  }

  /** The id of each record that was kept, undefined for each that was refused. */
  #take(
    input: Record<string, unknown>,
    given: unknown[],
    fault: Fault,
    call: number,
  ): (string | undefined)[] {
    const { delivery, state } = this.streams.get(String(input.DeliveryStreamName));
    const records = given.map(recordData);
    const bytes = records.reduce((sum, { length }) => sum + length, 0);
    if (bytes > REQUEST_BYTES_MAX) throw invalid("Records size exceeds 4 MB limit");
    const now = Date.now();
    const before = this.#allowances.get(state.name) ?? fullAllowance(this.quota, now);
    const { admitted, allowance } = admit(
      this.quota,
      before,
      now,
      records.map(({ length }) => length),
    );
    this.#allowances.set(state.name, allowance);
    const kept = admitted.map((isAdmitted, index) => isAdmitted && !refusesRecord(fault, call, index));
    try {
      delivery.append(records.filter((_, index) => kept[index]));
    } catch (error) {
      console.error(`${state.name}: the buffer cannot be written:`, error);
      throw internalFailure();
    }
    const accepted = kept.filter(Boolean).length;
    this.counts.records += accepted;
    this.counts.refusedRecords += kept.length - accepted;
    return kept.map((isKept) => (isKept ? recordId() : undefined));
  }
}

function recordData(record: unknown, index: number): Buffer {
  const where = `records.${index + 1}.member.data`;
  const data = (record as { Data?: unknown } | undefined)?.Data;
  if (typeof data !== "string") throw constraint(where, "Member must not be null");
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > RECORD_BYTES_MAX)
    throw constraint(where, `Member must have length less than or equal to ${RECORD_BYTES_MAX}`);
  return bytes;
}

/** Long and unlike any other, as AWS's are; nobody may read more into it. */
const recordId = (): string => randomBytes(48).toString("base64");
