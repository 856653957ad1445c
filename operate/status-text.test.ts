import { judge } from "./status-judge";
import { statusText } from "./status-text";
import { type Change, facts, gone, known, stoppedAt, unhealthy } from "./testing/facts";

const textOf = (change: Change = {}) => {
  const given = facts(change);
  return statusText(given, judge(given));
};

test("a healthy pair", () => {
  expect(textOf()).toBe(`eu-west-1 serves; us-west-2 stands by; nothing undelivered.

                  eu-west-1 (primary)                       us-west-2 (standby)
endpoint check    healthy (16 checkers)                     healthy (16 checkers)
STOP              not stopped                               not stopped
version           3 live                                    3 live
undelivered       none                                      none
peer's copies     none                                      none
dead letters      0                                         0
quarantine        0                                         0
to be loaded      none                                      none
etl dead letters  0                                         0
breaker           not opened in the last hour               not opened in the last hour
replication       all of 12 recent objects are in           all of 12 recent objects are in
                  us-west-2                                 eu-west-1
alarms            none is red                               none is red

DNS answers       eu-west-1
last drill        PASS: primary-black-hole, 1 h ago`);
});

test("a region that is gone shows as such, row by row, and the other one whole", () => {
  const text = textOf({ answered: known("us-west-2"), primary: { health: unhealthy, ...gone } });
  expect(text.split("\n")[0]).toBe(
    "us-west-2 serves: eu-west-1 is unhealthy; nothing undelivered, as far as is known without eu-west-1.",
  );
  expect(text).toContain("quarantine        unreachable: no answer within 8 s         0");
  expect(text).toContain("- us-west-2 serves: eu-west-1 is unhealthy. (docs/runbooks/failover.md)");
});

test.each<{ title: string; change: Change; row: string }>([
  {
    title: "who stopped a region, and when",
    change: { primary: { stop: stoppedAt("2026-11-21T14:02:33Z") } },
    row: "STOP              stopped since 2026-11-21 14:02 UTC by",
  },
  {
    title: "what a checker says",
    change: { primary: { health: unhealthy } },
    row: "endpoint check    unhealthy (16 checkers): Failure:",
  },
  {
    title: "a new version that waits",
    change: { primary: { version: known({ live: "3", newest: "4", shifting: undefined }) } },
    row: "version           3 live, 4 published",
  },
  {
    title: "a deployment under way",
    change: {
      primary: { version: known({ live: "3", newest: "4", shifting: { version: "4", percent: 10 } }) },
    },
    row: "version           3 live, 10 % to 4: a deployment is under",
  },
  {
    title: "no alias",
    change: { primary: { version: known(undefined) } },
    row: "version           no alias",
  },
  {
    title: "an open breaker",
    change: { primary: { breaker: known({ state: "open", saidSecondsAgo: 20 }) } },
    row: "breaker           open (said 20 s ago)",
  },
  {
    title: "a breaker that opened and fell silent",
    change: { primary: { breaker: known({ state: "unknown", why: "opened 31 min ago, no word since" }) } },
    row: "breaker           unknown: opened 31 min ago, no word ",
  },
  {
    title: "objects that wait for Postgres, and for how long",
    change: { primary: { loading: known({ count: 12, oldestSeconds: 90 }) } },
    row: "to be loaded      12, the oldest for 1 min  ",
  },
  {
    title: "objects that wait, without a figure of how long",
    change: { primary: { loading: known({ count: 12, oldestSeconds: undefined }) } },
    row: "to be loaded      12  ",
  },
  {
    title: "replication that is off",
    change: { primary: { replication: known({ on: false, recent: 0, behind: 0, oldestSeconds: 0 }) } },
    row: "replication       off: the lake stays here",
  },
  {
    title: "a switch that somebody wrote by hand",
    change: { primary: { stop: known({ stopped: false, foreign: true }) } },
    row: "STOP              the switch holds something that is no",
  },
])("tells $title", ({ change, row }) => {
  expect(textOf(change)).toContain(row);
});

test("no line is longer than 100 columns, and none needs colour", () => {
  const long = "unable to get local issuer certificate ".repeat(6).trim();
  const change: Change = {
    answered: { known: false, problem: long },
    primary: { ...gone, stop: stoppedAt("2026-11-21T14:02:33Z"), alarms: { known: false, problem: long } },
    standby: {
      alarms: known(
        ["standby-traffic", "undelivered-age", "throttled"].map((name) => ({ name, runbook: name })),
      ),
    },
  };
  const text = textOf(change);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text).not.toContain("\u001b");
});
