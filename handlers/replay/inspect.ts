/** An undeliverable object, checked against its manifest: what of it can be delivered, and why it is not whole. Pure. */
import { sha256Of } from "../delivery/undeliverable-object";
import { isJsonObject } from "../event/client-event";
import { fitsRecord } from "../event/pack";
import type { StoredObject } from "./object-store";

/** Why an object goes to quarantine: the first that holds, the most telling first. */
export type Flaw =
  | "manifest_missing"
  | "checksum_mismatch"
  | "key_mismatch"
  | "event_unreadable"
  | "event_too_large"
  | "event_count_mismatch";

export interface Inspected {
  /** The events that Firehose can take, as they were written. */
  lines: string[];
  /** Of the body as it is. */
  sha256: string;
  /** Undefined when the object is exactly what its manifest says. */
  flaw: Flaw | undefined;
}

export function inspect(key: string, { body, metadata }: StoredObject): Inspected {
  const sha256 = sha256Of(body);
  const written = linesOf(body);
  const readable = written.map(readableLine).filter((line) => line !== undefined);
  const lines = readable.filter(fitsRecord);

  const flaws: [Flaw, boolean][] = [
    ["manifest_missing", metadata.sha256 === undefined || metadata.events === undefined],
    ["checksum_mismatch", metadata.sha256 !== sha256],
    ["key_mismatch", !key.endsWith(`/${sha256}.ndjson`)],
    ["event_unreadable", readable.length < written.length],
    ["event_too_large", lines.length < readable.length],
    ["event_count_mismatch", metadata.events !== String(lines.length)],
  ];
  return { lines, sha256, flaw: flaws.find(([, holds]) => holds)?.[0] };
}

const newline = 0x0a;

/** Split as bytes: what is no UTF-8 spoils its own line alone. */
function linesOf(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(newline, start);
    const end = found === -1 ? body.length : found;
    if (end > start) lines.push(body.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Undefined for what is no event: whoever reads the lake could neither parse it nor tell it from its duplicates. */
function readableLine(line: Buffer): string | undefined {
  try {
    const text = decoder.decode(line);
    const event: unknown = JSON.parse(text);
    return isJsonObject(event) && typeof event.event_id === "string" && event.event_id !== ""
      ? text
      : undefined;
  } catch {
    return undefined; // Not UTF-8, or not JSON: both are the flaw that the caller reports.
  }
}
