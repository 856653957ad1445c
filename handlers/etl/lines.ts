/** Bytes → lines, whatever the bytes and however they are cut, in bounded memory. */

const newline = 0x0a;
const nothing = Buffer.alloc(0);

/** Whole lines that came together, a newline between each two and none at the end; or the start of one that is too long to be an event. */
export type Piece = { lines: Buffer } | { tooLong: Buffer };

export interface LineLimits {
  /** Bytes of a line without its newline. A longer one is skipped to its end, never kept. */
  lineBytesMax: number;
  /** Bytes that are kept of a line that is too long. */
  startBytesMax: number;
}

/**
 * Lines are handed out by the block, not one by one: a block can be checked and decoded at once, several times as fast as its lines.
 * It holds at most one line's worth of bytes between two calls.
 */
export class LineSplitter {
  /** The line that has begun and not ended, in the pieces that it came in. */
  private begun: Buffer[] = [];
  private begunBytes = 0;

  constructor(private readonly limits: LineLimits) {}

  /** What `chunk` completes, in order. */
  push(chunk: Buffer): Piece[] {
    const first = chunk.indexOf(newline);
    if (first === -1) {
      this.keep(chunk);
      return [];
    }
    this.keep(chunk.subarray(0, first));
    const pieces = this.end();
    const last = chunk.lastIndexOf(newline);
    const inner = last > first ? this.withinLimit(chunk.subarray(first + 1, last)) : [];
    this.keep(chunk.subarray(last + 1));
    return [...pieces, ...inner]; // Not as arguments of push: a stack has no room for as many as there can be.
  }

  /** The last line, when it has no newline. */
  end(): Piece[] {
    const bytes = this.begunBytes;
    const line = this.begun.length === 1 ? (this.begun[0] ?? nothing) : Buffer.concat(this.begun);
    this.begun = [];
    this.begunBytes = 0;
    return [bytes > this.limits.lineBytesMax ? this.tooLong(line) : { lines: line }];
  }

  private keep(part: Buffer): void {
    if (part.length === 0) return;
    const wasTooLong = this.begunBytes > this.limits.lineBytesMax;
    this.begunBytes += part.length;
    if (wasTooLong) return;
    this.begun.push(part);
    // From here on only its end is waited for, and its start is what a report quotes.
    if (this.begunBytes > this.limits.lineBytesMax)
      this.begun = [Buffer.from(Buffer.concat(this.begun).subarray(0, this.limits.startBytesMax))];
  }

  /** A block holds a line that is too long only when chunks are larger than a line may be. */
  private withinLimit(block: Buffer): Piece[] {
    if (block.length <= this.limits.lineBytesMax) return [{ lines: block }];
    const pieces: Piece[] = [];
    for (let start = 0; start <= block.length; ) {
      const found = block.indexOf(newline, start);
      const end = found === -1 ? block.length : found;
      const line = block.subarray(start, end);
      pieces.push(line.length > this.limits.lineBytesMax ? this.tooLong(line) : { lines: line });
      start = end + 1;
    }
    return pieces;
  }

  private tooLong(line: Buffer): Piece {
    return { tooLong: line.subarray(0, this.limits.startBytesMax) };
  }
}
