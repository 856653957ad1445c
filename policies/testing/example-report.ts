/** A report with one of each, for the specs of what is printed. */
import type { Pack, Report, Verdict } from "../report";
import type { Rule } from "../rule";

export const exampleRule = (over: Partial<Rule> = {}): Rule => ({
  name: "queue-has-limit",
  demands: "A queue has a limit.",
  why: "“Queues have limits” (“Limits”).",
  breaks: "It never ends.",
  mend: "Set limit.",
  meets: ["limit"],
  severity: "medium",
  scope: "stack",
  judge: () => [],
  ...over,
});

export const examplePacks: readonly Pack[] = [
  {
    name: "vpc-isolation",
    rules: [exampleRule({ name: "door-is-shut", severity: "critical", meets: ["door"] })],
    demands: { door: "doors shut" },
  },
  {
    name: "at-least-once",
    rules: [
      exampleRule(),
      exampleRule({ name: "no-wildcard", severity: "high", meets: ["least-privilege"], scope: "pair" }),
    ],
    demands: { limit: "limits | kept", "least-privilege": "no wildcards" },
  },
];

export const urnOf = (name: string, stack = "prod-eu") =>
  `urn:pulumi:${stack}::demo::aws:sqs/queue:Queue::${name}`;

export const verdict = (over: Partial<Verdict> = {}): Verdict => ({
  kind: "violation",
  pack: "at-least-once",
  rule: "queue-has-limit",
  stack: "prod-eu",
  urn: urnOf("jobs"),
  name: "jobs",
  message: "jobs has no limit: it never ends. Set limit.",
  ...over,
});

export const exampleReport = (...verdicts: readonly Verdict[]): Report => ({
  stacks: [
    { name: "prod-eu", peer: "prod-us", resources: 200 },
    { name: "prod-us", peer: "prod-eu", resources: 201 },
  ],
  packs: examplePacks,
  verdicts,
});
