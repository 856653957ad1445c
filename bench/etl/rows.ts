/** Made-up page views, the same ones each time: what a busy site's lake holds. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** The last moment of the made-up week. Milliseconds since 1970. */
export const weekEnd = Date.UTC(2026, 10, 21, 12);
const weekMs = 7 * 86_400_000;
/** Events of one visit, on average, about a minute apart. */
const eventsPerVisit = 8;
const visitsPerVisitor = 3;
/** Visits at the same time: so many that, in a week of so many rows, a minute lies between two events of one. */
const visitsAtOnce = (rows: number): number => Math.max(1, Math.round(rows / (weekMs / 60_000)));

const agents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
];

/** Writes so many events, one a line, into files of equal shares, in their order: gzip, as Firehose writes them. */
export async function writeRows(files: readonly string[], rows: number): Promise<void> {
  const lines = linesOf(rows);
  const share = Math.ceil(rows / files.length);
  for (const file of files) {
    const gzip = createGzip({ level: 1 }); // Of a bench's time little should go into its input.
    await pipeline(Readable.from(chunksOf(lines, share)), gzip, createWriteStream(file));
  }
}

const chunkCharacters = 262_144;

/** The next so many lines, many of them at once. */
function* chunksOf(lines: Iterator<string>, count: number): Generator<string> {
  let chunk = "";
  for (let taken = 0; taken < count; taken++) {
    const { done, value } = lines.next();
    if (done) break;
    chunk += value;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

function* linesOf(rows: number): Generator<string, undefined> {
  const random = randomNumbers(rows);
  const visits = Array.from({ length: visitsAtOnce(rows) }, () => visitor(rows, random));
  for (let row = 0; row < rows; row++) yield `${JSON.stringify(event(row, rows, visits, random))}\n`;
}

function event(row: number, rows: number, visits: string[], random: () => number) {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const visit = upTo(visits.length);
  if (random() < 1 / eventsPerVisit) visits[visit] = visitor(rows, random);
  // In the order of their receipt, as a lake is.
  const receivedAt = weekEnd - weekMs + Math.floor((row / rows) * weekMs);
  return {
    event_id: uuid(random),
    event_name: random() < 0.8 ? "page_view" : "click",
    client_time: new Date(receivedAt - upTo(5_000)).toISOString(),
    received_at: new Date(receivedAt).toISOString(),
    tenant: "shop",
    visitor_id: visits[visit],
    protocol: "events",
    region: "eu-west-1",
    build: "0123456789ab",
    ip: `203.0.${upTo(256)}.0`,
    user_agent: agents[upTo(agents.length)],
    url: `https://shop.example/products/${upTo(5_000)}?utm_source=mail&utm_campaign=${upTo(50)}`,
    properties: {
      referrer: `https://search.example/?q=${upTo(1_000)}`,
      screen: "1920x1080",
      scroll: upTo(100),
    },
  };
}

const visitor = (rows: number, random: () => number): string =>
  `v-${Math.floor((random() * rows) / eventsPerVisit / visitsPerVisitor)
    .toString(16)
    .padStart(12, "0")}`;

const hexadecimal = (random: () => number, digits: number): string =>
  Math.floor(random() * 16 ** digits)
    .toString(16)
    .padStart(digits, "0");

const uuid = (random: () => number): string =>
  [8, 4, 4, 4, 12].map((digits) => hexadecimal(random, digits)).join("-");

/** mulberry32: short, fast, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
