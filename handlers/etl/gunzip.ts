/** gzip, as Firehose writes it: one member or many, one after the other. What can be read of a damaged object is read. */
import type { TransformOptions } from "node:stream";
import { createGunzip, type ZlibOptions } from "node:zlib";

/** Why an object is not, or not to its end, gzip. */
export type GzipFlaw = "not_gzip" | "gzip_truncated" | "gzip_damaged";

/** Thrown after everything that could be read. */
export class BrokenGzip extends Error {
  constructor(readonly flaw: GzipFlaw) {
    super(flaw);
  }
}

/** Compressed bytes that are read at once. Deflate grows a thousandfold at most: 16 MiB, were somebody to write a bomb. */
const sliceBytes = 16_384;
/** The same on the second way through a damaged object, near the damage: what is read of a slice that fails is lost. */
const fineSliceBytes = 1;
const outputBytes = 262_144;
const magic = Buffer.from([0x1f, 0x8b]);

/**
 * @param open gives the compressed bytes from their beginning. A damaged object is read twice: zlib keeps to itself what it read of the
 *  piece that fails, so that piece is read again in small ones.
 * @throws BrokenGzip, and whatever reading throws.
 */
export async function* gunzipped(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const first: Progress = { read: 0, written: 0 };
  try {
    yield* oneAhead(inflated(open(), first, Number.POSITIVE_INFINITY));
  } catch (error) {
    if (!(error instanceof BrokenGzip) || error.flaw !== "gzip_damaged") throw error;
    let known = first.written;
    for await (const output of inflated(open(), { read: 0, written: 0 }, first.read - sliceBytes)) {
      const fresh = output.subarray(Math.min(known, output.length));
      known -= output.length - fresh.length;
      if (fresh.length > 0) yield fresh;
    }
  }
}

/** The next one is made while the last one is used: zlib works in a thread of its own. */
async function* oneAhead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = items.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = items.next();
      next.catch(() => undefined); // Thrown above, once what came before it is used.
      yield value;
    }
  } finally {
    await items.return(undefined);
  }
}

/** Bytes so far. */
interface Progress {
  read: number;
  written: number;
}

/** @param fineFrom the compressed byte from which on slices are small. */
async function* inflated(
  source: AsyncIterable<Uint8Array>,
  progress: Progress,
  fineFrom: number,
): AsyncGenerator<Buffer> {
  const inflater = new Inflater();
  try {
    for await (const chunk of source) {
      for (let start = 0; start < chunk.length; ) {
        const size = progress.read < fineFrom ? sliceBytes : fineSliceBytes;
        const slice = chunk.subarray(start, start + size);
        start += slice.length;
        progress.read += slice.length;
        const output = await inflater.write(slice);
        progress.written += output?.length ?? 0;
        // In pieces, since those who read it keep a string for each line of what they are given.
        for (let at = 0; output !== null && at < output.length; at += outputBytes)
          yield output.subarray(at, at + outputBytes);
      }
    }
    if (progress.read > 0) await inflater.end(); // An empty object holds no lines, and is not broken.
  } finally {
    inflater.destroy();
  }
}

/** Room for all that one slice can become, so that it never waits for a reader. */
const inflating: ZlibOptions & TransformOptions = {
  chunkSize: outputBytes,
  highWaterMark: 2_048 * sliceBytes,
};

/** zlib's stream, slice by slice: what is read before a failure is handed out, where a pipeline would throw it away. */
class Inflater {
  private readonly gunzip = createGunzip(inflating);
  private start = Buffer.alloc(0);
  private failure: NodeJS.ErrnoException | undefined;

  constructor() {
    this.gunzip.on("error", (error) => {
      this.failure = error;
    });
  }

  async write(slice: Uint8Array): Promise<Buffer | null> {
    if (this.start.length < magic.length)
      this.start = Buffer.concat([this.start, slice]).subarray(0, magic.length);
    await this.settled((done) => this.gunzip.write(slice, done));
    return this.gunzip.read();
  }

  /** Everything is read by now: only a missing end can fail. */
  async end(): Promise<void> {
    await this.settled(() => this.gunzip.resume().end());
  }

  destroy(): void {
    this.gunzip.destroy();
  }

  /** zlib never calls back after some errors, nor after bytes that belong to no member: and when it ends: there it only closes. */
  private async settled(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.gunzip.once("close", resolve);
      act((error) => {
        this.failure ??= error ?? undefined;
        resolve();
      });
    });
    this.gunzip.removeAllListeners("close");
    if (this.failure !== undefined) throw new BrokenGzip(this.flaw(this.failure.code));
  }

  private flaw(code: string | undefined): GzipFlaw {
    if (!this.start.equals(magic.subarray(0, this.start.length))) return "not_gzip";
    return code === "Z_BUF_ERROR" ? "gzip_truncated" : "gzip_damaged";
  }
}
