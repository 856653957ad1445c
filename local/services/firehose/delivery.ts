import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { dueAt } from "./buffer-policy";
import { bufferHints, type Destination, fileExtension, isCompressed } from "./destination";
import { BufferJournal, type SealedBuffer } from "./journal";
import { objectName } from "./object-name";

/** Writes one object; rejects when S3, the network or the role's permissions say no. */
export type WriteObject = (
  stream: DeliveredStream,
  key: string,
  body: Buffer,
  signal: AbortSignal,
) => Promise<void>;

/** What a delivery needs to know of its stream at that moment. */
export interface DeliveredStream {
  readonly name: string;
  readonly arn: string;
  readonly version: number;
  readonly destination: Destination;
}

export interface DeliveryCounts {
  objects: number;
  bytes: number;
  records: number;
  /** Attempts that failed. Each is made again, so this says nothing about loss. */
  errors: number;
  /** Records given up after {@link RETRY_SECONDS}, or discarded with their stream. */
  lost: number;
}

/** "Amazon Data Firehose retries for 24 hours, then the data is lost" ("Handle data delivery failures", Direct PUT). */
const RETRY_SECONDS = 24 * 3600;
/** Between two attempts; AWS gives no figure. Real time, so that a repaired bucket is found quickly. */
const RETRY_PAUSE_MS = { first: 500, most: 4_000 };

/** One stream's way to S3: fills the buffer, closes it when it is due, delivers closed buffers in order until done. */
export class StreamDelivery {
  readonly journal: BufferJournal;
  #timer: NodeJS.Timeout | undefined;
  #pause: { timer: NodeJS.Timeout; end: () => void } | undefined;
  #loop: Promise<void> | undefined;
  #failures = 0;
  readonly #end = new AbortController();
  lastError: string | undefined;

  constructor(
    folder: string,
    private readonly stream: () => DeliveredStream,
    private readonly write: WriteObject,
    private readonly counts: DeliveryCounts,
    private readonly options: { readonly speed: number; readonly blocked: () => boolean },
  ) {
    this.journal = new BufferJournal(folder);
    this.#watch();
    this.#deliver();
  }

  /** Kept on disk when this returns. */
  append(records: readonly Buffer[]): void {
    this.journal.append(records, Date.now());
    this.#watch();
  }

  /** Closes the buffer now, and waits until everything closed is delivered or one attempt has failed. */
  async flush(): Promise<void> {
    this.#seal();
    const failures = this.#failures;
    while (this.journal.sealed.length > 0 && this.#failures === failures && !this.#end.signal.aborted) {
      this.retryNow();
      await Promise.race([this.#loop, new Promise((resolve) => setTimeout(resolve, 20))]);
    }
  }

  /** What made the last attempt fail may be gone. */
  retryNow(): void {
    this.#pause?.end();
  }

  /** What is buffered stays in the folder. */
  async close(): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#timer);
    this.#pause?.end();
    await this.#loop;
    this.journal.close();
  }

  #watch(): void {
    const due = dueAt(this.journal.open, bufferHints(this.stream().destination));
    clearTimeout(this.#timer);
    if (due === undefined || this.#end.signal.aborted) return;
    if (due <= Date.now()) this.#seal();
    else this.#timer = setTimeout(() => this.#seal(), due - Date.now());
  }

  #seal(): void {
    const { name: stream, version, destination } = this.stream();
    this.journal.seal((oldestAt) => ({
      key: objectName({
        prefix: destination.Prefix ?? "",
        stream,
        version,
        uuid: randomUUID(),
        extension: fileExtension(destination),
        arrivedAt: new Date(oldestAt),
        randomString: () => randomUUID().replaceAll("-", "").slice(0, 11),
      }),
      compress: isCompressed(destination),
    }));
    this.#deliver();
  }

  #deliver(): void {
    if (this.#loop !== undefined || this.#end.signal.aborted) return;
    this.#loop = this.#deliverAll().finally(() => {
      this.#loop = undefined;
      if (this.journal.sealed.length > 0) this.#deliver(); // Closed while the loop was ending.
    });
  }

  async #deliverAll(): Promise<void> {
    let pause = RETRY_PAUSE_MS.first;
    for (;;) {
      const [sealed] = this.journal.sealed;
      if (sealed === undefined || this.#end.signal.aborted) return;
      try {
        await this.#deliverOne(sealed);
        pause = RETRY_PAUSE_MS.first;
      } catch (error) {
        if (this.#end.signal.aborted) return; // Cut off by our own end; under the same key after the next start.
        this.lastError = String(error);
        this.#failures += 1;
        this.counts.errors += 1;
        console.error(
          `${new Date().toISOString()} ${this.stream().name}: ${sealed.key} not delivered:`,
          this.lastError,
        );
        if (!this.#giveUp(sealed)) await this.#rest(pause);
        pause = Math.min(pause * 2, RETRY_PAUSE_MS.most);
      }
    }
  }

  async #deliverOne(sealed: SealedBuffer): Promise<void> {
    if (this.options.blocked()) throw new Error("Delivery is blocked.");
    const content = await this.journal.content(sealed);
    const body = sealed.compress ? await promisify(gzip)(content) : content;
    await this.write(this.stream(), sealed.key, body, this.#end.signal);
    this.journal.remove(sealed);
    this.counts.objects += 1;
    this.counts.bytes += body.length;
    this.counts.records += sealed.records;
  }

  #giveUp(sealed: SealedBuffer): boolean {
    const age = Date.now() - (sealed.oldestAt as number);
    if (age * this.options.speed < RETRY_SECONDS * 1000) return false;
    console.error(
      `${this.stream().name}: ${sealed.records} records lost, undeliverable for 24 h (${sealed.key}).`,
    );
    this.journal.remove(sealed);
    this.counts.lost += sealed.records;
    return true;
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#pause = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#pause = { timer, end };
      if (this.#end.signal.aborted) end();
    });
  }
}
