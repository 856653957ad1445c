/** An object's compressed bytes → events and rejected lines, in order, as fast as they are taken. Never throws for what the bytes are. */
import { isUtf8 } from "node:buffer";
import { limits } from "../event/limits";
import type { RejectedLine, StagedEvent } from "../warehouse/lake-object";
import { BrokenGzip, gunzipped } from "./gunzip";
import { LineSplitter, type Piece } from "./lines";
import { type EventWindow, type Rejection, stagedEvent } from "./staged-event";

/** Of a rejected line, for a person to look at; bytes of one that is no text. */
const excerptCharactersMax = 256;

/** What an object was found to hold, beside what it yields. */
export interface LakeCounts {
  canaries: number;
}

/**
 * Lines are numbered from 1 as `zcat | sed -n` numbers them; empty ones count and are no events. After the lines of an object that is
 * no whole gzip comes a rejection with line 0.
 * @param open gives the object's bytes from their beginning; what it throws, this throws.
 * @param counts is added to.
 */
export async function* lakeLines(
  open: () => AsyncIterable<Uint8Array>,
  window: EventWindow,
  counts: LakeCounts,
): AsyncGenerator<StagedEvent | RejectedLine> {
  // No longer line was ever acknowledged: one Firehose record holds it.
  const splitter = new LineSplitter({
    lineBytesMax: limits.recordBytesMax,
    startBytesMax: excerptCharactersMax,
  });
  let number = 0;
  const staged = function* (pieces: readonly Piece[]): Generator<StagedEvent | RejectedLine> {
    for (const line of pieces.flatMap(linesOf)) {
      number += 1;
      if (line === "") continue;
      const found = typeof line === "string" ? stagedEvent(line, number, window) : line.reason;
      if (found === "canary") counts.canaries += 1;
      else if (typeof found === "string") yield { line: number, reason: found, excerpt: excerptOf(line) };
      else yield found;
    }
  };
  try {
    for await (const bytes of gunzipped(open)) for (const line of staged(splitter.push(bytes))) yield line; // Each yield* of these would cost three promises.
  } catch (error) {
    if (!(error instanceof BrokenGzip)) throw error;
    yield* staged(splitter.end());
    yield { line: 0, reason: error.flaw, excerpt: "" };
    return;
  }
  yield* staged(splitter.end());
}

/** A line as text, or what it is instead. */
type Line = string | { reason: Rejection; start: Buffer };

const newline = 0x0a;

/** A block that is UTF-8 as a whole, as almost all are, is decoded as a whole. */
function linesOf(piece: Piece): Line[] {
  if ("tooLong" in piece) return [{ reason: "line_too_long", start: piece.tooLong }];
  if (isUtf8(piece.lines)) return piece.lines.toString().split("\n");
  const lines: Line[] = [];
  for (let start = 0; start <= piece.lines.length; ) {
    const found = piece.lines.indexOf(newline, start);
    const end = found === -1 ? piece.lines.length : found;
    const line = piece.lines.subarray(start, end);
    lines.push(isUtf8(line) ? line.toString() : { reason: "not_utf8", start: line });
    start = end + 1;
  }
  return lines;
}

const excerptOf = (line: Line): string =>
  (typeof line === "string" ? line : line.start.subarray(0, excerptCharactersMax).toString()).slice(
    0,
    excerptCharactersMax,
  );
