/** What the clients saw, on disk before anything else happens, and in memory for the figures. */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { AcknowledgedRequest, FailedRequest, Move } from "./recovery";

export const ATTEMPTED_FILE = "attempted.ndjson";
export const ACKNOWLEDGED_FILE = "acknowledged.ndjson";

/** How many events one request was acknowledged for. */
export interface AcknowledgedEvents extends AcknowledgedRequest {
  readonly events: number;
  /** Epoch milliseconds: when the request began that was answered with 2xx. */
  readonly startedAt: number;
}

/** One line per event id, however often it is tried; synchronous, so that an id is on disk before its first byte is sent. */
export class Journal {
  readonly attempted = new Set<string>();
  /** Epoch milliseconds of each id's 2xx. */
  readonly acknowledged = new Map<string, number>();
  readonly refused = new Set<string>();
  readonly failures: FailedRequest[] = [];
  readonly acknowledgements: AcknowledgedEvents[] = [];
  readonly moves: Move[] = [];
  readonly #attemptedFile: number;
  readonly #acknowledgedFile: number;

  constructor(folder: string) {
    this.#attemptedFile = openSync(join(folder, ATTEMPTED_FILE), "w");
    this.#acknowledgedFile = openSync(join(folder, ACKNOWLEDGED_FILE), "w");
  }

  /** @param region the one that the first try goes to. */
  attempt(ids: readonly string[], region: string): void {
    const fresh = ids.filter((id) => !this.attempted.has(id));
    for (const id of fresh) this.attempted.add(id);
    writeLines(this.#attemptedFile, fresh, region, now());
  }

  acknowledge(client: number, ids: readonly string[], region: string, startedAt: number): void {
    const at = now();
    const fresh = ids.filter((id) => !this.acknowledged.has(id));
    for (const id of fresh) this.acknowledged.set(id, at);
    writeLines(this.#acknowledgedFile, fresh, region, at);
    if (ids.length > 0) this.acknowledgements.push({ client, region, at, events: ids.length, startedAt });
  }

  close(): void {
    closeSync(this.#attemptedFile);
    closeSync(this.#acknowledgedFile);
  }
}

/** Epoch milliseconds that never step back, unlike the wall clock: figures are differences of these. */
export const now = (): number => performance.timeOrigin + performance.now();

function writeLines(file: number, ids: readonly string[], region: string, at: number): void {
  if (ids.length === 0) return;
  const time = new Date(at).toISOString();
  writeSync(file, ids.map((event_id) => `${JSON.stringify({ event_id, at: time, region })}\n`).join(""));
}
