-- The warehouse of one region: what analysts read, and what loading needs to know each event once.
-- Ids and visitors are compared byte by byte (collation "C"): the same order on every machine, and the fastest one.

create table events (
  event_day date not null,
  event_id text collate "C" not null,
  event_name text not null,
  event_time timestamptz not null,
  client_time text,
  received_at timestamptz not null,
  tenant text,
  visitor_id text collate "C",
  protocol text not null,
  region text collate "C" not null,
  build text not null,
  ip text,
  user_agent text,
  url text,
  properties jsonb not null,
  load_id bigint not null,
  line integer not null,
  primary key (event_day, event_id),
  constraint events_day_is_utc check (event_day = (event_time at time zone 'UTC')::date)
) partition by range (event_day);

create index events_by_visitor on events (visitor_id, event_time) where visitor_id is not null;

create table events_default partition of events default;

comment on table events is 'Each event once, the winner of its copies. One partition a day; events_default holds days too far away to have one. Name event_day in the WHERE clause: other days are then not read.';
comment on column events.event_day is 'The UTC day of event_time. It decides the partition.';
comment on column events.event_id is 'Unique over all days (see event_ids). The client''s own, else made by the collector.';
comment on column events.event_name is 'What happened, as the client named it. A page view is page_view.';
comment on column events.event_time is 'When it happened: client_time where it is near enough to received_at to be believed, else received_at.';
comment on column events.client_time is 'What the client gave as its time, as it was sent; null when it gave none. Not checked.';
comment on column events.received_at is 'When the collector took it.';
comment on column events.tenant is 'Whose event it is, where several share the collector; null when the client named none.';
comment on column events.visitor_id is 'One browser or user: the client''s id or the collector''s cookie; null for those who do not want to be followed.';
comment on column events.protocol is 'How it came: events (POST /events) or pixel (GET /i).';
comment on column events.region is 'The region whose collector took it.';
comment on column events.build is 'The build of the collector that took it.';
comment on column events.ip is 'The network it came from; the last part is cut unless the settings say otherwise.';
comment on column events.user_agent is 'What the browser calls itself, its first 512 characters.';
comment on column events.url is 'The address as it was sent, query and fragment included. page_of(url) is the page.';
comment on column events.properties is 'What else the client said. Keys and values are the client''s.';
comment on column events.load_id is 'The object it was loaded from: event_load.load_id.';
comment on column events.line is 'Its line in that object, from 1.';
comment on table events_default is 'The partition of events for days that have none of their own: long ago, or far ahead. Read it through events.';

-- A partition cannot keep an id unique across the others, so ids have a table of their own.
create table event_ids (
  event_id text collate "C" primary key,
  event_day date,
  received_at timestamptz not null,
  region text collate "C" not null,
  content_hash bigint not null
);

comment on table event_ids is 'The ledger: every event id ever loaded, and which of its copies won. Loading alone needs it.';
comment on column event_ids.event_id is 'The id.';
comment on column event_ids.event_day is 'The day under which events holds it; null when its visitor is forgotten and events does not.';
comment on column event_ids.received_at is 'When the winning copy was received. The earliest wins; then region and content_hash decide.';
comment on column event_ids.region is 'The region that took the winning copy.';
comment on column event_ids.content_hash is 'A hash of what the winning copy says, so that two copies of one moment have one winner too.';

create table visitors (
  visitor_id text collate "C" primary key,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  events bigint not null,
  sessions bigint not null,
  is_returning boolean generated always as (sessions > 1) stored not null
);

comment on table visitors is 'Each visitor once, as all of its events tell. Events without visitor_id have none.';
comment on column visitors.visitor_id is 'As in events.';
comment on column visitors.first_seen is 'event_time of its first event.';
comment on column visitors.last_seen is 'event_time of its last event.';
comment on column visitors.events is 'How many events it has.';
comment on column visitors.sessions is 'How many sessions it has.';
comment on column visitors.is_returning is 'Whether it came back: it has more than one session.';

create table sessions (
  visitor_id text collate "C" not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  events bigint not null,
  page_views bigint not null,
  primary key (visitor_id, started_at)
);

comment on table sessions is 'Events of one visitor with no more than 30 minutes of event_time between one and the next.';
comment on column sessions.visitor_id is 'As in events.';
comment on column sessions.started_at is 'event_time of its first event.';
comment on column sessions.ended_at is 'event_time of its last event; equal to started_at when it has only one.';
comment on column sessions.events is 'How many events it has.';
comment on column sessions.page_views is 'How many of them are page views.';

create table event_load (
  load_id bigint generated always as identity primary key,
  object_key text collate "C" not null,
  etag text collate "C" not null,
  bytes bigint not null,
  modified_at timestamptz not null,
  loaded_at timestamptz not null,
  loads integer not null default 1,
  lines bigint not null default 0,
  events bigint not null default 0,
  duplicates bigint not null default 0,
  replaced bigint not null default 0,
  rejected bigint not null default 0,
  unique (object_key, etag)
);

comment on table event_load is 'Each object of the lake that was loaded. An object stands here once all of it is in the other tables.';
comment on column event_load.load_id is 'What events and rejected_events call it.';
comment on column event_load.object_key is 'Its key in the lake.';
comment on column event_load.etag is 'Its version: the same key with another etag is another object.';
comment on column event_load.bytes is 'Its size in the lake, compressed.';
comment on column event_load.modified_at is 'When it was written into the lake.';
comment on column event_load.loaded_at is 'When it was loaded, the last time.';
comment on column event_load.loads is 'How often it was loaded: more than once after a reload.';
comment on column event_load.lines is 'Lines in the last load, those of canaries left out. lines = events + duplicates + rejected.';
comment on column event_load.events is 'Ids that the last load brought for the first time.';
comment on column event_load.duplicates is 'Lines of the last load whose id was known, or whose visitor is forgotten.';
comment on column event_load.replaced is 'Of the duplicates, those that took the place of the copy before.';
comment on column event_load.rejected is 'Lines of the last load that stand in rejected_events.';

create table rejected_events (
  load_id bigint not null references event_load,
  object_key text not null,
  line integer not null,
  reason text not null,
  excerpt text not null
);

create index rejected_events_by_load on rejected_events (load_id);

comment on table rejected_events is 'What could not be loaded, and why. The object still has it.';
comment on column rejected_events.load_id is 'The object it lies in: event_load.load_id.';
comment on column rejected_events.object_key is 'Its key in the lake.';
comment on column rejected_events.line is 'Its line in the object, from 1; 0 stands for the object as a whole.';
comment on column rejected_events.reason is 'A word for what is wrong with it.';
comment on column rejected_events.excerpt is 'How it begins; empty where it names a forgotten visitor, and after the first 1,000 of an object.';

create table forgotten_visitors (
  visitor_id text collate "C" primary key,
  forgotten_at timestamptz not null
);

comment on table forgotten_visitors is 'Visitors whose events were erased at their request, and are dropped when they come again.';
comment on column forgotten_visitors.visitor_id is 'As in events.';
comment on column forgotten_visitors.forgotten_at is 'Events received until then are erased; later ones are kept.';

-- Makes the partition of one day, and moves there what lies in the default one. Only the owner of a table may attach to it, so this
-- runs as the owner, and whoever loads needs no more than the right to call it.
create function make_events_partition(day date) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  partition text := 'events_' || to_char(day, 'YYYYMMDD');
begin
  execute format('create table public.%I (like public.events including all)', partition);
  execute format('comment on table public.%I is %L', partition, 'The partition of events for ' || day || '. Read it through events.');
  execute format('with moved as (delete from public.events_default where event_day = $1 returning *)
                  insert into public.%I select * from moved', partition) using day;
  execute format('alter table public.events attach partition public.%I for values from (%L) to (%L)', partition, day, day + 1);
end
$$;

comment on function make_events_partition(date) is 'Gives one day of events a partition of its own. Loading calls it.';
revoke execute on function make_events_partition(date) from public;

create function page_of(url text) returns text
language sql immutable parallel safe
return split_part(split_part(url, '#', 1), '?', 1);

comment on function page_of(text) is 'The page of an address: what stands before its query and its fragment.';

create view page_views as
select event_day, event_id, event_time, tenant, visitor_id, page_of(url) as page, url, user_agent, region, properties
from events
where event_name = 'page_view';

comment on view page_views is 'The events that are page views.';
comment on column page_views.event_day is 'As in events. Name it in the WHERE clause.';
comment on column page_views.event_id is 'As in events.';
comment on column page_views.event_time is 'As in events.';
comment on column page_views.tenant is 'As in events.';
comment on column page_views.visitor_id is 'As in events.';
comment on column page_views.page is 'The address without query and fragment.';
comment on column page_views.url is 'The address as it was sent.';
comment on column page_views.user_agent is 'As in events.';
comment on column page_views.region is 'As in events.';
comment on column page_views.properties is 'As in events.';

create view top_pages as
select event_day as day, page, count(*) as page_views, count(distinct visitor_id) as visitors
from page_views
group by event_day, page;

comment on view top_pages is 'How often each page was viewed on each day. Order by page_views desc for the top.';
comment on column top_pages.day is 'The UTC day.';
comment on column top_pages.page is 'The address without query and fragment; null for page views without one.';
comment on column top_pages.page_views is 'How often it was viewed.';
comment on column top_pages.visitors is 'By how many visitors; views without visitor_id are not among them.';

create view visitors_per_day as
select seen.day,
       count(*) as visitors,
       count(*) filter (where (visitors.first_seen at time zone 'UTC')::date = seen.day) as new_visitors,
       count(*) filter (where (visitors.first_seen at time zone 'UTC')::date < seen.day) as returning_visitors
from (select distinct event_day as day, visitor_id from events where visitor_id is not null) as seen
join visitors using (visitor_id)
group by seen.day;

comment on view visitors_per_day is 'How many visitors had an event on each day, and for how many it was the first day.';
comment on column visitors_per_day.day is 'The UTC day.';
comment on column visitors_per_day.visitors is 'Visitors with an event on that day.';
comment on column visitors_per_day.new_visitors is 'Of them, those whose first event is of that day.';
comment on column visitors_per_day.returning_visitors is 'Of them, those who had one on an earlier day.';

create view sessions_per_day as
select (started_at at time zone 'UTC')::date as day,
       count(*) as sessions,
       count(distinct visitor_id) as visitors,
       sum(events)::bigint as events,
       sum(page_views)::bigint as page_views,
       avg(ended_at - started_at) as average_length
from sessions
group by 1;

comment on view sessions_per_day is 'The sessions that began on each day.';
comment on column sessions_per_day.day is 'The UTC day of started_at.';
comment on column sessions_per_day.sessions is 'How many began.';
comment on column sessions_per_day.visitors is 'How many visitors they are of.';
comment on column sessions_per_day.events is 'Their events, those after midnight included.';
comment on column sessions_per_day.page_views is 'Their page views, those after midnight included.';
comment on column sessions_per_day.average_length is 'From the first event to the last, on average. A session of one event has length 0.';

-- Roles belong to the server, not to the database: another database of it may have made them.
do $$
begin
  if not exists (select from pg_roles where rolname = 'analyst') then
    create role analyst nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'etl') then
    create role etl login;
  end if;
  -- RDS alone has it: who is granted it logs in with a signed token ("Creating a database account using IAM authentication").
  if exists (select from pg_roles where rolname = 'rds_iam') then
    grant rds_iam to etl;
  end if;
end
$$;

comment on role analyst is 'May read every table and view of the warehouse. Grant it to people.';
comment on role etl is 'Loads the warehouse where IAM authentication is on. It has no password.';

grant usage on schema public to analyst, etl;
grant select on events, event_ids, visitors, sessions, event_load, rejected_events, forgotten_visitors,
  page_views, top_pages, visitors_per_day, sessions_per_day to analyst;
grant select, insert, update, delete on events, event_ids, visitors, sessions to etl;
grant select, insert, delete, update on rejected_events to etl;
grant select, insert, update on event_load, forgotten_visitors to etl;
grant execute on function make_events_partition(date) to etl;
