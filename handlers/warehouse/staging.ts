/** An object's lines → the staging table, which lives as long as the transaction. */
import { hash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { limits } from "../event/limits";
import { copyRow, type Value } from "./copy-text";
import { isRejected, type RejectedLine, type StagedEvent } from "./lake-object";

/** What a client and its collector said of an event, but for its id and its receipt: what tells two copies of one moment apart. */
const contentColumns = {
  event_name: "text",
  client_time: "text",
  tenant: "text",
  visitor_id: `text collate "C"`,
  protocol: "text",
  build: "text",
  ip: "text",
  user_agent: "text",
  url: "text",
  properties: "jsonb",
} as const;

/** In COPY's order. Events have no `reason`; rejected lines have nothing but the last three. */
const columns = {
  event_day: "date",
  event_id: `text collate "C"`,
  event_time: "timestamptz",
  received_at: "timestamptz",
  region: `text collate "C"`,
  ...contentColumns,
  content_hash: "bigint",
  line: "integer",
  reason: "text",
  excerpt: "text",
} as const;

const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
const createStaged = `create temporary table staged (${definitions.join(", ")}) on commit drop`;
const copyStaged = `copy staged (${Object.keys(columns).join(", ")}) from stdin`;

/** What one write to the connection holds, in characters: enough to be worth a call, little enough to be no matter of memory. */
const chunkCharacters = 65_536;

export interface Staged {
  lines: number;
  rejected: number;
  /** The days that the events are of, as `2026-11-21`. */
  days: ReadonlySet<string>;
}

/** Creates and fills the table `staged`. Holds one chunk of lines at a time, however long the object is. */
export async function stage(
  client: Client,
  lines: AsyncIterable<StagedEvent | RejectedLine>,
): Promise<Staged> {
  const days = new Set<string>();
  const staged = { lines: 0, rejected: 0, days };
  await client.query(createStaged);
  async function* chunks() {
    let chunk = "";
    for await (const line of lines) {
      const row = rowOf(line);
      staged.lines += 1;
      if (row.day === undefined) staged.rejected += 1;
      else days.add(row.day);
      chunk += row.text;
      if (chunk.length < chunkCharacters) continue;
      yield Buffer.from(chunk);
      chunk = "";
    }
    if (chunk !== "") yield Buffer.from(chunk);
  }
  await pipeline(Readable.from(chunks(), { highWaterMark: 1 }), client.query(copyFrom(copyStaged)));
  // A temporary table has no statistics of its own accord, and the merge's plans hang on them. A sample of 3,000 lines is enough.
  await client.query("set local default_statistics_target = 10; analyze staged (event_id)");
  return staged;
}

/** Pure: a line as COPY takes it, and the day of an event. An event that the tables cannot hold is set aside like any broken line. */
export function rowOf(line: StagedEvent | RejectedLine): { text: string; day?: string } {
  if (isRejected(line)) return { text: rejectedRow(line) };
  const problem = unfit(line);
  return problem === undefined ? eventRow(line) : { text: rejectedRow(problem) };
}

const noEvent: readonly Value[] = Object.keys(columns)
  .slice(3)
  .map(() => null);

const rejectedRow = ({ line, reason, excerpt }: RejectedLine) =>
  `${copyRow([...noEvent, line, reason, excerpt])}\n`;

function eventRow(event: StagedEvent): { text: string; day: string } {
  const eventTime = new Date(event.eventTime).toISOString();
  const day = eventTime.slice(0, "2026-11-21".length);
  const receivedAt = new Date(event.receivedAt).toISOString();
  const content = contentOf(event);
  const text = `${copyRow([day, event.eventId, eventTime, receivedAt, event.region])}\t${content}\t${copyRow([hashOf(content), event.line, null, null])}\n`;
  return { text, day };
}

const contentOf = (event: StagedEvent): string =>
  copyRow([
    event.eventName,
    event.clientTime,
    event.tenant,
    event.visitorId,
    event.protocol,
    event.build,
    event.ip,
    event.userAgent,
    event.url,
    event.properties,
  ]);

/** 64 bits of SHA-256, as Postgres' signed bigint in decimal. */
const hashOf = (content: string): string => hash("sha256", content, "buffer").readBigInt64BE().toString();

/** Which of two copies of one moment and region wins: the smaller one. What ETL's settings decide (`eventTime`) is not part of it. */
export const contentHash = (event: StagedEvent): string => hashOf(contentOf(event));

/** A key of an index holds some 2,700 bytes ("B-Tree Indexes"); four times what the collector lets through stays below. */
const idCharactersMax = limits.idCharactersMax * 4;
/** The years that have four digits: what ISO 8601 and Postgres write alike. */
const timeMin = Date.parse("0001-01-01T00:00:00Z");
const timeMax = Date.parse("9999-12-31T23:59:59.999Z");

function unfit(event: StagedEvent): RejectedLine | undefined {
  const { line, eventId, visitorId } = event;
  const problem = (reason: string) => ({ line, reason, excerpt: eventId.slice(0, limits.idCharactersMax) });
  if (eventId.length > idCharactersMax) return problem("event_id_too_long");
  if (visitorId !== null && visitorId.length > idCharactersMax) return problem("visitor_id_too_long");
  const fits = [event.eventTime, event.receivedAt].every((time) => time >= timeMin && time <= timeMax);
  return fits ? undefined : problem("time_out_of_range");
}
