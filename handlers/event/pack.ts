/** Events packed into records of newline-delimited JSON: Firehose bills each record up to the next 5 KB, so one record carries many. */
import { limits } from "./limits";

/** One Firehose record: whole lines, each ending in a newline, so that records and objects can be put one after the other. */
export interface PackedRecord {
  readonly data: Buffer;
  readonly events: number;
}

const newlineBytes = 1;

/** The bytes that an event takes in a record: UTF-8, newline included. */
export const lineBytes = (line: string): number => Buffer.byteLength(line) + newlineBytes;

export const fitsRecord = (line: string): boolean => lineBytes(line) <= limits.recordBytesMax;

/** As few records as the order allows. Every line must fit a record by itself (`fitsRecord`). */
export function pack(lines: readonly string[]): PackedRecord[] {
  const records: PackedRecord[] = [];
  let packed: string[] = [];
  let bytes = 0;
  const close = () => {
    if (packed.length > 0)
      records.push({ data: Buffer.from(`${packed.join("\n")}\n`), events: packed.length });
    packed = [];
    bytes = 0;
  };
  for (const line of lines) {
    const more = lineBytes(line);
    if (bytes + more > limits.recordBytesMax) close();
    packed.push(line);
    bytes += more;
  }
  close();
  return records;
}
