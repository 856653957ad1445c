/** When a buffer is written ("BufferingHints"): full, or its oldest record waited long enough. Pure. */

export interface BufferHints {
  /** MiB of records before compression, 1–128. */
  readonly sizeMebibytes: number;
  /** Seconds that the oldest record waits, 0–900. Real seconds: this is a setting of the stream, so speed leaves it. */
  readonly intervalSeconds: number;
}

export interface BufferState {
  readonly records: number;
  readonly bytes: number;
  /** Milliseconds since the epoch; undefined when nothing is buffered. */
  readonly oldestAt: number | undefined;
}

export const emptyBuffer: BufferState = { records: 0, bytes: 0, oldestAt: undefined };

/** Firehose's own hints where a stream gives none ("BufferingHints"). */
export const defaultHints: BufferHints = { sizeMebibytes: 5, intervalSeconds: 300 };

/** The moment at which the buffer is due, in milliseconds since the epoch; undefined while it is empty. */
export function dueAt(buffer: BufferState, hints: BufferHints): number | undefined {
  if (buffer.oldestAt === undefined) return undefined;
  if (buffer.bytes >= hints.sizeMebibytes * 1024 * 1024) return buffer.oldestAt;
  return buffer.oldestAt + hints.intervalSeconds * 1000;
}

export const withRecords = (
  buffer: BufferState,
  sizes: readonly number[],
  arrivedAt: number,
): BufferState => ({
  records: buffer.records + sizes.length,
  bytes: sizes.reduce((sum, size) => sum + size, buffer.bytes),
  oldestAt: sizes.length === 0 ? buffer.oldestAt : Math.min(buffer.oldestAt ?? arrivedAt, arrivedAt),
});
