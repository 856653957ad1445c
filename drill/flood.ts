/** Far more requests than a pair should take, from one place, as a flood would send them: without waiting for answers. */
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import { HoldfastError } from "../errors";
import type { Resolver } from "./resolver";

export interface FloodShape {
  readonly requestsPerSecond: number;
  /** It ends by itself after so long. */
  readonly secondsMax: number;
}

export interface FloodOptions {
  readonly name: string;
  readonly port: number;
  readonly resolver: Pick<Resolver, "resolve">;
  readonly regionOf: (address: string) => string | undefined;
  readonly signal: AbortSignal;
}

export interface FloodCounts {
  readonly sent: number;
  /** Answers by status; `0`: none within the timeout, or a connection that failed. */
  readonly answers: Readonly<Record<number, number>>;
  /** Requests by the region that they went to. */
  readonly regions: Readonly<Record<string, number>>;
}

export const NO_FLOOD: FloodCounts = { sent: 0, answers: {}, regions: {} };

const TICK_MS = 20;
const TIMEOUT_MS = 5_000;
/** Requests without an answer at most: more would only fill this machine's memory. */
const WAITING_MAX = 400;
const CONNECTIONS_MAX = 100;
/** One event that belongs to no drill: what of it is taken lands, and is counted as foreign. */
const BODY = JSON.stringify({ event_name: "flood", properties: {} });

export class Flood {
  readonly #sent = { total: 0, waiting: 0 };
  readonly #answers: Record<number, number> = {};
  readonly #regions: Record<string, number> = {};
  readonly #stop = new AbortController();
  readonly #agent = new Agent({ connections: CONNECTIONS_MAX, pipelining: 1 });
  /** It ended, by itself or since it was told to. @throws HF_DRILL_FLOOD when the name led off this machine; what DNS says. */
  readonly ended: Promise<void>;

  constructor(
    private readonly options: FloodOptions,
    private readonly shape: FloodShape,
  ) {
    this.ended = this.#run();
    this.ended.catch(() => undefined); // Awaited in end(); until then a rejection is not an unhandled one.
  }

  get counts(): FloodCounts {
    return { sent: this.#sent.total, answers: { ...this.#answers }, regions: { ...this.#regions } };
  }

  /** @throws as {@link ended} */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.ended.finally(() => this.#agent.destroy());
  }

  async #run(): Promise<void> {
    const { signal } = this.options;
    const started = performance.now();
    while (!this.#stop.signal.aborted && !signal.aborted) {
      const seconds = (performance.now() - started) / 1_000;
      if (seconds > this.shape.secondsMax) return;
      const address = await this.#address();
      const due = Math.floor(seconds * this.shape.requestsPerSecond) - this.#sent.total;
      for (let left = Math.min(due, WAITING_MAX - this.#sent.waiting); left > 0; left -= 1)
        void this.#send(address);
      await pause(TICK_MS);
    }
  }

  /** Asked for each tick: a flood follows the name wherever it leads, but never off this machine. */
  async #address(): Promise<string> {
    const { name, resolver } = this.options;
    const { addresses } = await resolver.resolve(name);
    const stray = addresses.find((address) => !address.startsWith("127."));
    if (stray !== undefined) throw new HoldfastError("HF_DRILL_FLOOD", { name, address: stray });
    return addresses[0] as string;
  }

  async #send(address: string): Promise<void> {
    const { name, port, regionOf } = this.options;
    const count = (counts: Record<string | number, number>, key: string | number) => {
      counts[key] = (counts[key] ?? 0) + 1;
    };
    this.#sent.total += 1;
    this.#sent.waiting += 1;
    count(this.#regions, regionOf(address) ?? "unknown");
    try {
      const response = await request(`http://${address}:${port}/events`, {
        method: "POST",
        headers: { host: name, "content-type": "application/json" },
        body: BODY,
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body.dump();
      count(this.#answers, response.statusCode);
    } catch {
      count(this.#answers, 0); // Nobody waits for a flood's answers.
    } finally {
      this.#sent.waiting -= 1;
    }
  }
}
