import { conclude, type Ran } from "./conclude";
import { reportHtml } from "./report-html";
import { reportMarkdown } from "./report-markdown";
import { plotOf } from "./report-plot";
import { type Report, reportFieldTable, reportSchema } from "./report-schema";
import { rebuildStandby } from "./scenarios/rebuild-standby";
import { begun, EU, LOAD_AT, loaded, ran, US } from "./testing/example";

const ENDED = new Date(LOAD_AT + 52_000);
const reportOf = (what: Ran | undefined = ran(), over: Parameters<typeof begun>[0] = {}): Report =>
  reportSchema.parse(conclude(begun(over), what, ENDED).report);

test("a drill that ran well", () => {
  expect(reportOf()).toMatchObject({
    id: "d1",
    verdict: "PASS",
    durationSeconds: 67,
    input: { name: "log.gz", lines: 4, skipped: 1, skippedReasons: { "the line is empty": 1 }, events: 3 },
    load: { clients: 1, seconds: 45, failedRequests: { "HTTP 503": 1 } },
    ledger: {
      attempted: 3,
      acknowledged: 2,
      refused: 1,
      unanswered: 0,
      landed: 2,
      lost: 0,
      unexpected: 0,
      duplicates: 0,
      late: 1, // b was stored 20 s after its 2xx, over 5 s of buffer and 5 s more.
      canaries: 1,
      foreign: 1,
    },
    lakes: { [EU]: 2, [US]: 2 },
    warehouse: { [EU]: { events: 2, distinctEvents: 2 }, [US]: { events: 2, distinctEvents: 2 } },
    // 17 s from the fault; waits: 3 intervals of 1 s, 1 s of propagation, the TTL of 6 s at most.
    recovery: { seconds: 17, waitedSeconds: 10, asIfUncompressedSeconds: 107, boundSeconds: 40 },
    failback: { seconds: 10 },
    faultObserved: true,
    outside: { [EU]: { timeouts: 6 }, [US]: { served: 40 } },
  });
});

test("what was not read is unknown, never zero", () => {
  const report = reportOf(ran({ read: { unread: "AccessDenied" } }));
  expect(report).toMatchObject({
    verdict: "INCONCLUSIVE",
    ledger: {
      attempted: 3,
      acknowledged: 2,
      landed: null,
      lost: null,
      unexpected: null,
      duplicates: null,
      canaries: null,
    },
    lakes: {},
    undrained: null,
  });
  expect(report.reasons).toEqual([expect.stringContaining("AccessDenied")]);
});

test("an object that is no events makes the ledger unknown", () => {
  const report = reportOf(ran({ unreadable: ["lake/events/9 (incorrect header check)"] }));
  expect(report).toMatchObject({ verdict: "INCONCLUSIVE", ledger: { lost: null } });
  expect(report.reasons[0]).toContain("lake/events/9");
});

test("a loss fails the drill and is named", () => {
  const { objects } = ran();
  const report = reportOf(ran({ objects: objects.filter(({ key }) => key !== "events/2") }));
  expect(report).toMatchObject({ verdict: "FAIL", ledger: { lost: 1, lostIds: ["b"] } });
});

test("a lake that lacks what its peer holds fails the drill", () => {
  const { objects } = ran();
  const report = reportOf(
    ran({ objects: objects.filter(({ key, region }) => key !== "events/2" || region === EU) }),
  );
  expect(report).toMatchObject({ verdict: "FAIL", lakes: { [EU]: 2, [US]: 1 } });
  expect(report.reasons[0]).toContain(`${US} lacks 1`);
});

test("a database that holds an event twice fails the drill, and both counts are in the report", () => {
  const twice = { ...loaded(2), events: 3 };
  const report = reportOf(ran({ warehouse: { loaded: { [EU]: loaded(2), [US]: twice }, seconds: 1 } }));
  expect(report).toMatchObject({
    verdict: "FAIL",
    warehouse: { [EU]: { events: 2, distinctEvents: 2 }, [US]: { events: 3, distinctEvents: 2 } },
  });
  expect(reportMarkdown(report)).toContain(`| in Postgres of ${US} | 2 in 3 rows |`);
});

test.each([
  { title: "cannot be read", warehouse: { unread: "ECONNREFUSED" }, verdict: "INCONCLUSIVE" },
  { title: "are not to be read from here", warehouse: undefined, verdict: "PASS" },
])("databases that $title are unknown, never zero: $verdict", ({ warehouse, verdict }) => {
  const { warehouse: _, ...rest } = ran();
  const report = reportOf({ ...rest, ...(warehouse && { warehouse }) });
  expect(report).toMatchObject({ verdict, warehouse: null });
  expect(reportMarkdown(report)).toContain("| in Postgres | not read |");
});

test("clients that never moved fail the drill", () => {
  const { phases } = ran();
  const report = reportOf(ran({ phases: { ...phases, recoveredAt: undefined, failedBackAt: undefined } }));
  expect(report).toMatchObject({
    verdict: "FAIL",
    recovery: { seconds: null, boundSeconds: 40 },
    failback: { seconds: null },
  });
});

test("a scenario without failover asks for no recovery", () => {
  const { phases } = ran();
  const what = ran({ phases: { ...phases, recoveredAt: undefined, failedBackAt: undefined } });
  expect(reportOf(what, { scenario: rebuildStandby })).toMatchObject({
    verdict: "PASS",
    recovery: { seconds: null, boundSeconds: null },
  });
});

test("a drill that was refused says why and counts nothing", () => {
  const timeline = begun().timeline;
  const { report, ledger } = conclude(
    begun({ unmet: ["The standby does not serve."], timeline }),
    undefined,
    ENDED,
  );
  expect(ledger).toBeUndefined();
  expect(reportSchema.parse(report)).toMatchObject({
    verdict: "REFUSED",
    reasons: ["The standby does not serve."],
    ledger: { landed: null },
    faultObserved: false,
  });
});

describe("what a scenario asks for beside", () => {
  const phases = { ...ran().phases, recoveredAt: undefined, failedBackAt: undefined };
  const scenario = { ...rebuildStandby, measure: () => [{ name: "wait", value: 8, unit: "s", most: 7 }] };

  test("a figure beyond its limit fails the drill, and is in the report either way", () => {
    const report = reportOf(ran({ phases }), { scenario });
    expect(report).toMatchObject({ verdict: "FAIL", reasons: ["wait: 8 s, over 7."] });
    expect(report.measures).toEqual([{ name: "wait", value: 8, unit: "s", most: 7 }]);
    const plot = plotOf([], report.timeline, LOAD_AT, [EU, US]);
    for (const shown of [reportHtml(report, plot), reportMarkdown(report)])
      expect(shown).toContain("8 s (at most 7)");
  });

  test("so does a request that failed where none may, and what the scenario said while it played", () => {
    const strict = { ...rebuildStandby, expect: { ...rebuildStandby.expect, failedRequests: 0 as const } };
    const what = ran({ phases, demands: ["The standby did not serve again within 60 s."] });
    expect(reportOf(what, { scenario: strict }).reasons).toEqual([
      "The standby did not serve again within 60 s.",
      expect.stringContaining("1 requests of clients failed (HTTP 503)"),
    ]);
  });
});

describe("what people read", () => {
  const denied = [
    {
      at: "2026-01-01T00:00:00.000Z",
      region: EU,
      service: "firehose",
      action: "firehose:PutRecordBatch",
      principal: "arn:role",
      resource: "arn:stream",
      count: 3,
    },
  ];
  const report = reportOf(ran({ denied }), {
    scenario: { ...begun().scenario, name: "<script>alert(1)</script>" },
  });
  const plot = plotOf(begun().journal.acknowledgements, report.timeline, LOAD_AT, [EU, US]);

  test("the page fetches nothing, and nothing in it can end its script", () => {
    const page = reportHtml(report, plot);
    expect(page).not.toMatch(/<(link|img|iframe)\b|src=|@import|url\(/);
    expect(page).not.toContain("<script>alert(1)");
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  test("the page has the verdict, the figures, the four markers and what was denied", () => {
    const page = reportHtml(report, plot);
    for (const text of ["PASS", "17.0 s", "bound 40.0 s", "fault", "health flip", `DNS → ${US}`, "failback"])
      expect(page).toContain(text);
    expect(page).toContain("firehose:PutRecordBatch on arn:stream");
  });

  test("the text has them too", () => {
    const text = reportMarkdown(report);
    for (const part of [
      "# PASS",
      "| lost | 0 |",
      "| seconds | 17 |",
      "3 × firehose:PutRecordBatch",
      "1: the line is empty",
    ])
      expect(text).toContain(part);
  });
});

test("every field of the report has a meaning", () => {
  const rows = reportFieldTable().split("\n").slice(2);
  expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  for (const field of [
    "verdict",
    "ledger.lost",
    "recovery.boundSeconds",
    "denied[].action",
    "timeline[].kind",
  ])
    expect(rows.some((row) => row.startsWith(`| \`${field}\` |`))).toBe(true);
});
