/** What the drill sends: events out of an access log, or page views out of real browser fingerprints. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import UserAgent from "user-agents";
import { HoldfastError } from "../errors";
import { parseLine, type SkipReason } from "./access-log";
import { hashOf, randomFor } from "./random";

/** An event as a client makes it ("Send events" in README): the server adds the rest of the envelope. */
export interface DrillEvent {
  readonly event_id: string;
  /** A page is viewed by GET. What else a log holds (HEAD, POST, OPTIONS …) is an event, and no page view. */
  readonly event_name: "page_view" | "request";
  /** ISO 8601, UTC. */
  readonly client_time: string;
  readonly visitor_id: string;
  readonly url: string;
  readonly properties: Readonly<Record<string, string | number>> & { readonly drill: string };
}

export interface InputOptions {
  /** Marks every event, and is part of every id: the same log in the next drill gives other ids. */
  readonly drillId: string;
  readonly seed: number;
  /** A combined-format access log, plain or gzipped. Absent: browser fingerprints. */
  readonly file?: string;
  /** At most so many events. Required without a file, since fingerprints never end. */
  readonly eventsMax?: number;
}

export interface InputSurvey {
  readonly name: string;
  /** Lines read: those skipped and those that became events. */
  readonly lines: number;
  readonly events: number;
  readonly skipped: number;
  readonly skippedReasons: Partial<Record<SkipReason, number>>;
}

const FINGERPRINTS = "user-agents";
/** The log does not say which site was visited. */
const LOGGED_SITE = "https://www.example.com";
const DEFAULT_PATHS = [
  "/",
  "/products",
  "/products/42",
  "/search?q=lamp",
  "/cart",
  "/checkout",
  "/blog/hello",
];

/**
 * Reads the input once without sending, so that the drill can spread its events over its phases.
 * @throws HF_USAGE when it is broken, or no line of it is usable.
 */
export async function surveyInput(options: InputOptions): Promise<InputSurvey> {
  if (options.file === undefined) {
    const events = options.eventsMax ?? 0;
    return { name: FINGERPRINTS, lines: events, events, skipped: 0, skippedReasons: {} };
  }
  const skippedReasons: Partial<Record<SkipReason, number>> = {};
  let lines = 0;
  let events = 0;
  try {
    for await (const line of linesOf(options.file)) {
      if (events === options.eventsMax) break;
      lines += 1;
      const parsed = parseLine(line);
      if ("skipped" in parsed) skippedReasons[parsed.skipped] = (skippedReasons[parsed.skipped] ?? 0) + 1;
      else events += 1;
    }
  } catch (error) {
    throw new HoldfastError("HF_USAGE", {
      problem: `${options.file} cannot be read: ${(error as Error).message}.`,
    });
  }
  if (events === 0) {
    const problem = `${options.file} has ${lines} lines and none in combined log format.`;
    throw new HoldfastError("HF_USAGE", { problem });
  }
  return { name: basename(options.file), lines, events, skipped: lines - events, skippedReasons };
}

export const drillEvents = (options: InputOptions): AsyncGenerator<DrillEvent> =>
  options.file === undefined ? fingerprintViews(options) : loggedViews(options, options.file);

async function* loggedViews({ drillId, eventsMax }: InputOptions, file: string): AsyncGenerator<DrillEvent> {
  let lineNumber = 0;
  let events = 0;
  for await (const line of linesOf(file)) {
    if (events === eventsMax) return;
    lineNumber += 1;
    const parsed = parseLine(line);
    if ("skipped" in parsed) continue;
    events += 1;
    const { address, time, method, target, status, referrer, agent } = parsed.request;
    yield {
      // Real logs repeat lines, so the line's number is part of its id.
      event_id: hashOf(drillId, String(lineNumber), line),
      event_name: method === "GET" ? "page_view" : "request",
      client_time: time,
      visitor_id: hashOf(address, agent ?? ""),
      url: target.startsWith("/") ? `${LOGGED_SITE}${target}` : target,
      properties: {
        drill: drillId,
        line: lineNumber,
        address,
        method,
        status,
        ...(referrer !== undefined && { referrer }),
        ...(agent !== undefined && { user_agent: agent }),
      },
    };
  }
}

async function* fingerprintViews({ drillId, seed, eventsMax = 0 }: InputOptions): AsyncGenerator<DrillEvent> {
  const random = randomFor(seed, "fingerprints");
  const fingerprints = UserAgent.top();
  const pick = weightedPick(fingerprints.map(({ weight }) => weight));
  const started = Date.now();
  for (let number = 1; number <= eventsMax; number += 1) {
    const fingerprint = fingerprints[pick(random())] as (typeof fingerprints)[number];
    const path = DEFAULT_PATHS[Math.floor(random() * DEFAULT_PATHS.length)] as string;
    const address = `203.0.113.${Math.floor(random() * 256)}`; // Reserved for documentation (RFC 5737).
    yield {
      event_id: hashOf(drillId, String(number)),
      event_name: "page_view",
      client_time: new Date(started + number).toISOString(),
      visitor_id: hashOf(address, fingerprint.userAgent),
      url: `${LOGGED_SITE}${path}`,
      properties: {
        drill: drillId,
        line: number,
        address,
        user_agent: fingerprint.userAgent,
        platform: fingerprint.platform,
        language: fingerprint.language ?? "",
        screen_width: fingerprint.screenWidth,
        screen_height: fingerprint.screenHeight,
      },
    };
  }
}

/** A draw in [0, 1) → the index whose share of the weights it falls into. */
export function weightedPick(weights: readonly number[]): (draw: number) => number {
  let sum = 0;
  const ends = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return (draw) => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) > draw * sum) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Lines end at a line feed and nowhere else: `readline` also ends them at U+2028, which an agent may hold. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const gzipped = await isGzip(file);
  const source = createReadStream(file);
  const bytes = gzipped ? source.pipe(createGunzip()) : source;
  source.once("error", (error) => bytes.destroy(error));
  let rest = "";
  try {
    for await (const chunk of bytes.setEncoding("utf8")) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() as string;
      yield* lines;
    }
    if (rest !== "") yield rest;
  } finally {
    source.destroy();
  }
}

/** By its first two bytes (RFC 1952): a rotated log's name says little. */
async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await handle.close();
  }
}
