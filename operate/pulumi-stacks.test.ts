import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { RegionOutputs } from "./pair";
import { lineOf, type PulumiStack, pulumiStacks, selectIn } from "./pulumi-stacks";
import { exampleOutputs } from "./testing/outputs";

const region = exampleOutputs("standby", "us-west-2") as RegionOutputs;
const { signal } = new AbortController();

const step = (op: string, type: string, name: string, diffs?: string[]) =>
  ({
    resourcePreEvent: {
      metadata: { op, type, urn: `urn:pulumi:prod-us::holdfast::${type}::${name}`, diffs },
    },
  }) as unknown as EngineEvent;

test.each([
  {
    title: "a change, by its properties",
    event: step("update", "aws:lambda/function:Function", "f", ["code"]),
    lines: ["update aws:lambda/function:Function f: code"],
  },
  {
    title: "a creation",
    event: step("create", "aws:sqs/queue:Queue", "q"),
    lines: ["create aws:sqs/queue:Queue q"],
  },
  { title: "nothing of what stays", event: step("same", "aws:sqs/queue:Queue", "q"), lines: [] },
  {
    title: "nothing of the stack itself",
    event: step("update", "pulumi:pulumi:Stack", "holdfast-prod-us"),
    lines: [],
  },
  { title: "nothing of other events", event: {} as EngineEvent, lines: [] },
])("a preview says $title", ({ event, lines }) => {
  expect(lineOf(event)).toEqual(lines);
});

/** Stands in for Pulumi's Automation API: what it is asked, and what it says to that. */
function standIn(events: readonly EngineEvent[] = []) {
  const asked: string[] = [];
  const stack = {
    preview: async (options: { onEvent: (event: EngineEvent) => void }) => {
      asked.push("preview");
      for (const event of events) options.onEvent(event);
    },
    up: async (options: { onOutput: (text: string) => void; signal: AbortSignal }) => {
      asked.push(options.signal === signal ? "up, until interrupted" : "up");
      options.onOutput("Updating");
    },
  } as unknown as PulumiStack;
  const select = async (name: string) => {
    asked.push(`select ${name}`);
    return stack;
  };
  return { asked, select };
}

test.each([
  { title: "from a script Pulumi is interrupted by us", atTerminal: false, up: "up, until interrupted" },
  { title: "at a terminal Ctrl-C reaches Pulumi once, without us", atTerminal: true, up: "up" },
])("$title", async ({ atTerminal, up }) => {
  const { asked, select } = standIn();
  await pulumiStacks(select, () => undefined, atTerminal).up(region, signal);
  expect(asked).toEqual(["select us-west-2", up]);
});

test("the region's own stack is previewed, and brought up with what Pulumi says passed on", async () => {
  const { asked, select } = standIn([step("update", "aws:lambda/function:Function", "f", ["code"])]);
  const said: string[] = [];
  const stacks = pulumiStacks(select, (text) => said.push(text), false);
  expect(await stacks.plan(region, signal)).toEqual(["update aws:lambda/function:Function f: code"]);
  await stacks.up(region, signal);
  expect(asked).toEqual(["select us-west-2", "preview", "select us-west-2", "up, until interrupted"]);
  expect(said).toEqual(["Updating"]);
});

test("without Pulumi's CLI it says what to install", async () => {
  const path = process.env.PATH;
  process.env.PATH = "";
  try {
    const stacks = pulumiStacks(
      selectIn(__dirname, () => "prod-us"),
      () => undefined,
    );
    await expect(stacks.plan(region, signal)).rejects.toMatchObject({ code: "HF_DEPLOY_PULUMI" });
  } finally {
    process.env.PATH = path;
  }
});
