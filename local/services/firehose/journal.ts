import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, readJsonIfThere, writeWhole } from "../files";
import { type BufferState, emptyBuffer, withRecords } from "./buffer-policy";

/** A closed buffer and the object that it becomes. The name is chosen once and kept, so that delivering it again
 *  after a crash overwrites the same object. */
export interface SealedBuffer extends BufferState {
  readonly sequence: number;
  readonly key: string;
  readonly compress: boolean;
}

/** Bytes before each record: its length (32 bits) and its arrival (64-bit milliseconds). */
const HEADER_BYTES = 12;

/**
 * A stream's buffer on disk, written before a record is acknowledged. A killed process loses nothing, since the
 * operating system holds what was written; a failing disk or a power cut is not modelled (nothing is synced).
 *
 * `<sequence>.records` holds records; `<sequence>.object` beside it says that the buffer is closed.
 */
export class BufferJournal {
  #sequence: number;
  #file: number;
  #fileBytes = 0;
  #open: BufferState = emptyBuffer;
  #closed = false;
  readonly #sealed: SealedBuffer[] = [];

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    const sequences = sequencesIn(folder);
    for (const sequence of sequences) this.#load(sequence);
    const last = sequences.at(-1) ?? 0;
    // A closed buffer takes no more records, so appending goes on in the one after it.
    this.#sequence = this.#sealed.at(-1)?.sequence === last ? last + 1 : last;
    this.#file = openSync(this.#path(this.#sequence, "records"), "a");
  }

  /** What the open buffer holds. */
  get open(): BufferState {
    return this.#open;
  }

  /** Closed buffers that are not delivered yet, the oldest first. */
  get sealed(): readonly SealedBuffer[] {
    return this.#sealed;
  }

  /** The records are in the journal when this returns. @throws what the disk says; then none of them is. */
  append(records: readonly Buffer[], arrivedAt: number): void {
    if (this.#closed) throw new Error("The buffer is closed."); // Its file's number may be another file's by now.
    const frames = Buffer.concat(records.flatMap((record) => [header(record.length, arrivedAt), record]));
    try {
      for (let written = 0; written < frames.length; ) written += writeSync(this.#file, frames, written);
    } catch (error) {
      ftruncateSync(this.#file, this.#fileBytes);
      throw error;
    }
    this.#fileBytes += frames.length;
    this.#open = withRecords(
      this.#open,
      records.map(({ length }) => length),
      arrivedAt,
    );
  }

  /** Closes the open buffer under the object's name. Nothing when it is empty. */
  seal(name: (oldestAt: number) => { key: string; compress: boolean }): void {
    if (this.#open.oldestAt === undefined) return;
    const sealed = { sequence: this.#sequence, ...this.#open, ...name(this.#open.oldestAt) };
    writeWhole(this.#path(this.#sequence, "object"), JSON.stringify(sealed));
    closeSync(this.#file);
    this.#sealed.push(sealed);
    this.#sequence += 1;
    this.#file = openSync(this.#path(this.#sequence, "records"), "a");
    this.#fileBytes = 0;
    this.#open = emptyBuffer;
  }

  /** The records of a closed buffer, one after the other without a separator, as Firehose writes them. */
  async content(sealed: SealedBuffer): Promise<Buffer> {
    const records: Buffer[] = [];
    readFrames(await readFile(this.#path(sealed.sequence, "records")), (record) => records.push(record));
    return Buffer.concat(records);
  }

  /** Forgets a closed buffer: it is delivered, or given up. */
  remove(sealed: SealedBuffer): void {
    this.#sealed.splice(this.#sealed.indexOf(sealed), 1);
    // The records first: a name without records is nothing, records without a name would be delivered anew.
    rmSync(this.#path(sealed.sequence, "records"), { force: true });
    rmSync(this.#path(sealed.sequence, "object"), { force: true });
  }

  /** What is buffered stays on disk for the next start. */
  close(): void {
    this.#closed = true;
    closeSync(this.#file);
  }

  #path(sequence: number, kind: "records" | "object"): string {
    return join(this.folder, `${String(sequence).padStart(9, "0")}.${kind}`);
  }

  #load(sequence: number): void {
    const object = readJsonIfThere<SealedBuffer>(this.#path(sequence, "object"));
    const bytes = readIfThere(this.#path(sequence, "records"));
    if (bytes === undefined) rmSync(this.#path(sequence, "object"), { force: true });
    else if (object !== undefined) this.#sealed.push(object);
    else this.#loadOpen(sequence, bytes);
  }

  /** A record half written when the process was killed was never acknowledged: it is cut off. */
  #loadOpen(sequence: number, bytes: Buffer): void {
    this.#open = emptyBuffer;
    this.#fileBytes = readFrames(bytes, (record, arrivedAt) => {
      this.#open = withRecords(this.#open, [record.length], arrivedAt);
    });
    const file = openSync(this.#path(sequence, "records"), "r+");
    ftruncateSync(file, this.#fileBytes);
    closeSync(file);
  }
}

function header(length: number, arrivedAt: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32BE(length, 0);
  bytes.writeDoubleBE(arrivedAt, 4);
  return bytes;
}

/** Calls `each` with every whole record; answers how many bytes those take. */
function readFrames(bytes: Buffer, each: (record: Buffer, arrivedAt: number) => void): number {
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const end = at + HEADER_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    each(bytes.subarray(at + HEADER_BYTES, end), bytes.readDoubleBE(at + 4));
    at = end;
  }
  return at;
}

const sequencesIn = (folder: string): number[] =>
  [...new Set(readdirSync(folder).map((name) => Number.parseInt(name, 10)))]
    .filter(Number.isInteger)
    .sort((left, right) => left - right);
