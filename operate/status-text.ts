/** The status as a person reads it: one sentence, what needs a person, and a column for each region. Pure. */
import { ageText } from "./age";
import { plainTable } from "./plain-table";
import type { Fact, Facts, Loading, RegionFacts, Waiting } from "./status-facts";
import { type Judgement, timeText } from "./status-judge";

/** A terminal of two halves. */
const COLUMNS = 100;
const LABEL = 16;
const COLUMN = 40;

export function statusText(facts: Facts, { sentence, concerns }: Judgement): string {
  const needs = concerns.map(({ text, runbook }) => wrapped(`- ${text} (docs/runbooks/${runbook}.md)`, "  "));
  const [primary, standby] = facts.regions;
  const table = plainTable(
    ["", `${primary.region} (${primary.role})`, `${standby.region} (${standby.role})`],
    [],
    [LABEL, COLUMN, COLUMN],
  );
  for (const [label, tell] of rows) table.push([label, tell(primary, standby), tell(standby, primary)]);
  const parts = [
    wrapped(sentence, ""),
    ...(needs.length > 0 ? [["Needs a person:", ...needs].join("\n")] : []),
    withoutTrailingBlanks(table.toString()),
    [
      footer(
        "DNS answers",
        told(facts.answered, (region) => region),
      ),
      footer("last drill", drillText(facts)),
    ].join("\n"),
  ];
  return parts.join("\n\n");
}

const rows: readonly (readonly [label: string, tell: (one: RegionFacts, peer: RegionFacts) => string])[] = [
  [
    "endpoint check",
    ({ health }) =>
      told(health, ({ endpoint: { healthy, checkers, problem } }) =>
        checkers === 0
          ? "unknown: no checker has reported"
          : `${healthy ? "healthy" : "unhealthy"} (${checkers} checkers)${problem ? `: ${problem}` : ""}`,
      ),
  ],
  [
    "STOP",
    ({ stop, health }) => {
      const unfollowed = health.known && !health.value.stop.followed ? "; the record does not follow it" : "";
      return told(stop, ({ stopped, since, by, foreign }) => {
        if (foreign) return `the switch holds something that is no stop${unfollowed}`;
        if (!stopped) return `not stopped${unfollowed}`;
        return `stopped${since ? ` since ${timeText(since)}` : ""}${by ? ` by ${by.split(":").at(-1)}` : ""}${unfollowed}`;
      });
    },
  ],
  [
    "version",
    ({ version }) =>
      told(version, (value) => {
        if (value === undefined) return "no alias";
        const { live, newest, shifting } = value;
        if (shifting)
          return `${live} live, ${shifting.percent} % to ${shifting.version}: a deployment is under way`;
        return live === newest ? `${live} live` : `${live} live, ${newest} published`;
      }),
  ],
  ["undelivered", ({ undelivered }) => told(undelivered, waitingText)],
  ["peer's copies", ({ replicas }) => told(replicas, waitingText)],
  ["dead letters", ({ deadLetters }) => told(deadLetters, String)],
  ["quarantine", ({ quarantined }) => told(quarantined, String)],
  ["to be loaded", ({ loading }) => told(loading, loadingText)],
  ["etl dead letters", ({ etlDeadLetters }) => told(etlDeadLetters, String)],
  [
    "breaker",
    ({ breaker }) =>
      told(breaker, (value) => {
        if (value.state === "silent") return "not opened in the last hour";
        if (value.state === "unknown") return `unknown: ${value.why}`;
        return `${value.state} (said ${ageText(value.saidSecondsAgo)} ago)`;
      }),
  ],
  [
    "replication",
    ({ replication }, { region: peer }) =>
      told(replication, ({ on, recent, behind, oldestSeconds }) => {
        if (!on) return "off: the lake stays here";
        if (recent === 0) return "nothing to replicate since the last hour began";
        return behind === 0
          ? `all of ${recent} recent objects are in ${peer}`
          : `${behind} of ${recent} recent objects not in ${peer}, the oldest for ${ageText(oldestSeconds)}`;
      }),
  ],
  [
    "alarms",
    ({ alarms }) =>
      told(alarms, (red) =>
        red.length === 0 ? "none is red" : `red: ${red.map(({ name }) => name).join(", ")}`,
      ),
  ],
];

const told = <Value>(fact: Fact<Value>, text: (value: Value) => string): string =>
  fact.known ? text(fact.value) : `unreachable: ${fact.problem}`;

const waitingText = ({ count, oldestSeconds }: Waiting): string =>
  count === 0 ? "none" : `${count}, the oldest for ${ageText(oldestSeconds)}`;

const loadingText = ({ count, oldestSeconds }: Loading): string =>
  count > 0 && oldestSeconds === undefined
    ? String(count)
    : waitingText({ count, oldestSeconds: oldestSeconds ?? 0 });

const drillText = ({ drill, at }: Facts): string =>
  told(drill, (last) =>
    last === undefined
      ? "none on this machine"
      : `${last.verdict}: ${last.scenario}, ${ageText((at.getTime() - Date.parse(last.startedAt)) / 1_000)} ago`,
  );

const footer = (label: string, text: string): string =>
  wrapped(
    `${label.padEnd(LABEL).replaceAll(" ", HARD)}${HARD}${HARD}${text}`,
    " ".repeat(LABEL + 2),
  ).replaceAll(HARD, " ");

/** A blank that no line breaks at. */
const HARD = "\u00a0";

/** Broken between words. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > COLUMNS && line !== "") {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line].join("\n");
}

const withoutTrailingBlanks = (text: string): string => text.replace(/ +$/gm, "");
