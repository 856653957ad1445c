import type { Verdict } from "./report";
import { sarifOf } from "./sarif";
import { examplePacks, exampleReport, exampleRule, urnOf, verdict } from "./testing/example-report";

const runOf = (...verdicts: Verdict[]) =>
  sarifOf(exampleReport(...verdicts), "1.2.3").runs[0] as ReturnType<typeof sarifOf>["runs"][0];

test("is SARIF 2.1.0 of one run, with the tool, its version, and a category of its own", () => {
  const log = sarifOf(exampleReport(), "1.2.3");
  expect(log.$schema).toBe("https://json.schemastore.org/sarif-2.1.0.json");
  expect(log.version).toBe("2.1.0");
  expect(log.runs).toHaveLength(1);
  const { tool, automationDetails, columnKind } = runOf();
  expect(tool.driver).toMatchObject({ name: "Holdfast policies", semanticVersion: "1.2.3" });
  expect(automationDetails).toEqual({ id: "holdfast-policies/" });
  expect(columnKind).toBe("utf16CodeUnits");
});

test("each rule has a text that helps", () => {
  expect(runOf().tool.driver.rules[1]).toEqual({
    id: "at-least-once/queue-has-limit",
    name: "QueueHasLimit",
    shortDescription: { text: "A queue has a limit." },
    fullDescription: { text: "A queue has a limit. It never ends." },
    defaultConfiguration: { level: "error" },
    help: {
      text: "Why: “Queues have limits” (“Limits”).\nOtherwise: It never ends.\nHow to mend it: Set limit.",
      markdown:
        "**A queue has a limit.**\n\n- Why: “Queues have limits” (“Limits”).\n- Otherwise: It never ends.\n- How to mend it: Set limit.\n",
    },
    properties: {
      tags: ["at-least-once", "reliability"],
      precision: "very-high",
      "problem.severity": "warning",
    },
  });
});

test.each([
  { pack: "vpc-isolation", meets: ["door"], tag: "security" },
  { pack: "s3-endpoints", meets: ["door"], tag: "security" },
  { pack: "disaster-recovery", meets: ["least-privilege"], tag: "security" },
  { pack: "disaster-recovery", meets: ["record-ttl"], tag: "reliability" },
  { pack: "somebody-elses", meets: ["door"], tag: "reliability" },
])("a rule of $pack that meets $meets is of $tag", ({ pack, meets, tag }) => {
  const report = {
    ...exampleReport(),
    packs: [{ name: pack, rules: [exampleRule({ meets })], demands: {} }],
  };
  const properties = sarifOf(report, "1.0.0").runs[0]?.tool.driver.rules[0]?.properties;
  expect(properties?.tags).toEqual([pack, tag]);
  expect(properties?.["security-severity"] !== undefined).toBe(tag === "security");
});

test.each([
  { severity: "critical", score: "9.5", problem: "error" },
  { severity: "high", score: "8.0", problem: "error" },
  { severity: "medium", score: "5.5", problem: "warning" },
  { severity: "low", score: "2.0", problem: "recommendation" },
] as const)("$severity is $score, or $problem", ({ severity, score, problem }) => {
  const rules = [exampleRule({ severity })];
  const report = { ...exampleReport(), packs: [{ name: "vpc-isolation", rules, demands: {} }] };
  const properties = sarifOf(report, "1.0.0").runs[0]?.tool.driver.rules[0]?.properties;
  expect(properties).toMatchObject({ "security-severity": score, "problem.severity": problem });
});

test("a violation is an error in the stack's file, and names the resource", () => {
  const [result] = runOf(verdict()).results;
  expect(result).toEqual({
    ruleId: "at-least-once/queue-has-limit",
    ruleIndex: 1,
    level: "error",
    message: { text: "jobs has no limit: it never ends. Set limit." },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "Pulumi.prod-eu.yaml" },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
        },
        logicalLocations: [{ name: "jobs", fullyQualifiedName: urnOf("jobs"), kind: "resource" }],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{16}:1$/) },
  });
});

test("what is undetermined is a note, after the violations; what is excused is left out", () => {
  const found = runOf(verdict({ kind: "undetermined" }), verdict({ kind: "excused" }), verdict());
  expect(found.results.map(({ level }) => level)).toEqual(["error", "note"]);
});

test("a finding on no resource has a file all the same", () => {
  const [result] = runOf(verdict({ urn: undefined, name: undefined })).results;
  expect(Object.keys(result?.locations[0] ?? {})).toEqual(["physicalLocation"]);
});

test("findings that share a line have fingerprints of their own, the same in every run", () => {
  const all = [
    verdict(),
    verdict({ urn: urnOf("other") }),
    verdict({ rule: "no-wildcard" }),
    verdict({ stack: "prod-us" }),
    verdict({ urn: undefined }),
  ];
  const prints = () =>
    runOf(...all).results.map((result) => result.partialFingerprints.primaryLocationLineHash);
  expect(new Set(prints()).size).toBe(all.length);
  expect(prints()).toEqual(prints());
  const [reworded] = runOf(verdict({ message: "said better" })).results;
  expect(reworded?.partialFingerprints.primaryLocationLineHash).toBe(prints()[0]);
});

test("a stack's name is no URI until it is made one", () => {
  const [result] = runOf(verdict({ stack: "a b" })).results;
  expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("Pulumi.a%20b.yaml");
});

test("a run that is whole has nothing to notify", () => {
  expect(runOf(verdict()).invocations).toEqual([
    { executionSuccessful: true, toolExecutionNotifications: [] },
  ]);
});

test("a rule that could not run and a stack that could not be previewed are said", () => {
  const report = {
    ...exampleReport(verdict({ kind: "failed", message: "x is undefined" })),
    stacks: [{ name: "prod-us", resources: 0, problem: "no settings" }],
  };
  expect(sarifOf(report, "1.0.0").runs[0]?.invocations).toEqual([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        { level: "error", message: { text: "prod-us could not be previewed: no settings" } },
        {
          level: "error",
          message: { text: "at-least-once/queue-has-limit could not judge prod-eu: x is undefined" },
        },
      ],
    },
  ]);
});

test("rules keep the order of packs", () => {
  expect(runOf().tool.driver.rules.map(({ id }) => id)).toEqual(
    examplePacks.flatMap((pack) => pack.rules.map((rule) => `${pack.name}/${rule.name}`)),
  );
});
