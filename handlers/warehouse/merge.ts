/**
 * The staging table → `event_ids`, `events`. Runs under the merge lock, so it sees what every other load has done.
 *
 * Of several copies of one id the smallest by (received_at, region, content_hash) wins, whichever came first.
 */

/** The table of what this object changes: one row for each id that it brings, or brings a better copy of. */
export const createChosen = `
create temporary table chosen (
  line integer, event_id text collate "C", is_new boolean, old_day date, is_forgotten boolean
) on commit drop`;

/** What makes a copy win against the one that stands. Loading again, the object's own copy is written anew. */
const wins = `(copy.received_at, copy.region, copy.content_hash) < (known.received_at, known.region, known.content_hash)`;
const winsAgain = `copy.is_from_here
  or (copy.received_at, copy.region, copy.content_hash) <= (known.received_at, known.region, known.content_hash)`;

/** Whether the copy that stands was loaded from this object, by an earlier ETL perhaps, whose hash may be another one. */
const isFromHere = `exists (
    select from event_ids as known
    join events on events.event_day = known.event_day and events.event_id = known.event_id
    where known.event_id = best.event_id and events.load_id = $1)`;

/** @param again whether the object is loaded again; then $1 is its load_id. */
export const chooseWinners = (again: boolean): string => `
with best as (
  select distinct on (event_id) event_id, event_day, received_at, region, content_hash, visitor_id, line
  from staged
  where event_id is not null
  order by event_id, received_at, region, content_hash, line
),
copies as (
  select best.*, forgotten.visitor_id is not null as is_forgotten, ${again ? isFromHere : "false"} as is_from_here
  from best
  left join forgotten_visitors as forgotten
    on forgotten.visitor_id = best.visitor_id and best.received_at <= forgotten.forgotten_at
),
merged as (
  merge into event_ids as known using copies as copy on known.event_id = copy.event_id
  when matched and (${again ? winsAgain : wins}) then update set
    event_day = case when not copy.is_forgotten then copy.event_day end,
    received_at = copy.received_at, region = copy.region, content_hash = copy.content_hash
  when not matched then insert (event_id, event_day, received_at, region, content_hash) values (
    copy.event_id, case when not copy.is_forgotten then copy.event_day end,
    copy.received_at, copy.region, copy.content_hash)
  returning copy.line, copy.event_id, merge_action() = 'INSERT' as is_new, old.event_day as old_day, copy.is_forgotten
)
insert into chosen select * from merged`;

/**
 * What stands is looked up row by row, in the order of ids, page by page of the indexes and in the one partition that has it. The hash
 * joins that the planner prefers read all of the ledger and all of `events` instead: with half a million ids, twice the time (*measured*).
 */
export const inOrder = "set local enable_hashjoin = off; set local enable_mergejoin = off";
export const inAnyOrder = "set local enable_hashjoin to default; set local enable_mergejoin to default";

export const countChosen = `
select count(*) filter (where is_new and not is_forgotten)::int as events, count(*) filter (where not is_new)::int as replaced,
       count(*) filter (where old_day is not null)::int as stood
from chosen`;

/** Takes out what makes way, and remembers whose it was: see sessions.ts for \`points\` and \`unsettled\`. */
export const deleteReplaced = `
with gone as (
  delete from events using chosen
  where events.event_day = chosen.old_day and events.event_id = chosen.event_id
  returning chosen.line, events.visitor_id, events.event_time, events.event_name = 'page_view' as is_page_view
)
insert into replaced select * from gone`;

/** $1 is the load_id. What is written is also a point in its visitor's time. */
export const insertEvents = `
with written as (
  insert into events (
    event_day, event_id, event_name, event_time, client_time, received_at, tenant, visitor_id, protocol, region, build, ip,
    user_agent, url, properties, load_id, line)
  select
    event_day, event_id, event_name, event_time, client_time, received_at, tenant, visitor_id, protocol, region, build, ip,
    user_agent, url, properties, $1, line
  from staged join chosen using (event_id, line)
  where not is_forgotten
  returning line, visitor_id, event_time, event_name = 'page_view' as is_page_view
)
insert into points select * from written where visitor_id is not null`;
