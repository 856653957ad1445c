import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readJsonIfThere, writeWhole } from "../files";
import { type DeliveredStream, type DeliveryCounts, StreamDelivery, type WriteObject } from "./delivery";
import { notFound } from "./protocol";

/** A stream as it is kept on disk. */
export interface StreamState extends DeliveredStream {
  readonly destinationId: string;
  /** Seconds since the epoch, as the API gives them. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  /** Server-side encryption is remembered, not done: buffers lie on this machine's disk as they came. */
  readonly encryption?: { readonly Status: string; readonly KeyType?: string };
  readonly tags: Readonly<Record<string, string>>;
}

export interface StreamsOptions {
  readonly stateDir: string;
  readonly accountId: string;
  readonly speed: number;
  readonly write: WriteObject;
  readonly blocked: () => boolean;
}

/** Every stream of the region, with its buffers; both survive the process. */
export class Streams {
  readonly counts: DeliveryCounts = { objects: 0, bytes: 0, records: 0, errors: 0, lost: 0 };
  readonly #streams = new Map<string, { state: StreamState; delivery: StreamDelivery }>();

  constructor(private readonly options: StreamsOptions) {
    mkdirSync(options.stateDir, { recursive: true });
    for (const folder of readdirSync(options.stateDir).filter((name) => name.startsWith("stream="))) {
      const state = readJsonIfThere<StreamState>(join(options.stateDir, folder, "stream.json"));
      if (state !== undefined) this.#run(state); // Killed between the folder and the file: never created.
    }
  }

  /** @throws ResourceNotFoundException */
  get(name: string): { state: StreamState; readonly delivery: StreamDelivery } {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw notFound(name, this.options.accountId);
    return stream;
  }

  has(name: string): boolean {
    return this.#streams.has(name);
  }

  names(): string[] {
    return [...this.#streams.keys()].sort();
  }

  deliveries(): StreamDelivery[] {
    return [...this.#streams.values()].map(({ delivery }) => delivery);
  }

  create(state: StreamState): void {
    mkdirSync(this.#folder(state.name), { recursive: true });
    this.#save(state);
    this.#run(state);
  }

  update(state: StreamState): void {
    this.#save(state);
    this.get(state.name).state = state;
  }

  /** What was still buffered is gone: AWS guarantees no delivery from then on ("DeleteDeliveryStream"). */
  async delete(name: string): Promise<void> {
    const { delivery } = this.get(name);
    this.#streams.delete(name);
    await delivery.close();
    const { open, sealed } = delivery.journal;
    const discarded = sealed.reduce((sum, { records }) => sum + records, open.records);
    if (discarded > 0) console.error(`${name} was deleted with ${discarded} records in its buffer.`);
    this.counts.lost += discarded;
    rmSync(this.#folder(name), { recursive: true });
  }

  async close(): Promise<void> {
    await Promise.all(this.deliveries().map((delivery) => delivery.close()));
  }

  #run(state: StreamState): void {
    const { write, speed, blocked } = this.options;
    const stream = { state } as { state: StreamState; delivery: StreamDelivery };
    stream.delivery = new StreamDelivery(
      join(this.#folder(state.name), "buffers"),
      () => stream.state,
      write,
      this.counts,
      { speed, blocked },
    );
    this.#streams.set(state.name, stream);
  }

  #save(state: StreamState): void {
    writeWhole(join(this.#folder(state.name), "stream.json"), JSON.stringify(state));
  }

  #folder(name: string): string {
    return join(this.options.stateDir, `stream=${name}`);
  }
}
