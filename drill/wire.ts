/** How events travel: the forms that browsers use, and what an answer means for each event. Pure. */
import { gzipSync } from "node:zlib";
import type { DrillEvent } from "./input";
import type { Random } from "./random";

export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly events: readonly DrillEvent[];
}

/** fetch, sendBeacon, a fetch that compressed its body, and an image. */
export type WireForm = "json" | "text" | "gzip" | "pixel";

const SHARES: readonly (readonly [WireForm, number])[] = [
  ["pixel", 0.15],
  ["text", 0.2],
  ["gzip", 0.15],
  ["json", 0.5],
];
/** Request line and headers share 10,240 bytes ("Quotas for HTTP APIs"); a longer page view goes by POST. */
const PIXEL_PATH_BYTES_MAX = 4_096;

export function pickForm(random: Random): WireForm {
  let draw = random();
  for (const [form, share] of SHARES) {
    draw -= share;
    if (draw < 0) return form;
  }
  return "json";
}

/** One request out of the first events waiting: an image carries one, a body as many as are given. */
export function wireRequest(form: WireForm, events: readonly DrillEvent[]): WireRequest {
  const first = events[0];
  if (form === "pixel" && first) {
    const path = pixelPath(first);
    if (Buffer.byteLength(path) <= PIXEL_PATH_BYTES_MAX)
      return { method: "GET", path, headers: {}, events: [first] };
  }
  // A single event needs no array.
  const body = JSON.stringify(events.length === 1 ? first : events);
  const post = { method: "POST", path: "/events", events } as const;
  if (form === "text") return { ...post, headers: { "content-type": "text/plain;charset=UTF-8" }, body };
  const json = { "content-type": "application/json" };
  if (form === "gzip")
    return { ...post, headers: { ...json, "content-encoding": "gzip" }, body: gzipSync(body) };
  return { ...post, headers: json, body };
}

function pixelPath({ properties, ...fields }: DrillEvent): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...properties, ...fields })) query.set(name, String(value));
  return `/i?${query}`;
}

export type Outcome =
  | {
      readonly kind: "acknowledged";
      readonly acknowledged: readonly string[];
      readonly refused: readonly string[];
    }
  /** Worth another try, not before `afterSeconds`. */
  | { readonly kind: "again"; readonly afterSeconds: number; readonly problem: string };

/** What will never be taken as it is; every other error may pass: throttling, a deployment, a dead region. */
const REFUSING = new Set([400, 405, 413, 415, 422]);
const RETRY_AFTER_SECONDS_MAX = 30;

/** @param body the answer's, as text. */
export function outcomeOf(
  request: WireRequest,
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): Outcome {
  const ids = request.events.map((event) => event.event_id);
  if (status >= 200 && status < 300) {
    const refusedIndexes = new Set(request.method === "POST" ? refusedIndexesOf(body) : []);
    return {
      kind: "acknowledged",
      acknowledged: ids.filter((_, index) => !refusedIndexes.has(index)),
      refused: ids.filter((_, index) => refusedIndexes.has(index)),
    };
  }
  if (REFUSING.has(status)) return { kind: "acknowledged", acknowledged: [], refused: ids };
  const seconds = Number(headers["retry-after"] ?? 0);
  return {
    kind: "again",
    afterSeconds: Math.min(RETRY_AFTER_SECONDS_MAX, Number.isFinite(seconds) ? Math.max(0, seconds) : 0),
    problem: `HTTP ${status}`,
  };
}

/** A 2xx whose body is not the collector's refuses nothing: a client takes it at its word, and so does the ledger. */
function refusedIndexesOf(body: string): number[] {
  try {
    const { refused } = JSON.parse(body) as { refused?: { index: number }[] };
    return refused?.map(({ index }) => index) ?? [];
  } catch {
    return [];
  }
}
