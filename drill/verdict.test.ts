import fc from "fast-check";
import { loaded } from "./testing/example";
import { EXIT_CODES, type Findings, judge, type LedgerFindings } from "./verdict";
import type { Loaded } from "./warehouse";

const ledger: LedgerFindings = {
  attempted: 10,
  acknowledged: 9,
  lost: [],
  unexpected: [],
  undrained: 0,
  lacking: { "eu-west-1": 0, "us-west-2": 0 },
};
const warehouse = (standby: Partial<Loaded> = {}) => ({
  loaded: { "eu-west-1": loaded(9), "us-west-2": { ...loaded(9), ...standby } },
  seconds: 1,
});
const clean: Findings = {
  unmet: [],
  ledger,
  warehouse: warehouse(),
  fault: { observed: true, description: "no request timed out" },
  recovery: { seconds: 20, boundSeconds: 40 },
  failback: { seconds: 8 },
  demands: [],
};
const unseen = { observed: false, description: "no request timed out" };

test.each<{ title: string; over: Partial<Findings>; verdict: string; reason: RegExp }>([
  { title: "all well", over: {}, verdict: "PASS", reason: /9 acknowledged events landed/ },
  {
    title: "recovery exactly at its bound",
    over: { recovery: { seconds: 40, boundSeconds: 40 } },
    verdict: "PASS",
    reason: /landed/,
  },
  {
    title: "a scenario without a fault, a failover and a failback",
    over: { fault: undefined, recovery: undefined, failback: undefined },
    verdict: "PASS",
    reason: /landed/,
  },
  {
    title: "one lake alone, where nothing replicates",
    over: { ledger: { ...ledger, lacking: undefined } },
    verdict: "PASS",
    reason: /landed/,
  },
  {
    title: "an unmet precondition",
    over: { unmet: ["the standby does not serve"] },
    verdict: "REFUSED",
    reason: /standby does not serve/,
  },
  {
    title: "an unmet precondition and a loss",
    over: { unmet: ["x"], ledger: { ...ledger, lost: ["a"] } },
    verdict: "REFUSED",
    reason: /x/,
  },
  {
    title: "a ledger that was not read",
    over: { ledger: { unread: "AccessDenied" } },
    verdict: "INCONCLUSIVE",
    reason: /could not be read: AccessDenied/,
  },
  {
    title: "a fault that was not seen",
    over: { fault: unseen },
    verdict: "INCONCLUSIVE",
    reason: /not seen from outside: no request timed out/,
  },
  {
    title: "a fault that was not seen, though recovery was not either",
    over: { fault: unseen, recovery: { seconds: null, boundSeconds: 40 } },
    verdict: "INCONCLUSIVE",
    reason: /not seen/,
  },
  {
    title: "nothing acknowledged",
    over: { ledger: { ...ledger, acknowledged: 0 } },
    verdict: "INCONCLUSIVE",
    reason: /nothing to lose/,
  },
  {
    title: "a loss",
    over: { ledger: { ...ledger, lost: ["a", "b"] } },
    verdict: "FAIL",
    reason: /2 acknowledged events were lost: a, b/,
  },
  {
    title: "a loss without a seen fault",
    over: { fault: unseen, ledger: { ...ledger, lost: ["a"] } },
    verdict: "FAIL",
    reason: /lost: a/,
  },
  {
    title: "many losses, the first five by name",
    over: { ledger: { ...ledger, lost: [..."abcdefg"] } },
    verdict: "FAIL",
    reason: /a, b, c, d, e and 2 more/,
  },
  {
    title: "an unexpected event",
    over: { ledger: { ...ledger, unexpected: ["x"] } },
    verdict: "FAIL",
    reason: /nobody sent: x/,
  },
  {
    title: "an undrained object",
    over: { ledger: { ...ledger, undrained: 3 } },
    verdict: "FAIL",
    reason: /3 undeliverable objects/,
  },
  {
    title: "a lake that lacks events",
    over: { ledger: { ...ledger, lacking: { "us-west-2": 4 } } },
    verdict: "FAIL",
    reason: /us-west-2 lacks 4/,
  },
  {
    title: "a database that lacks an event of its lake",
    over: { warehouse: warehouse({ events: 8, distinctEvents: 8, missing: ["a"] }) },
    verdict: "FAIL",
    reason: /^The database of us-west-2 lacks 1 events of its lake: a\.$/,
  },
  {
    title: "a database that holds an event which its lake does not",
    over: { warehouse: warehouse({ events: 10, distinctEvents: 10, extra: ["x"] }) },
    verdict: "FAIL",
    reason: /^The database of us-west-2 holds 1 events that its lake does not: x\.$/,
  },
  {
    title: "a database that holds an event twice",
    over: { warehouse: warehouse({ events: 10 }) },
    verdict: "FAIL",
    reason: /^The database of us-west-2 holds 9 events in 10 rows\.$/,
  },
  {
    title: "a database that was late, and was whole when it was asked for names",
    over: { warehouse: warehouse({ events: 8, distinctEvents: 8 }) },
    verdict: "FAIL",
    reason: /^The database of us-west-2 held 8 events when its lake held 9\.$/,
  },
  {
    title: "databases that could not be read",
    over: { warehouse: { unread: "ECONNREFUSED" } },
    verdict: "INCONCLUSIVE",
    reason: /databases could not be read: ECONNREFUSED/,
  },
  {
    title: "a loss, and databases that could not be read",
    over: { warehouse: { unread: "ECONNREFUSED" }, ledger: { ...ledger, lost: ["a"] } },
    verdict: "FAIL",
    reason: /lost: a.*\n.*ECONNREFUSED/,
  },
  {
    title: "databases that nobody outside can read",
    over: { warehouse: undefined },
    verdict: "PASS",
    reason: /landed/,
  },
  {
    title: "recovery over its bound",
    over: { recovery: { seconds: 40.1, boundSeconds: 40 } },
    verdict: "FAIL",
    reason: /40.1 s, over its bound of 40.0 s/,
  },
  {
    title: "no recovery",
    over: { recovery: { seconds: null, boundSeconds: 40 } },
    verdict: "FAIL",
    reason: /standby never acknowledged/,
  },
  {
    title: "no failback",
    over: { failback: { seconds: null } },
    verdict: "FAIL",
    reason: /primary never acknowledged/,
  },
  {
    title: "a demand of the scenario",
    over: { demands: ["The standby did not come back."] },
    verdict: "FAIL",
    reason: /did not come back/,
  },
])("$title: $verdict", ({ over, verdict, reason }) => {
  const judgement = judge({ ...clean, ...over });
  expect(judgement.verdict).toBe(verdict);
  expect(judgement.reasons.join("\n")).toMatch(reason);
});

test("says every reason", () => {
  const { reasons } = judge({
    ...clean,
    ledger: { ...ledger, lost: ["a"], unexpected: ["b"], undrained: 1 },
  });
  expect(reasons).toHaveLength(3);
});

test("exit codes", () => {
  expect(EXIT_CODES).toEqual({ PASS: 0, FAIL: 1, REFUSED: 2, INCONCLUSIVE: 3 });
});

test("PASS never without a seen fault, a read ledger, or with anything lost", () => {
  const ids = fc.array(fc.constantFrom("a", "b"), { maxLength: 2 });
  const readLedger = fc.record({
    attempted: fc.constant(9),
    acknowledged: fc.nat(2),
    lost: ids,
    unexpected: ids,
    undrained: fc.nat(1),
  });
  const findings: fc.Arbitrary<Findings> = fc.record({
    unmet: ids,
    ledger: fc.oneof(readLedger, fc.constant({ unread: "x" })),
    fault: fc.record({ observed: fc.boolean(), description: fc.constant("x") }),
    recovery: fc.record({ seconds: fc.option(fc.nat(60)), boundSeconds: fc.constant(40) }),
    failback: fc.record({ seconds: fc.option(fc.nat(60)) }),
    demands: ids,
    warehouse: fc.oneof(
      fc.constant({ unread: "x" }),
      fc.record({ events: fc.nat(2), distinctEvents: fc.nat(2), missing: ids, extra: ids }).map((one) => ({
        loaded: { "eu-west-1": { ...one, wanted: 1 } },
        seconds: 1,
      })),
    ),
  });
  fc.assert(
    fc.property(findings, (found) => {
      if (judge(found).verdict !== "PASS") return;
      const seconds = found.recovery?.seconds ?? Number.POSITIVE_INFINITY;
      expect(found.unmet).toEqual([]);
      expect(found.fault?.observed).toBe(true);
      expect(found.ledger).toMatchObject({ lost: [], unexpected: [], undrained: 0 });
      expect(seconds).toBeLessThanOrEqual(40);
      expect(found.warehouse).toEqual({ loaded: { "eu-west-1": loaded(1) }, seconds: 1 });
    }),
  );
});
