import { settingsTable } from "./settings-table";

const rows = settingsTable().trimEnd().split("\n");

test("is a Markdown table of five columns", () => {
  expect(rows.slice(0, 2)).toEqual([
    "| setting | meaning | unit | default | allowed |",
    "|---|---|---|---|---|",
  ]);
  for (const row of rows) expect(row.split("|")).toHaveLength(7);
});

test.each([
  "| `role` | primary: answered while healthy. standby: answered while the primary is not |  | required | `primary`, `standby` |",
  "| `peerReady` | false while the peer's buckets do not exist yet: nothing is replicated then |  | `true` | `true`, `false` |",
  "| `routing.ttlSeconds` | How long resolvers keep the failover name's answer | seconds | `60` | 1 to 60 |",
  "| `routing.checkIntervalSeconds` | Between two health checks of one checker | seconds | `10` | `10`, `30` |",
  "| `delivery.peer.connectMs` | Longest connect to S3 in the peer region | milliseconds | `1000` | 50 to 5000 |",
  "| `retention.lakeDays` | How long events stay in the lake; not set: for ever | days | not set | 7 to 3650 |",
  "| `edge.name` | The name that clients use when CloudFront and WAF stand in front |  | required with `edge` |  |",
  "| `edge.zoneId` | The hosted zone of edge.name; not set: routing.zoneId |  | not set |  |",
])("has the row %s", (row) => {
  expect(rows).toContain(row);
});

test("every setting says what it means", () => {
  expect(rows.slice(2).filter((row) => row.split("|")[2]?.trim() === "")).toEqual([]);
});
