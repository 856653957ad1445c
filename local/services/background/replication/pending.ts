/** The order and the moment in which versions are copied. Pure. */

export interface PendingVersion {
  readonly key: string;
  readonly versionId: string;
  readonly etag: string;
  /** Milliseconds since the epoch, from the object's own LastModified. */
  readonly createdAt: number;
  /** Not to be tried again before; 0 until an attempt failed. */
  readonly notBefore: number;
}

/** Versions whose lag is over, the oldest first, so that a replica's history is the source's. */
export const dueVersions = (
  pending: Iterable<PendingVersion>,
  now: number,
  lagMs: number,
): PendingVersion[] =>
  [...pending]
    .filter(({ createdAt, notBefore }) => createdAt + lagMs <= now && notBefore <= now)
    .sort((left, right) => left.createdAt - right.createdAt);

export const oldestSeconds = (pending: Iterable<PendingVersion>, now: number): number =>
  Math.max(0, ...[...pending].map(({ createdAt }) => (now - createdAt) / 1000));
