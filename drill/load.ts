/** The clients and their pace: events come at the rate of the phase, each client sends them its own way. */
import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "./client";
import type { DrillEvent } from "./input";
import type { Journal } from "./journal";
import { eventsDue, type PhasePace } from "./pace";
import { randomFor } from "./random";
import type { Resolver } from "./resolver";

/** Enough for 99 % of them to mean all but few, and few enough for two cores: each may hold a function of its own. */
export const CLIENTS = 40;
const TICK_MS = 50;
/** What is left after the last phase, mostly a fifth of all events, comes about twice as fast: in a tenth of the time so far, … */
const REST_SHARE = 0.1;
/** … or as fast as clients take it; more than this would only wait in their queues. */
const WAITING_EVENTS_MAX = CLIENTS * 50;

export interface LoadOptions {
  readonly name: string;
  readonly port: number;
  readonly resolver: Resolver;
  readonly regionOf: (address: string) => string | undefined;
  readonly journal: Journal;
  readonly seed: number;
  readonly toSend: AsyncIterator<DrillEvent>;
  readonly eventsTotal: number;
  /** Events a second at most while phases run. */
  readonly rateMax?: number | undefined;
  /** Seconds between two sends of a client. Absent: about one. */
  readonly flushSeconds?: { readonly min: number; readonly max: number } | undefined;
  readonly signal: AbortSignal;
}

export class Load {
  readonly clientNumbers: ReadonlySet<number>;
  readonly #clients: readonly Client[];
  readonly #running: Promise<unknown>;
  readonly #pacing: Promise<void>;
  readonly #stop = new AbortController();
  #phase: (PhasePace & { readonly startedAt: number; readonly startedWith: number }) | undefined;
  #released = 0;
  readonly #startedAt = performance.now();

  constructor(private readonly options: LoadOptions) {
    const signal = AbortSignal.any([options.signal, this.#stop.signal]);
    setMaxListeners(0, signal); // Each client listens, and each of its pauses.
    this.#clients = Array.from({ length: CLIENTS }, (_, number) => {
      const random = randomFor(options.seed, `client-${number}`);
      return new Client({ ...options, number, random, signal });
    });
    this.clientNumbers = new Set(this.#clients.keys());
    this.#running = Promise.all(this.#clients.map((client) => client.run()));
    this.#pacing = this.#pace(signal);
    // Awaited in finish(); until then a rejection is not an unhandled one.
    this.#pacing.catch(() => undefined);
    this.#running.catch(() => undefined);
  }

  /** A phase begins: `share` of all events over about `expectedSeconds`. */
  enter(share: number, expectedSeconds: number): void {
    const left = this.options.eventsTotal - this.#released;
    const events = Math.min(left, Math.round(share * this.options.eventsTotal));
    this.#begin({ events, expectedSeconds, rateMax: this.options.rateMax });
  }

  /** Sends the rest, and waits until each client is done; gives up when nobody was answered for so long. */
  async finish(quietSecondsMax: number): Promise<void> {
    const rest = this.options.eventsTotal - this.#released;
    const expectedSeconds = (REST_SHARE * (performance.now() - this.#startedAt)) / 1_000;
    this.#begin({ events: rest, expectedSeconds, isLast: true });
    let answered = -1;
    let answeredAt = performance.now();
    const watch = setInterval(() => {
      const { acknowledged, refused } = this.options.journal;
      if (acknowledged.size + refused.size !== answered) answeredAt = performance.now();
      answered = acknowledged.size + refused.size;
      if (performance.now() - answeredAt > quietSecondsMax * 1_000) this.#stop.abort();
    }, TICK_MS);
    try {
      await this.#pacing;
      for (const client of this.#clients) client.finish();
      await this.#running;
    } finally {
      clearInterval(watch);
    }
  }

  /** Ends every client with what it then has. */
  async abandon(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#pacing, this.#running]);
  }

  async #pace(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#released < this.options.eventsTotal) {
      for (let due = this.#due(); due > 0; due -= 1) {
        const { value, done } = await this.options.toSend.next();
        if (done) return;
        // In turn, so that every client has something to say in every phase.
        (this.#clients[this.#released % CLIENTS] as Client).add(value);
        this.#released += 1;
      }
      await pause(TICK_MS);
    }
  }

  #begin(pace: PhasePace): void {
    this.#phase = { ...pace, startedAt: performance.now(), startedWith: this.#released };
  }

  #due(): number {
    if (this.#phase === undefined) return 0;
    const { startedAt, startedWith } = this.#phase;
    const due =
      startedWith + eventsDue(this.#phase, (performance.now() - startedAt) / 1_000) - this.#released;
    const waiting = this.#clients.reduce((sum, client) => sum + client.waiting, 0);
    return Math.min(due, WAITING_EVENTS_MAX - waiting);
  }
}
