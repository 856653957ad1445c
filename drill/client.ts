/** One browser's library: queues events, sends them in batches, keeps each until it is acknowledged or refused. */
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import type { DrillEvent } from "./input";
import { type Journal, now } from "./journal";
import type { Random } from "./random";
import type { Resolver } from "./resolver";
import { outcomeOf, pickForm, type WireRequest, wireRequest } from "./wire";

/** A request that is not answered after so long is given up and tried again. Never compressed. */
export const REQUEST_TIMEOUT_SECONDS = 5;
/** The longest pause before the next try, unless the answer's Retry-After asks for a longer one. */
export const RETRY_PAUSE_SECONDS_MAX = 1;
/** C of the bound: from the start of one try to the start of the next. */
export const CLIENT_RETRY_SECONDS = REQUEST_TIMEOUT_SECONDS + RETRY_PAUSE_SECONDS_MAX;

const RETRY_PAUSE_SECONDS_MIN = 0.1;
/** Between two sends: libraries collect for about a second, so that one request carries several events. */
const FLUSH_SECONDS = { min: 0.6, max: 1.4 };
const BATCH_EVENTS_MAX = 50;
/** Within so long each client wakes for the first time: a population does not arrive in one instant. */
const WAKE_SECONDS_MAX = 2;

export interface ClientOptions {
  readonly number: number;
  /** What clients call: the failover name. */
  readonly name: string;
  readonly port: number;
  readonly resolver: Resolver;
  /** Which region answers at an address; undefined for a stranger's. */
  readonly regionOf: (address: string) => string | undefined;
  readonly journal: Journal;
  readonly random: Random;
  /** Between two sends. Absent: about a second. */
  readonly flushSeconds?: { readonly min: number; readonly max: number } | undefined;
  /** Ends what is under way: the client stops with what it then has. */
  readonly signal: AbortSignal;
}

interface Cached {
  readonly address: string;
  readonly region: string;
  readonly until: number;
}

export class Client {
  readonly #queue: DrillEvent[] = [];
  readonly #agent = new Agent({ connections: 1, pipelining: 1, keepAliveTimeout: 4_000 });
  #cached: Cached | undefined;
  #closing = false;
  #wake: () => void = () => undefined;

  constructor(private readonly options: ClientOptions) {
    options.signal.addEventListener("abort", () => this.#wake(), { once: true });
  }

  get waiting(): number {
    return this.#queue.length;
  }

  add(event: DrillEvent): void {
    this.#queue.push(event);
    this.#wake();
  }

  /** No more events come: {@link run} ends when the queue is empty. */
  finish(): void {
    this.#closing = true;
    this.#wake();
  }

  async run(): Promise<void> {
    try {
      if (!this.#closing) await this.#rest(this.#between(0, WAKE_SECONDS_MAX));
      while (!this.options.signal.aborted) {
        if (this.#queue.length === 0) {
          if (this.#closing) return;
          await this.#woken();
        } else {
          await this.#deliver(this.#nextRequest());
          // A full batch is waiting already, or nothing more will come: no reason to collect.
          if (this.#queue.length < BATCH_EVENTS_MAX && !this.#closing) {
            const { min, max } = this.options.flushSeconds ?? FLUSH_SECONDS;
            await this.#rest(this.#between(min, max));
          }
        }
      }
    } finally {
      await this.#agent.destroy();
    }
  }

  #nextRequest(): WireRequest {
    const wire = wireRequest(pickForm(this.options.random), this.#queue.slice(0, BATCH_EVENTS_MAX));
    this.#queue.splice(0, wire.events.length);
    return wire;
  }

  async #deliver(wire: WireRequest): Promise<void> {
    const { journal, signal } = this.options;
    const ids = wire.events.map((event) => event.event_id);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const startedAt = now();
      let region: string | undefined;
      let afterSeconds = 0;
      let problem = "";
      try {
        const target = await this.#resolve();
        region = target.region;
        journal.attempt(ids, region);
        const outcome = await this.#send(wire, target.address);
        if (outcome.kind === "acknowledged") {
          for (const id of outcome.refused) journal.refused.add(id);
          journal.acknowledge(this.options.number, outcome.acknowledged, region, startedAt);
          return;
        }
        ({ afterSeconds, problem } = outcome);
      } catch (error) {
        // A timeout, a reset, a name without an answer: whatever it was, the events are kept and tried again.
        problem = problemOf(error as Error);
      }
      if (signal.aborted) return;
      journal.failures.push({ client: this.options.number, region, startedAt, failedAt: now(), problem });
      await this.#rest(Math.max(afterSeconds, this.#pauseSeconds(attempt)));
    }
  }

  async #send(wire: WireRequest, address: string) {
    const { name, port, signal } = this.options;
    const late = new AbortController();
    // Not AbortSignal.timeout: Node 20 collects one that only AbortSignal.any refers to as garbage, and then it never comes.
    const timer = setTimeout(
      () => late.abort(new DOMException("No answer in time.", "TimeoutError")),
      REQUEST_TIMEOUT_SECONDS * 1_000,
    );
    try {
      const response = await request(`http://${address}:${port}${wire.path}`, {
        method: wire.method,
        headers: { host: name, "user-agent": userAgentOf(wire), ...wire.headers },
        body: wire.body ?? null,
        dispatcher: this.#agent,
        signal: AbortSignal.any([signal, late.signal]),
      });
      return outcomeOf(wire, response.statusCode, response.headers, await response.body.text());
    } finally {
      clearTimeout(timer);
    }
  }

  /** As a browser does: the cached address until its TTL ran out, however its requests fare. */
  async #resolve(): Promise<Cached> {
    if (this.#cached && now() < this.#cached.until) return this.#cached;
    const { name, resolver, regionOf, random, journal, number } = this.options;
    const { addresses, ttlSeconds } = await resolver.resolve(name);
    const address = addresses[Math.floor(random() * addresses.length)] as string;
    const region = regionOf(address) ?? "unknown";
    // Real clients did not all start at once, so the first answer counts as somewhat old already.
    const age = this.#cached ? 0 : random() * ttlSeconds;
    if (this.#cached && this.#cached.region !== region)
      journal.moves.push({ client: number, region, at: now() });
    this.#cached = { address, region, until: now() + (ttlSeconds - age) * 1_000 };
    return this.#cached;
  }

  /** Doubles from try to try, with jitter, so that a herd of clients spreads out. */
  #pauseSeconds(attempt: number): number {
    const longest = Math.min(RETRY_PAUSE_SECONDS_MAX, RETRY_PAUSE_SECONDS_MIN * 2 ** attempt);
    return this.#between(RETRY_PAUSE_SECONDS_MIN, longest);
  }

  #between(min: number, max: number): number {
    return min + (max - min) * this.options.random();
  }

  async #rest(seconds: number): Promise<void> {
    await pause(seconds * 1_000, undefined, { signal: this.options.signal }).catch(() => undefined);
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

const userAgentOf = ({ events }: WireRequest): string => {
  const agent = String(events[0]?.properties.user_agent ?? "Mozilla/5.0");
  // A header holds visible ASCII; a log's agent may hold anything, and travels whole in the event.
  return agent.replace(/[^\x20-\x7e]/g, "?").trim() || "Mozilla/5.0";
};

/** Few words, so that failures can be counted by them. */
const problemOf = (error: Error & { code?: string }): string =>
  error.name === "TimeoutError"
    ? `no answer within ${REQUEST_TIMEOUT_SECONDS} s`
    : (error.code ?? error.name);
