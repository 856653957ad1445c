/** Records split into what one PutRecordBatch call may carry. */
import type { PackedRecord } from "../event/pack";

/** "Amazon Data Firehose Quota": 500 records or 4 MiB a call. */
export const batchLimits = { recordsMax: 500, bytesMax: 4 * 1_024 * 1_024 } as const;

/**
 * A record's bytes in the request. AWS's page does not say whether the 4 MiB are counted before or after base64, so they are
 * counted after, which holds either way.
 */
export const encodedBytes = (record: PackedRecord): number => 4 * Math.ceil(record.data.length / 3);

/** In order, each batch as full as the limits allow. A record itself is far below them (`limits.recordBytesMax`). */
export function batchesOf(records: readonly PackedRecord[]): PackedRecord[][] {
  const batches: PackedRecord[][] = [];
  let batch: PackedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const more = encodedBytes(record);
    const isFull = batch.length === batchLimits.recordsMax || bytes + more > batchLimits.bytesMax;
    if (isFull && batch.length > 0) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += more;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
