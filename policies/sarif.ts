/** A report as SARIF 2.1.0, as GitHub's code scanning reads it ("SARIF support for code scanning"). Pure. */
import { createHash } from "node:crypto";
import { fileOf, idOf, ofKind, type Pack, type Report, type Verdict } from "./report";
import type { Rule, Severity } from "./rule";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** What stands in it of violations and of what is undetermined. What is excused is left out: GitHub would show it as open. */
export function sarifOf(report: Report, version: string) {
  const rules = report.packs.flatMap((pack) => pack.rules.map((rule) => ({ pack, rule })));
  const indexOf = new Map(
    rules.map(({ pack, rule }, index) => [idOf({ pack: pack.name, rule: rule.name }), index]),
  );
  const results = [...ofKind(report, "violation"), ...ofKind(report, "undetermined")];
  const notifications = notificationsOf(report);
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Holdfast policies",
            semanticVersion: version,
            rules: rules.map(({ pack, rule }) => descriptorOf(pack, rule)),
          },
        },
        automationDetails: { id: "holdfast-policies/" },
        invocations: [
          {
            executionSuccessful: notifications.length === 0,
            toolExecutionNotifications: notifications,
          },
        ],
        columnKind: "utf16CodeUnits",
        results: results.map((verdict) => ({
          ruleId: idOf(verdict),
          ruleIndex: indexOf.get(idOf(verdict)),
          level: verdict.kind === "violation" ? "error" : "note",
          message: { text: verdict.message },
          locations: [locationOf(verdict)],
          partialFingerprints: { primaryLocationLineHash: fingerprintOf(verdict) },
        })),
      },
    ],
  };
}

/** Over 9.0 is shown as critical, from 7.0 as high, from 4.0 as medium ("reportingDescriptor object"). */
const SECURITY_SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

const PROBLEM_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "recommendation",
};

/** What guards against people; the other packs guard against loss. */
const SECURITY_PACKS: readonly string[] = ["vpc-isolation", "s3-endpoints"];

function descriptorOf(pack: Pack, rule: Rule) {
  const isSecurity = SECURITY_PACKS.includes(pack.name) || rule.meets.includes("least-privilege");
  return {
    id: idOf({ pack: pack.name, rule: rule.name }),
    name: pascal(rule.name),
    shortDescription: { text: rule.demands },
    fullDescription: { text: `${rule.demands} ${rule.breaks}` },
    defaultConfiguration: { level: "error" },
    help: {
      text: `Why: ${rule.why}\nOtherwise: ${rule.breaks}\nHow to mend it: ${rule.mend}`,
      markdown: `**${rule.demands}**\n\n- Why: ${rule.why}\n- Otherwise: ${rule.breaks}\n- How to mend it: ${rule.mend}\n`,
    },
    properties: {
      tags: [pack.name, isSecurity ? "security" : "reliability"],
      precision: "very-high",
      "problem.severity": PROBLEM_SEVERITIES[rule.severity],
      ...(isSecurity && { "security-severity": SECURITY_SCORES[rule.severity] }),
    },
  };
}

/** Which line of the program made a resource is not known: the stack's file stands for it, its URN for the resource. */
const locationOf = ({ stack, urn, name }: Verdict) => ({
  physicalLocation: {
    artifactLocation: { uri: encodeURI(fileOf(stack)) },
    region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
  },
  ...(urn !== undefined && {
    logicalLocations: [{ name, fullyQualifiedName: urn, kind: "resource" }],
  }),
});

/** All findings of a stack share one line, so GitHub could not tell them apart by its hash. */
const fingerprintOf = (verdict: Verdict) =>
  `${createHash("sha256")
    .update([idOf(verdict), verdict.stack, verdict.urn ?? ""].join("\n"))
    .digest("hex")
    .slice(0, 16)}:1`;

function notificationsOf(report: Report) {
  const stacks = report.stacks.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name} could not be previewed: ${problem}`],
  );
  const rules = ofKind(report, "failed").map(
    (verdict) => `${idOf(verdict)} could not judge ${verdict.stack}: ${verdict.message}`,
  );
  return [...stacks, ...rules].map((text) => ({ level: "error", message: { text } }));
}

const pascal = (name: string) =>
  name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
