-- What a region's Postgres holds, line by line as expected.sh writes what it must hold. Run it where nothing else was loaded.
with counts (place, line) as (
  select 1, 'events ' || count(*) from events
  union all
  select 2, 'page_views ' || count(*) from page_views
  union all
  select 3, 'visitors ' || count(*) from visitors
  union all
  select 4, 'sessions ' || count(*) from sessions
),
pages (views, page) as (
  select sum(page_views)::bigint, page from top_pages group by page order by 1 desc, page collate "C" limit 10
)
select line
from (
  select place, 0::bigint as views, '' as page, line from counts
  union all
  select 5, -views, page, 'page ' || views || ' ' || page from pages
) as lines
order by place, views, page collate "C";
