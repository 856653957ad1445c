import { existsSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./status-judge";
import { type Change, facts, gone, known, none, stoppedAt, unhealthy, unreachable } from "./testing/facts";

const us = known("us-west-2");
const wait = (count: number, oldestSeconds: number) => known({ count, oldestSeconds });
const isThere = (runbook: string) => existsSync(join(__dirname, "..", "docs", "runbooks", `${runbook}.md`));
/** What its concerns lead to, as far as there is such a page. */
const runbooks = (change: Change) =>
  judge(facts(change))
    .concerns.map(({ runbook }) => runbook)
    .filter(isThere);

const states: readonly (Change & { title: string; sentence: string; needs: readonly string[] })[] = [
  {
    title: "healthy",
    sentence: "eu-west-1 serves; us-west-2 stands by; nothing undelivered.",
    needs: [],
  },
  {
    title: "failed over",
    answered: us,
    primary: { health: unhealthy },
    sentence: "us-west-2 serves: eu-west-1 is unhealthy; nothing undelivered.",
    needs: ["failover"],
  },
  {
    title: "failed over from a region that is gone, whose batches wait here",
    answered: us,
    primary: { health: unhealthy, ...gone },
    standby: { replicas: wait(10, 60) },
    sentence:
      "us-west-2 serves: eu-west-1 is unhealthy; nothing undelivered, as far as is known without eu-west-1.",
    needs: ["failover", "failover", "adopt"],
  },
  {
    title: "stopped",
    answered: us,
    primary: { stop: stoppedAt("2026-11-21T14:02:33Z") },
    sentence: "us-west-2 serves: eu-west-1 is stopped since 2026-11-21 14:02 UTC; nothing undelivered.",
    needs: ["stop"],
  },
  {
    title: "stopped, and still answered",
    primary: { stop: stoppedAt("2026-11-21T14:59:58Z") },
    sentence:
      "eu-west-1 is still answered, though it is stopped since 2026-11-21 14:59 UTC; nothing undelivered.",
    needs: ["stop"],
  },
  {
    title: "a stopped standby",
    standby: { stop: stoppedAt("2026-11-21T14:02:33Z") },
    sentence:
      "eu-west-1 serves; us-west-2 could not take over: it is stopped since 2026-11-21 14:02 UTC; nothing undelivered.",
    needs: ["stop"],
  },
  {
    title: "an unhealthy standby",
    standby: { health: unhealthy },
    sentence: "eu-west-1 serves; us-west-2 could not take over: it is unhealthy; nothing undelivered.",
    needs: ["failover"],
  },
  {
    title: "a standby of which nothing is known",
    standby: { health: unreachable },
    sentence: "eu-west-1 serves; whether us-west-2 could take over is unknown; nothing undelivered.",
    needs: ["failover"],
  },
  {
    title: "both unhealthy",
    primary: { health: unhealthy },
    standby: { health: unhealthy },
    sentence:
      "DNS answers eu-west-1, though eu-west-1 is unhealthy and us-west-2 is unhealthy; nothing undelivered.",
    needs: ["failover"],
  },
  {
    title: "on its way back",
    answered: us,
    sentence: "us-west-2 serves, though nothing is known against eu-west-1; nothing undelivered.",
    needs: ["failback"],
  },
  {
    title: "breaker open",
    primary: { breaker: known({ state: "open", saidSecondsAgo: 20 }), undelivered: wait(4, 30) },
    sentence:
      "eu-west-1 serves; us-west-2 stands by; 4 batches undelivered, the oldest for 30 s; the breaker of eu-west-1 is open.",
    needs: ["breaker-open"],
  },
  {
    title: "undelivered, on their way",
    primary: { undelivered: wait(1, 30) },
    sentence: "eu-west-1 serves; us-west-2 stands by; 1 batch undelivered, the oldest for 30 s.",
    needs: [],
  },
  {
    title: "undelivered, of both regions, for too long",
    primary: { undelivered: wait(3, 1_200) },
    standby: { undelivered: wait(2, 12_000) },
    sentence: "eu-west-1 serves; us-west-2 stands by; 5 batches undelivered, the oldest for 3 h 20 min.",
    needs: ["replay", "replay"],
  },
  {
    title: "DNS that does not answer",
    answered: { known: false, problem: "queryCname ETIMEOUT events.holdfast.example" },
    sentence:
      "Which region serves is unknown (queryCname ETIMEOUT events.holdfast.example); nothing undelivered.",
    needs: ["failover"],
  },
  {
    title: "nothing known at all",
    answered: unreachable,
    primary: { ...gone, health: unreachable, stop: unreachable },
    standby: { ...gone, health: unreachable, stop: unreachable },
    sentence: "Which region serves is unknown (no answer within 8 s); what is undelivered is unknown.",
    needs: ["failover", "failover", "failover"],
  },
];

test.each(states)("$title", ({ sentence, needs, ...change }) => {
  expect(judge(facts(change)).sentence).toBe(sentence);
  expect(runbooks(change)).toEqual(needs);
});

test("what could not be read of a region is one concern, which names it as the table does", () => {
  const { concerns } = judge(facts({ standby: { deadLetters: unreachable, replicas: unreachable } }));
  expect(concerns).toEqual([
    { text: "us-west-2: not known: peer's copies, dead letters.", runbook: "failover" },
  ]);
});

test.each<{ title: string; change: Change; needs: string[] }>([
  { title: "dead letters", change: { primary: { deadLetters: known(1) } }, needs: ["dead-letters"] },
  {
    title: "dead letters of etl",
    change: { standby: { etlDeadLetters: known(1) } },
    needs: ["etl-dead-letters"],
  },
  {
    title: "objects that wait for Postgres for too long",
    change: { primary: { loading: known({ count: 3, oldestSeconds: 901 }) } },
    needs: ["etl-delay"],
  },
  {
    title: "not objects that are on their way to Postgres, or of which nobody knows how long",
    change: {
      primary: { loading: known({ count: 3, oldestSeconds: 900 }) },
      standby: { loading: known({ count: 3, oldestSeconds: undefined }) },
    },
    needs: [],
  },
  { title: "a quarantine", change: { standby: { quarantined: known(1) } }, needs: ["quarantine"] },
  {
    title: "objects that the peer lacks for too long",
    change: { primary: { replication: known({ on: true, recent: 9, behind: 2, oldestSeconds: 901 }) } },
    needs: ["replication-lag"],
  },
  {
    title: "not objects that are on their way",
    change: { primary: { replication: known({ on: true, recent: 9, behind: 2, oldestSeconds: 900 }) } },
    needs: [],
  },
  {
    title: "each red alarm, by its own runbook",
    change: {
      standby: {
        alarms: known([
          { name: "replication-failures-events", runbook: "replication-failures" },
          { name: "throttled", runbook: "throttled" },
        ]),
      },
    },
    needs: ["replication-failures", "throttled"],
  },
  {
    title: "not replicas of batches that their own region still replays",
    change: { standby: { replicas: known({ count: 3, oldestSeconds: 9 }) } },
    needs: [],
  },
  { title: "not a breaker that says nothing", change: {}, needs: [] },
  {
    title: "not a check that nobody has reported on yet",
    change: {
      standby: {
        health: known({
          healthy: false,
          endpoint: { healthy: false, checkers: 0, problem: undefined },
          stop: { followed: true, stopped: false, checkers: 0 },
        }),
      },
    },
    needs: [],
  },
  { title: "nothing of none", change: { primary: { undelivered: known(none) } }, needs: [] },
])("a person is needed for $title", ({ change, needs }) => {
  expect(runbooks(change)).toEqual(needs);
});
