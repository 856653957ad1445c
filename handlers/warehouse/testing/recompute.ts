/** What the warehouse must hold, computed from all copies and all forgettings at once, without any SQL. */
import type { Forgetting } from "../forget";
import type { StagedEvent } from "../lake-object";
import { contentHash } from "../staging";
import type { TestDatabase } from "./database";
import { minuteMs } from "./lake";

export interface Content {
  events: unknown[];
  ids: unknown[];
  visitors: unknown[];
  sessions: unknown[];
}

export function recompute(copies: readonly StagedEvent[], forgettings: readonly Forgetting[]): Content {
  const winners = new Map<string, StagedEvent>();
  for (const copy of copies) {
    const standing = winners.get(copy.eventId);
    if (standing === undefined || isSmaller(copy, standing)) winners.set(copy.eventId, copy);
  }
  const isForgotten = ({ visitorId, receivedAt }: StagedEvent) =>
    forgettings.some((gone) => gone.visitorId === visitorId && receivedAt <= gone.forgottenAt);
  const kept = [...winners.values()].filter((winner) => !isForgotten(winner));
  const ofVisitor = new Map<string, StagedEvent[]>();
  for (const event of kept)
    if (event.visitorId !== null)
      ofVisitor.set(event.visitorId, [...(ofVisitor.get(event.visitorId) ?? []), event]);
  const sessions = [...ofVisitor].flatMap(([visitorId, events]) =>
    cut(events).map((session) => ({ visitorId, ...session })),
  );
  return sorted({
    events: kept.map(({ eventId, eventName, eventTime, visitorId, receivedAt, region, url }) => ({
      ...{ day: isoOf(eventTime).slice(0, 10), eventId, eventName, eventTime: isoOf(eventTime) },
      ...{ visitorId, receivedAt: isoOf(receivedAt), region, url },
    })),
    ids: [...winners.values()].map((winner) => ({
      eventId: winner.eventId,
      day: isForgotten(winner) ? null : isoOf(winner.eventTime).slice(0, 10),
      receivedAt: isoOf(winner.receivedAt),
      region: winner.region,
      hash: contentHash(winner),
    })),
    visitors: [...ofVisitor].map(([visitorId, events]) => ({
      visitorId,
      first: isoOf(Math.min(...events.map(({ eventTime }) => eventTime))),
      last: isoOf(Math.max(...events.map(({ eventTime }) => eventTime))),
      events: String(events.length),
      sessions: String(cut(events).length),
      returning: cut(events).length > 1,
    })),
    sessions,
  });
}

function isSmaller(one: StagedEvent, other: StagedEvent): boolean {
  if (one.receivedAt !== other.receivedAt) return one.receivedAt < other.receivedAt;
  if (one.region !== other.region) return one.region < other.region;
  return BigInt(contentHash(one)) < BigInt(contentHash(other));
}

/** Sessions of one visitor: a new one begins after more than 30 minutes. */
function cut(events: readonly StagedEvent[]) {
  const groups: StagedEvent[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const event of events.toSorted((one, other) => one.eventTime - other.eventTime)) {
    if (event.eventTime - last > 30 * minuteMs) groups.push([]);
    groups.at(-1)?.push(event);
    last = event.eventTime;
  }
  return groups.map((group) => ({
    started: isoOf(group[0]?.eventTime ?? 0),
    ended: isoOf(group.at(-1)?.eventTime ?? 0),
    events: String(group.length),
    pageViews: String(group.filter(({ eventName }) => eventName === "page_view").length),
  }));
}

/** The same of a real warehouse. */
export async function contentOf(database: TestDatabase): Promise<Content> {
  const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return sorted({
    events:
      await database.rows(`select event_day::text as day, event_id as "eventId", event_name as "eventName",
      ${iso("event_time")} as "eventTime", visitor_id as "visitorId", ${iso("received_at")} as "receivedAt", region, url from events`),
    ids: await database.rows(`select event_id as "eventId", event_day::text as day, ${iso("received_at")} as "receivedAt",
      region, content_hash::text as hash from event_ids`),
    visitors:
      await database.rows(`select visitor_id as "visitorId", ${iso("first_seen")} as first, ${iso("last_seen")} as last,
      events::text, sessions::text, is_returning as returning from visitors`),
    sessions:
      await database.rows(`select visitor_id as "visitorId", ${iso("started_at")} as started, ${iso("ended_at")} as ended,
      events::text, page_views::text as "pageViews" from sessions`),
  });
}

const isoOf = (time: number) => new Date(time).toISOString();

/** As sets: the order of rows means nothing. Fields are compared by name. */
const sorted = (content: Content): Content =>
  Object.fromEntries(
    Object.entries(content).map(([name, rows]) => [
      name,
      rows.map((row: object) => JSON.stringify(Object.entries(row).sort())).sort(),
    ]),
  ) as unknown as Content;
