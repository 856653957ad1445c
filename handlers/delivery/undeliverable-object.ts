/** The object that undeliverable events wait in: its key, its body and its manifest, and how they are read back. Pure. */
import { createHash } from "node:crypto";
import type { PackedRecord } from "../event/pack";
import { eventsIn } from "./deliver";

export const undeliverablePrefix = (holder: string): string => `undeliverable/region=${holder}/`;
export const drainedPrefix = (holder: string): string => `drained/region=${holder}/`;
export const quarantinePrefix = (holder: string): string => `quarantine/region=${holder}/`;

/** Written with the object as its metadata (`x-amz-meta-*`), all of it text. */
export interface Manifest {
  version: "1";
  /** The region that took the events from the client. */
  origin: string;
  /** The region whose replay brings them home: the one that holds the bucket. */
  holder: string;
  events: string;
  bytes: string;
  /** Of the body, in hexadecimal; the key holds it too. */
  sha256: string;
  build: string;
  /** Why Firehose did not take them. */
  reason: string;
}

export interface UndeliverableObject {
  key: string;
  body: Buffer;
  manifest: Manifest;
  /** As S3 wants it ("Checking object integrity"): base64. */
  checksumSha256: string;
}

export interface Origin {
  origin: string;
  holder: string;
  build: string;
  reason: string;
  /** Milliseconds since 1970, whose hour is part of the key: so a sweep starts with the oldest. */
  at: number;
}

/** The same records make the same key within an hour: writing them twice is writing them once. */
export function undeliverableObject(records: readonly PackedRecord[], from: Origin): UndeliverableObject {
  const body = Buffer.concat(records.map((record) => record.data));
  const sha256 = sha256Of(body);
  return {
    key: `${undeliverablePrefix(from.holder)}${hourPath(from.at)}/${sha256}.ndjson`,
    body,
    manifest: {
      version: "1",
      origin: from.origin,
      holder: from.holder,
      events: String(eventsIn(records)),
      bytes: String(body.length),
      sha256,
      build: from.build,
      reason: from.reason,
    },
    checksumSha256: base64Of(sha256),
  };
}

export const sha256Of = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex");

export const base64Of = (sha256: string): string => Buffer.from(sha256, "hex").toString("base64");

/** The hour that an object's key holds, `yyyy/MM/dd/HH` in UTC: so keys in order are hours in order. @param at milliseconds since 1970 */
export const hourPath = (at: number): string => new Date(at).toISOString().slice(0, 13).replace(/[-T]/g, "/");
