import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { readIfThere } from "../../files";

/** Why a version of an object is not to be replicated (any more). */
export type Settled = "existing" | "copied" | "replica";

type Entry = readonly [version: string, state: Settled] | readonly [expected: string];

/**
 * What is known of a bucket's object versions, on disk and in memory. A version in none of its states is new.
 * S3 marks a replica on the object itself; here the table says it, so that both ways of a pair never loop.
 */
export class VersionTable {
  readonly #settled = new Map<string, Settled>();
  /** Replicas on their way into the bucket, by key and ETag: their version id is known only once they are there. */
  readonly #expected = new Set<string>();

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    for (const line of linesOf(path)) {
      const [subject, state] = JSON.parse(line) as Entry;
      if (state === undefined) this.#expected.add(subject);
      else this.#settled.set(subject, state);
    }
  }

  isSettled(key: string, versionId: string, etag: string): boolean {
    return this.#settled.has(id(key, versionId)) || this.#expected.has(id(key, etag));
  }

  settle(state: Settled, versions: readonly { readonly key: string; readonly versionId: string }[]): void {
    const subjects = versions.map(({ key, versionId }) => id(key, versionId));
    for (const subject of subjects) this.#settled.set(subject, state);
    this.#append(subjects.map((subject) => [subject, state]));
  }

  /** Before a replica is written, so that nobody takes it for a new object between its write and the answer. */
  expectReplica(key: string, etag: string): void {
    this.#expected.add(id(key, etag));
    this.#append([[id(key, etag)]]);
  }

  /** The replica is there. The same content written later by someone else is a new object again. */
  replicaWritten(key: string, etag: string, versionId: string): void {
    this.settle("replica", [{ key, versionId }]);
    this.#expected.delete(id(key, etag));
  }

  count(state: Settled): number {
    return [...this.#settled.values()].filter((each) => each === state).length;
  }

  forget(): void {
    this.#settled.clear();
    this.#expected.clear();
    rmSync(this.path, { force: true });
  }

  #append(entries: readonly Entry[]): void {
    if (entries.length > 0)
      appendFileSync(this.path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  }
}

const id = (key: string, part: string): string => `${key}\n${part}`;

/** Whole lines only: the last may be cut when the process was killed, and then it was not yet relied upon. */
const linesOf = (path: string): string[] => (readIfThere(path)?.toString() ?? "").split("\n").slice(0, -1);
