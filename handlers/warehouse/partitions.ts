/** Partitions of `events`: one for each day that has events and is near enough, the default one for all others. */
import type { Client } from "pg";

/** Days ahead of today: events are believed up to a day ahead, and clocks differ. */
const daysAhead = 2;

/** Made by one load at most. What is left out lies in the default partition until a later load makes its day's. */
const partitionsMax = 40;

/** Making one needs the default partition without readers, and keeps them out until the load commits; the load does not wait for them for long. */
const lockWait = "2s";

const missingDays = `
select day::text from unnest($1::date[]) as day
where to_regclass('public.events_' || to_char(day, 'YYYYMMDD')) is null
order by day desc limit ${partitionsMax}`;

/** Lock not available, and deadlock detected ("PostgreSQL Error Codes"). */
const notNow = new Set(["55P03", "40P01"]);

const dayMs = 86_400_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, "2026-11-21".length);

/** Pure: those near enough to today to have a partition. Bounded on both sides: clients that claim any time make no partitions without end. */
export function daysWithin(days: Iterable<string>, now: number, daysBack: number): string[] {
  const [first, last] = [dayOf(now - daysBack * dayMs), dayOf(now + daysAhead * dayMs)];
  return [...days].filter((day) => day >= first && day <= last);
}

/** Makes those that are missing. One that cannot be made now is made by a later load, and its events lie in the default one until then. */
export async function makePartitions(client: Client, days: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ day: string }>(missingDays, [days]);
  if (rows.length === 0) return;
  await client.query(`savepoint partitions; set local lock_timeout = '${lockWait}'`);
  try {
    for (const { day } of rows) await client.query("select make_events_partition($1)", [day]);
  } catch (error) {
    if (!notNow.has((error as { code?: string }).code ?? "")) throw error;
    await client.query("rollback to savepoint partitions"); // Takes the timeout back too.
    return;
  }
  await client.query("set local lock_timeout to default; release savepoint partitions");
}
