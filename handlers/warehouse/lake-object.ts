/** What goes into the warehouse, and what comes of it. */

/** An object of the lake, as S3 tells of it. The same key with another etag is another object. */
export interface LakeObject {
  key: string;
  etag: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

/** One event of an object. Texts may hold anything: NUL and lone surrogates, which Postgres cannot keep, become U+FFFD. */
export interface StagedEvent {
  /** Of the object, from 1. Canaries and broken lines count. */
  line: number;
  eventId: string;
  eventName: string;
  /** When it happened, milliseconds since 1970: the client's time where it is believed, else `receivedAt`. */
  eventTime: number;
  /** As the client sent it. */
  clientTime: string | null;
  /** Milliseconds since 1970. */
  receivedAt: number;
  tenant: string | null;
  visitorId: string | null;
  protocol: string;
  region: string;
  build: string;
  ip: string | null;
  userAgent: string | null;
  url: string | null;
  /** JSON without NUL or lone surrogates, which jsonb refuses, and nested at most 1,000 deep. */
  properties: string;
}

/** What could not be read as an event. */
export interface RejectedLine {
  /** From 1; 0 stands for the object as a whole. */
  line: number;
  reason: string;
  /** The beginning of what was there, for a person to look at. */
  excerpt: string;
}

export const isRejected = (line: StagedEvent | RejectedLine): line is RejectedLine => "reason" in line;

/** What one load did: lines = events + duplicates + rejected. */
export interface LoadCounts {
  lines: number;
  /** Ids that the warehouse has for the first time. */
  events: number;
  /** Lines whose id was known, or whose visitor is forgotten. */
  duplicates: number;
  /** Of the duplicates, those that took the place of the copy before them. */
  replaced: number;
  rejected: number;
}

export type LoadOutcome = ({ outcome: "loaded" } & LoadCounts) | { outcome: "loaded-before" };
