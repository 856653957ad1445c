/** The same rules by both engines: of Pulumi's own, its evaluator of policies alone, and the whole of it as a command line. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Graph, UNKNOWN } from "../engine/graph";
import { preview } from "../engine/in-process";
import { CommandLine } from "../engine/pulumi/testing/command-line";
import { previewProvider } from "../engine/pulumi/testing/preview-provider";
import { describeWithPulumi } from "../engine/pulumi/testing/with-pulumi";
import { buildPack, packNames } from "./build";
import { evaluate } from "./evaluate";
import { fromEngine } from "./graph/from-engine";
import { policiesOf } from "./pack";
import type { Rule } from "./rule";
import { expectedOf, graphOf, strangers } from "./strangers";
import { analyze, type Diagnostic } from "./testing/analyzer";

jest.setTimeout(180_000); // Two stacks, twice, each in a process of a few seconds where others run beside it.

const programDir = resolve(__dirname, "..");
const packs = packNames().map((name) => ({
  name,
  rules: (require(`./${name}/rules`) as { rules: readonly Rule[] }).rules,
}));
const cases = ["prod-eu", "prod-us"].flatMap((stack) => [
  { stack, suppose: false, values: "unknown" },
  { stack, suppose: true, values: "supposed" },
]);

/** Rules beside those of least privilege that wait for the text of a policy: a preview of a first deployment has none. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  "at-least-once": [
    "queue-receives-max",
    "undeliverable-replayed-by-event",
    "undeliverable-replayed-by-schedule",
  ],
  "disaster-recovery": ["acknowledgement-path-stays-in-region"],
  "s3-endpoints": ["bucket-refuses-plain-http", "interface-endpoint-for-called-api", "named-endpoint-exists"],
};

/** What the rules find by themselves, a line each. */
const direct = (rules: readonly Rule[], graph: Graph): string[] =>
  evaluate(rules, [fromEngine(graph)])
    .map(({ rule, kind, node, message, reason }) =>
      kind === "violation" || kind === "failed"
        ? `${rule.name} ends the run: ${message} ${node?.urn}`
        : `${rule.name}, ${kind}${reason === undefined ? "" : ` (${reason})`}: ${message} ${node?.urn}`,
    )
    .sort();

/** What Pulumi's evaluator of policy packs reports of the same rules. */
const asPack = async (pack: string, rules: readonly Rule[], graph: Graph): Promise<string[]> =>
  linesOf(await analyze(policiesOf(pack, rules), graph));

/** As {@link direct} says them. */
const linesOf = (found: readonly (Omit<Diagnostic, "urn"> & { readonly urn?: string })[]): string[] =>
  found
    .map(({ policy, level, urn, message }) => {
      const said = message.split("\n").slice(1).join("\n");
      return level === "mandatory" ? `${policy} ends the run: ${said} ${urn}` : `${said} ${urn}`;
    })
    .filter((line) => !line.startsWith("Judged in full only with both regions' stacks in hand"))
    .sort();

/** So that there is something to find: as if the program had forgotten every third type. */
const withoutEveryThirdType = (graph: Graph): Graph => {
  const types = [
    ...new Set(graph.resources.filter(({ type }) => type.startsWith("aws:")).map(({ type }) => type)),
  ].sort();
  const gone = new Set(types.filter((_, index) => index % 3 === 0));
  return { ...graph, resources: graph.resources.filter(({ type }) => !gone.has(type)) };
};

describe.each(cases)("$stack, values $values", ({ stack, suppose }) => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await preview({ programDir, stack, suppose });
  });

  test(`${suppose ? "nothing" : "something"} is unknown`, () => {
    expect(JSON.stringify(graph.resources).includes(UNKNOWN)).toBe(!suppose);
  });

  test.each(packs)("$name finds the same in both engines", async ({ name, rules }) => {
    expect(await asPack(name, rules, graph)).toEqual(direct(rules, graph));
    const broken = withoutEveryThirdType(graph);
    const found = direct(rules, broken);
    expect(await asPack(name, rules, broken)).toEqual(found);
    expect(found).not.toEqual([]);
  });

  test.each(packs)("$name finds nothing to mend, and leaves open what it must", ({ name, rules }) => {
    const outcomes = evaluate(rules, [fromEngine(graph)]);
    const open = outcomes.filter(({ kind }) => kind === "undetermined");
    expect(outcomes.filter((outcome) => !open.includes(outcome)).map(({ message }) => message)).toEqual([]);
    const openRules = new Set(
      open.map(({ rule }) => rule).filter(({ meets }) => !meets.includes("least-privilege")),
    );
    expect([...openRules].map((rule) => rule.name).sort()).toEqual(suppose ? [] : (OPEN[name] ?? []));
  });
});

/** Programs and their stacks, each with its in-process preview: ours, and those of strangers. */
const programs = [
  ...["prod-eu", "prod-us"].map((stack) => ({
    ...{ name: stack, programDir, stack, invokes: {} },
    inProcess: () => preview({ programDir, stack }),
  })),
  ...strangers.map((name) => ({
    ...{ name, programDir: join(__dirname, "strangers", name), stack: "dev" },
    invokes: expectedOf(name).invokes ?? {},
    inProcess: () => graphOf(name, false),
  })),
];

describeWithPulumi("pulumi preview --policy-pack, with all packs, judges as npm run policies does", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-packs-"));
  const packDirs = packs.map(({ name }) => join(folder, name));
  beforeAll(() => {
    symlinkSync(resolve(programDir, "node_modules"), join(folder, "node_modules"));
    for (const { name } of packs) {
      for (const file of ["PulumiPolicy.yaml", "package.json"])
        cpSync(join(__dirname, name, file), join(folder, name, file));
      buildPack(name, join(folder, name, "dist", "index.js"));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let shell: CommandLine | undefined;
  afterEach(() => shell?.close());

  test.each(programs)("$name", async ({ programDir: dir, stack, invokes, inProcess }) => {
    shell = await CommandLine.open(dir, previewProvider(invokes));
    const [{ exitCode, output, events }, graph] = await Promise.all([
      shell.preview(stack, packDirs),
      inProcess(),
    ]);
    const expected = packs.flatMap(({ rules }) => direct(rules, graph)).sort();
    expect(linesOf(events.findings)).toEqual(expected);
    const violations = expected.filter((line) => line.includes(" ends the run: "));
    expect({ exitCode, failed: output.includes("error: preview failed") }).toEqual(
      violations.length > 0 ? { exitCode: 1, failed: true } : { exitCode: 0, failed: false },
    );
  });
});
