import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "../engine/graph";
import { type PreviewOptions, previewStacks } from "../policies/previews";
import { resource } from "../policies/testing/stack";
import { judge, policiesOptionsSchema } from "./policies";
import { PROGRAM_DIR } from "./target";
import { parseOptions } from "./usage";

jest.mock("../policies/previews");

/** A stack with a queue that nothing takes dead letters of. */
const graph = (stack: string, tags = {}): Graph => {
  const queue = resource("aws:sqs/queue:Queue", "jobs", { tags });
  const resources = [{ ...queue, urn: queue.urn.replace(":test:", `:${stack}:`) }];
  return { project: "specs", stack, resources, outputs: {}, secretOutputs: [] };
};

let folder: string;
let said: string;
let asked: PreviewOptions[];
let graphs: (stack: string) => Graph | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policies-"));
  said = "";
  asked = [];
  graphs = () => ({ ...graph("x"), resources: [] });
  jest.mocked(previewStacks).mockImplementation(async (_, stacks, options = {}) => {
    asked.push(options);
    return stacks.map((stack) => {
      const found = graphs(stack);
      return found ? { stack, graph: found } : { stack, problem: "no settings" };
    });
  });
  jest.spyOn(process.stdout, "write").mockImplementation((text, ...rest: unknown[]) => {
    said += String(text);
    (rest.at(-1) as () => void)();
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const { signal } = new AbortController();
const run = async (raw: object = {}) =>
  judge(PROGRAM_DIR, parseOptions(policiesOptionsSchema, { ...raw }), signal);

test("all stacks and packs, as a table: exit code 0", async () => {
  expect(await run()).toBe(0);
  expect(said).toMatch(/^prod-eu {2}0 resources, paired with prod-us\nprod-us {2}0 resources/);
  expect(said).toMatch(/\nvpc-isolation .*\ns3-endpoints .*\nat-least-once .*\ndisaster-recovery .*\nall /);
  expect(said).toMatch(/\nClean\.\n$/);
  expect(asked).toEqual([{ signal, onDone: expect.any(Function) }]);
});

test("a violation: exit code 1, and it is named", async () => {
  graphs = graph;
  expect(await run({ pack: ["at-least-once"], stack: ["prod-us"] })).toBe(1);
  expect(said).toMatch(/^prod-us {2}1 resources; alone/);
  expect(said).toContain("at-least-once/queue-has-dead-letter-queue  prod-us  jobs\n");
  expect(said).not.toContain("vpc-isolation");
});

test("a stack that could not be previewed: exit code 2", async () => {
  graphs = (stack) => (stack === "prod-us" ? undefined : graph(stack));
  expect(await run()).toBe(2);
  expect(said).toContain("FAILED  prod-us could not be previewed\n    no settings\n");
});

test("--json: plain data, with the exit code", async () => {
  graphs = graph;
  expect(await run({ json: true, pack: ["at-least-once", "vpc-isolation"] })).toBe(1);
  const report = JSON.parse(said);
  expect(Object.keys(report).sort()).toEqual(["exitCode", "packs", "stacks", "verdicts"]);
  expect(report.exitCode).toBe(1);
  expect(report.packs.map(({ name }: { name: string }) => name)).toEqual(["vpc-isolation", "at-least-once"]);
  expect(report.packs[1].rules).toContain("queue-has-dead-letter-queue");
  expect(report.verdicts[0]).toMatchObject({
    kind: "violation",
    pack: "at-least-once",
    stack: "prod-eu",
    name: "jobs",
  });
});

test("--sarif writes a file beside the table", async () => {
  graphs = graph;
  const file = join(folder, "policies.sarif");
  expect(await run({ sarif: file })).toBe(1);
  const [found] = JSON.parse(readFileSync(file, "utf8")).runs;
  expect(found.results.length).toBeGreaterThan(0);
  expect(found.tool.driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+$/);
  expect(said).toMatch(/violations\.\n$/);
});

test("--sarif - prints it instead", async () => {
  await run({ sarif: "-" });
  expect(JSON.parse(said).version).toBe("2.1.0");
});

test("--sarif with --json: the report on the standard output, the SARIF in the file", async () => {
  const file = join(folder, "policies.sarif");
  await run({ sarif: file, json: true });
  expect(JSON.parse(said).exitCode).toBe(0);
  expect(JSON.parse(readFileSync(file, "utf8")).version).toBe("2.1.0");
});

test("--config excuses", async () => {
  graphs = graph;
  const config = join(folder, "config.json");
  const excused = { jobs: "what is lost is made again" };
  writeFileSync(config, JSON.stringify({ "queue-has-dead-letter-queue": { excused } }));
  await run({ config, pack: ["at-least-once"] });
  expect(said).toContain("EXCUSED  at-least-once/queue-has-dead-letter-queue  prod-us  jobs\n");
  expect(said).toContain("Excused: what is lost is made again\n");
});

test.each([
  { title: "an unknown pack", raw: { pack: ["x"] }, problem: /--pack "x": the packs are vpc-isolation, s3-/ },
  {
    title: "an unknown stack",
    raw: { stack: ["x"] },
    problem: /--stack "x": the stacks are prod-eu, prod-us/,
  },
  { title: "two on one output", raw: { json: true, sarif: "-" }, problem: /--json and --sarif - would both/ },
  { title: "no file for SARIF", raw: { sarif: "" }, problem: /--sarif "": must name a file, or be -/ },
  {
    title: "a config that is not there",
    raw: { config: "/nowhere.json" },
    problem: /--config "\/nowhere.json": ENOENT/,
  },
])("refuses $title", async ({ raw, problem }) => {
  await expect(run(raw)).rejects.toThrow(problem);
});

test.each([
  { title: "no JSON", text: "x", problem: /is not valid JSON/ },
  { title: "no rules", text: "[]", problem: /expected record/ },
  { title: "reasons that are none", text: '{"a":{"excused":{"b":1}}}', problem: /expected string/ },
])("refuses a config of $title", async ({ text, problem }) => {
  const config = join(folder, "config.json");
  writeFileSync(config, text);
  await expect(run({ config })).rejects.toThrow(problem);
});
