/**
 * Events → `sessions` and `visitors`, by what changed: new events are points in their visitor's time, which extend, join or begin
 * sessions. A visitor one of whose events moved or vanished is unsettled, and gets both made anew from its events.
 */

/** Between two events of one session lie no more than so many minutes of event time. */
const gap = "interval '30 minutes'";

export const createPoints = `
create temporary table points (
  line integer, visitor_id text collate "C", at timestamptz, is_page_view boolean
) on commit drop`;

export const createUnsettled = `
create temporary table unsettled (visitor_id text collate "C" primary key) on commit drop`;

/** What made way in `events`. */
export const createReplaced = `
create temporary table replaced (
  line integer, visitor_id text collate "C", at timestamptz, is_page_view boolean
) on commit drop`;

/** A copy that made way for one of the same visitor and time changed nothing: its point is there already. */
export const dropUnchangedPoints = `
with unchanged as (
  delete from points using replaced
  where (points.line, points.visitor_id, points.at, points.is_page_view)
      = (replaced.line, replaced.visitor_id, replaced.at, replaced.is_page_view)
  returning points.line
)
insert into unsettled
select distinct visitor_id from replaced
where visitor_id is not null and line not in (select line from unchanged)`;

/** What the ledger knows and `events` no longer holds, as after a partition was dropped, is written anew: its session counts it already. */
export const unsettleMissing = `
insert into unsettled
select distinct visitor_id
from staged join chosen using (event_id, line)
where old_day is not null and visitor_id is not null and line not in (select line from replaced)
on conflict do nothing`;

/** Unsettled visitors begin anew: all of their events are points. */
export const unsettle = [
  "delete from sessions using unsettled where sessions.visitor_id = unsettled.visitor_id",
  "delete from visitors using unsettled where visitors.visitor_id = unsettled.visitor_id",
  "delete from points using unsettled where points.visitor_id = unsettled.visitor_id",
  "analyze unsettled",
  `insert into points
   select line, visitor_id, event_time, event_name = 'page_view'
   from events join unsettled using (visitor_id)`,
];

/**
 * Each visitor's points and the sessions near them, put in order, cut where the gap is too long. Sessions further away than the gap
 * from every point cannot change. Pieces that begin at one moment are counted together, so they are in one session in whatever order they lie.
 */
export const mergePoints = `
with seen as (
  select visitor_id, min(at) as first_at, max(at) as last_at, count(*) as events from points group by visitor_id
),
taken as (
  delete from sessions using seen
  where sessions.visitor_id = seen.visitor_id
    and sessions.started_at <= seen.last_at + ${gap} and sessions.ended_at >= seen.first_at - ${gap}
  returning sessions.*
),
pieces as (
  select visitor_id, at as started_at, at as ended_at, 1::bigint as events, is_page_view::int::bigint as page_views from points
  union all
  select visitor_id, started_at, ended_at, events, page_views from taken
),
cut as (
  select *, started_at - max(ended_at) over (
    partition by visitor_id order by started_at rows between unbounded preceding and 1 preceding) <= ${gap} as continues
  from pieces
),
numbered as (
  select *, count(*) filter (where continues is not true) over (partition by visitor_id order by started_at) as number
  from cut
),
made as (
  insert into sessions (visitor_id, started_at, ended_at, events, page_views)
  select visitor_id, min(started_at), max(ended_at), sum(events), sum(page_views) from numbered group by visitor_id, number
  returning visitor_id
),
change as (
  select visitor_id, sum(sessions) as sessions
  from (select visitor_id, 1 as sessions from made union all select visitor_id, -1 from taken) as each
  group by visitor_id
)
merge into visitors using (select * from seen join change using (visitor_id)) as change
on visitors.visitor_id = change.visitor_id
when matched then update set
  first_seen = least(visitors.first_seen, change.first_at), last_seen = greatest(visitors.last_seen, change.last_at),
  events = visitors.events + change.events, sessions = visitors.sessions + change.sessions
when not matched then insert (visitor_id, first_seen, last_seen, events, sessions)
  values (change.visitor_id, change.first_at, change.last_at, change.events, change.sessions)`;
