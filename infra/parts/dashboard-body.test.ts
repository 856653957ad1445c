import { isDocumented } from "../testing/aws-metrics";
import { dashboardFacts } from "../testing/watched";
import { type DashboardFacts, dashboardBody } from "./dashboard-body";

const path = (rule: string) => ({ rule, source: "here", destination: "there" });
const facts: DashboardFacts = {
  ...dashboardFacts,
  outgoing: [path("events"), path("undeliverable")],
  incoming: [path("events"), path("undeliverable")],
};
const { widgets } = dashboardBody(facts);
const graphs = widgets.filter(({ type }) => type === "metric");
const title = (widget: { properties: Readonly<Record<string, unknown>> }) => String(widget.properties.title);

test("reads from source to sink", () => {
  expect(widgets.map(title)).toEqual([
    "Alarms of eu-west-1",
    "Health as Route 53 sees it (1 is healthy)",
    "Requests",
    "Time to answer, in milliseconds",
    "collect: runs",
    "Events, by who kept them",
    "Breaker (1: opened, 0: closed again)",
    "Firehose: records in, records in S3",
    "Firehose: age of the oldest record, in seconds",
    "Undeliverable: age of the oldest batch, in seconds",
    "Replay",
    "Replay: messages",
    "Lake to Postgres: how late, in seconds",
    "Lake to Postgres: messages and runs",
    "Postgres: free storage, in bytes",
    "Postgres: load",
    "From the peer region: seconds behind",
    "From the peer region: objects on their way",
    "To the peer region: objects given up",
  ]);
});

test.each(graphs.map((graph) => ({ title: title(graph), graph })))(
  "$title: each line is a metric that somebody writes",
  ({ graph }) => {
    const metrics = graph.properties.metrics as [string, string, ...unknown[]][];
    expect(metrics.length).toBeGreaterThan(0);
    for (const [namespace, name, ...rest] of metrics) {
      const names = rest.slice(0, -1).filter((_, index) => index % 2 === 0) as string[];
      expect([namespace, name, isDocumented(namespace, name, names)]).toEqual([namespace, name, true]);
    }
  },
);

test("each graph says its region, and health's is where Route 53's metrics are", () => {
  expect(graphs.map(({ properties }) => properties.region)).toEqual([
    "us-east-1",
    ...graphs.slice(1).map(() => "eu-west-1"),
  ]);
});

test("thresholds are drawn where an alarm has one", () => {
  const lines = graphs.flatMap(
    ({ properties }) => (properties.annotations as { horizontal: object[] } | undefined)?.horizontal ?? [],
  );
  expect(lines).toMatchObject([
    { label: "delivery-freshness", value: 1_500 },
    { label: "undelivered-age", value: 1_800 },
    { label: "etl-delay", value: 3_600 },
    { label: "database-storage", value: 5_368_709_120 },
    { label: "replication-lag", value: 900 },
  ]);
});

test("widgets lie within the 24 columns, and none on another", () => {
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from(
      { length: width * height },
      (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
    ),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
});

test("a region that replicates nothing has no row for it", () => {
  const alone = dashboardBody(dashboardFacts).widgets;
  expect(alone.map(title)).toEqual(widgets.map(title).slice(0, -3));
});

test("is plain JSON, as PutDashboard takes it", () => {
  expect(JSON.parse(JSON.stringify({ widgets }))).toEqual({ widgets });
});
