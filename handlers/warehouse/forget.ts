/** One visitor → out of the warehouse. Runs under the merge lock. */
import type { Client } from "pg";
import { createPoints, createUnsettled, mergePoints, unsettle } from "./sessions";

export interface Forgetting {
  visitorId: string;
  /** Milliseconds since 1970: what was received until then is erased. Of several forgettings the latest counts. */
  forgottenAt: number;
}

/** How many were erased; after a first forgetting, or where there was nothing, 0. */
export interface Forgotten {
  events: number;
  sessions: number;
}

export async function forgetVisitor(
  client: Client,
  { visitorId, forgottenAt }: Forgetting,
): Promise<Forgotten> {
  const sessionsBefore = await countSessions(client, visitorId);
  await client.query(remember, [visitorId, new Date(forgottenAt)]);
  const { rowCount: events } = await client.query(eraseEvents, [visitorId]);
  await client.query(eraseExcerpts, [visitorId]);
  await client.query([createPoints, createUnsettled].join(";"));
  await client.query("insert into unsettled values ($1)", [visitorId]);
  for (const step of unsettle) await client.query(step);
  await client.query(mergePoints);
  return { events: events ?? 0, sessions: sessionsBefore - (await countSessions(client, visitorId)) };
}

const remember = `
insert into forgotten_visitors (visitor_id, forgotten_at) values ($1, $2)
on conflict (visitor_id) do update set forgotten_at = greatest(forgotten_visitors.forgotten_at, excluded.forgotten_at)`;

/** Their ids stay in the ledger: a later copy of one of them must not come back as a new event. */
const eraseEvents = `
with erased as (
  delete from events using forgotten_visitors
  where events.visitor_id = $1 and forgotten_visitors.visitor_id = $1
    and events.received_at <= forgotten_visitors.forgotten_at
  returning events.event_id
)
update event_ids set event_day = null from erased where event_ids.event_id = erased.event_id`;

/** What is told of a broken line may hold the visitor's id, and then more of what the visitor sent. */
const eraseExcerpts = `update rejected_events set excerpt = '' where position($1 in excerpt) > 0`;

async function countSessions(client: Client, visitorId: string): Promise<number> {
  const count = "select count(*)::int as sessions from sessions where visitor_id = $1";
  const { rows } = await client.query<{ sessions: number }>(count, [visitorId]);
  return rows[0]?.sessions ?? 0;
}
