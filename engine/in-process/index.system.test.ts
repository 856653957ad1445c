import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { UNKNOWN } from "../graph";
import { TemporaryProgram } from "../testing/temporary-program";
import { destroy, type Failure, failuresOf, preview, up } from ".";

jest.setTimeout(120_000); // Each run is a process of a second or two, longer where others run beside it.

const programs: TemporaryProgram[] = [];
const programOf = (source: string) => {
  const program = new TemporaryProgram(source);
  programs.push(program);
  return program;
};
afterEach(() => {
  for (const program of programs.splice(0)) program.remove();
});

const failureOf = async (run: Promise<unknown>) =>
  run.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: Error) => error,
  );

const urn = (type: string, name: string) => `urn:pulumi:dev::demo::${type}::${name}`;

test("a stack is created, left alone, changed and destroyed", async () => {
  const program = programOf(`
    const group = new Group("group");
    const first = new Thing("first", { value: config.requireObject<any>("shape").width }, { parent: group });
    const second = new Thing("second", { value: first.arn });
    export const arn = second.value;
    export const size = config.require("size");
  `);
  const created = await up(program.run());
  expect(created.changes).toEqual({ create: 2, update: 0, replace: 0, delete: 0, same: 0 });
  expect(created.outputs).toEqual({ arn: "arn:first", size: "small" });
  expect(program.journal()).toEqual([
    'create first in here {"value":1}',
    'create second in here {"value":"arn:first"}',
  ]);
  expect(created.resources.map((resource) => resource.urn)).toEqual([
    urn("pulumi:pulumi:Stack", "demo-dev"),
    urn("test:index:Group", "group"),
    urn("test:index:Group$fake:index:Thing", "first"),
    urn("fake:index:Thing", "second"),
  ]);
  const [, group, first, second] = program.state().resources;
  expect(group?.outputs).toEqual({ made: "group" });
  expect(first).toMatchObject({ parent: group?.urn, providerConfig: { region: "here" } });
  expect(second).toMatchObject({ dependencies: [first?.urn], propertyDependencies: { value: [first?.urn] } });

  expect((await up(program.run())).changes).toMatchObject({ create: 0, update: 0, same: 2 });
  expect(program.journal()).toEqual([]);

  const changed = await up(program.run({}, { config: { "demo:shape": { width: 5 } } }));
  expect(changed.changes).toMatchObject({ update: 1, same: 1 });
  expect(program.journal()).toEqual(['update first-0 {"value":5}']);

  program.program('new Thing("second");');
  expect((await up(program.run())).changes).toMatchObject({ update: 1, delete: 1 });
  expect(program.journal()).toEqual(["update second-0 {}", "delete first-0"]);

  const destroyed = await destroy(program.run());
  expect(destroyed).toMatchObject({ resources: [], outputs: {}, changes: { delete: 1 } });
  expect(program.journal()).toEqual(["delete second-0"]);
  expect(readdirSync(dirname(program.statePath))).toEqual(["dev.json"]);
});

test("a preview gives the whole graph, creates nothing and marks what is unknown", async () => {
  const program = programOf(`
    const first = new Thing("first", { value: "known" });
    new Thing("second", { value: first.arn, deep: [{ inner: first.id }] }, { protect: true, retainOnDelete: true,
      aliases: ["urn:pulumi:dev::demo::fake:index:Thing::older", { name: "old" }], ignoreChanges: ["value"] });
    new Thing("third", { value: pulumi.output(pulumi.runtime.invoke("fake:index:ask", { a: 1 })).apply((r: any) => r.answer) });
    export const unknown = first.arn;
    export const known = first.value;
  `);
  const run = program.run();
  const graph = await preview({ ...run, provider: run.provider });
  expect(program.journal()).toEqual([]);
  expect(graph.outputs).toEqual({ unknown: UNKNOWN, known: "known" });
  const second = graph.resources.find(({ name }) => name === "second");
  const first = urn("fake:index:Thing", "first");
  expect(second).toMatchObject({
    inputs: { value: UNKNOWN, deep: [{ inner: UNKNOWN }] },
    propertyDependencies: { value: [first], deep: [first] },
    protect: true,
    options: {
      retainOnDelete: true,
      ignoreChanges: ["value"],
      aliases: [urn("fake:index:Thing", "older"), urn("fake:index:Thing", "old")],
    },
  });
  expect(graph.resources.find(({ name }) => name === "third")?.inputs).toEqual({
    value: 'fake:index:ask {"a":1} in here',
  });
});

test("a secret stays one from an input to the outputs, and the provider sees its value", async () => {
  const program = programOf(`
    const thing = new Thing("thing", { value: { password: pulumi.secret("hush") } }, { additionalSecretOutputs: ["token"] });
    export const value = thing.value;
    export const token = thing.token;
    export const arn = thing.arn;
  `);
  const { outputs, secretOutputs } = await up(program.run());
  expect(outputs).toEqual({ value: { password: "hush" }, token: "token-of-thing", arn: "arn:thing" });
  expect([...secretOutputs].sort()).toEqual(["token", "value"]);
  expect(program.journal()).toEqual(['create thing in here {"value":{"password":"hush"}}']);
  expect(program.state().resources[1]).toMatchObject({
    secretInputs: ["value"],
    secretOutputs: ["value", "token"],
  });
});

test("an explicit provider decides the region, and moving it replaces the resource", async () => {
  const program = programOf(`
    const there = new FakeProvider("there", { region: config.require("size") });
    new Thing("thing", {}, { provider: there });
  `);
  await up(program.run());
  expect(program.journal()).toEqual(["create thing in small {}"]);
  const moved = await up(program.run({}, { config: { "demo:size": "large" } }));
  expect(moved.changes).toMatchObject({ replace: 1 });
  expect(program.journal()).toEqual(["create thing in large {}", "delete thing-0"]);
});

test("independent resources are created at the same time, dependent ones in order", async () => {
  const program = programOf(`
    const left = new Thing("left");
    const right = new Thing("right");
    new Thing("last", {}, { dependsOn: [left, right] });
  `);
  await up(program.run({ meeting: ["left", "right"] })); // Each waits for the other: it ends only if both are under way.
  expect(program.journal().at(-1)).toBe("create last in here {}");
});

test("a failing resource is named, what was under way is kept, and the next run goes on from there", async () => {
  const program = programOf(`
    const good = new Thing("good");
    const bad = new Thing("bad");
    new Thing("after", { value: bad.arn });
    export const out = bad.arn;
  `);
  const error = await failureOf(up(program.run({ failing: ["bad"], meeting: ["good", "bad"] })));
  expect(error.message).toBe(
    `HF_ENGINE_FAILED: 1 part of dev failed.\n- create of ${urn("fake:index:Thing", "bad")}: bad is refused.`,
  );
  expect(program.state().resources.map(({ name }) => name)).toEqual(["demo-dev", "good"]);
  expect((await up(program.run())).changes).toMatchObject({ create: 2, same: 1 });
});

const failing = [
  {
    title: "an exception in an apply",
    source:
      'const a = new Thing("a"); new Thing("b", { value: a.arn.apply(() => { throw new Error("my own mistake"); }) });',
    message: "my own mistake",
  },
  {
    title: "an exception of the program",
    source: 'throw new Error("settings are wrong");',
    message: "settings are wrong",
  },
  {
    title: "a value that never comes",
    source: 'new Thing("a", { value: new Promise(() => {}) });',
    message: "The program ended while resources still waited for values that never come.",
  },
  {
    title: "a failing function",
    source: 'const x = pulumi.runtime.invokeOutput("fake:index:refuse", {}); new Thing("a", { value: x });',
    message: "fake:index:refuse is refused.",
  },
  {
    title: "a name used twice",
    source: 'new Thing("twin"); new Thing("twin");',
    message: `HF_ENGINE_DUPLICATE_URN: Two resources have this type, parent and name (${urn("fake:index:Thing", "twin")}). Give one of the two another name.`,
    urn: urn("fake:index:Thing", "twin"),
  },
  {
    title: "a property without a model, before anything is created",
    source: 'new Thing("odd", { unmodelled: 1 });',
    message: "odd.unmodelled has no model.",
    urn: urn("fake:index:Thing", "odd"),
    property: "unmodelled",
  },
  {
    title: "what this engine cannot do",
    source: 'new Thing("odd", {}, { import: "id" });',
    message:
      "HF_ENGINE_UNSUPPORTED: The in-process engine does not know the option import. Leave it out, or run the program with Pulumi's own engine.",
    urn: urn("fake:index:Thing", "odd"),
  },
];

describe("one failure is reported for", () => {
  const failures = new Map<string, readonly Failure[]>();
  // All at once: each is a process that mostly waits for its imports.
  beforeAll(async () => {
    const runs = failing.map(async ({ title, source }) => {
      const program = new TemporaryProgram(source);
      failures.set(title, failuresOf(await failureOf(up(program.run()))));
      program.remove();
    });
    await Promise.all(runs);
  });

  test.each(failing)("$title", ({ title, message, urn, property }) => {
    const [failure, ...others] = failures.get(title) ?? [];
    expect(others).toEqual([]);
    expect(failure?.message).toContain(message);
    expect({ urn: failure?.urn, property: failure?.property }).toEqual({ urn, property });
  });
});

test("a killed run leaves a whole state, and the next one makes only what is missing", async () => {
  const program = programOf(`
    const a = new Thing("a");
    const b = new Thing("b", { value: a.arn });
    new Thing("c", { value: b.arn });
  `);
  const error = await failureOf(up(program.run({ killedAt: "c" })));
  expect(error.message).toContain(
    "HF_ENGINE_STOPPED: The run of dev was stopped: its process ended with SIGKILL.",
  );
  expect((await up(program.run())).changes).toMatchObject({ create: 1, same: 2 });
});

test("an aborted run finishes what is under way and begins nothing new", async () => {
  const program = programOf('const a = new Thing("a"); new Thing("b", { value: a.arn });');
  const abort = new AbortController();
  const run = program.run(
    { lastsUntilStopped: "a" },
    { signal: abort.signal, onProgress: ({ name }) => name === "a" && abort.abort() },
  );
  expect((await failureOf(up(run))).message).toContain("HF_ENGINE_STOPPED");
  expect(program.journal()).toEqual(["create a in here {}"]);
  expect(program.state().resources.map(({ name }) => name)).toEqual(["demo-dev", "a"]);
});

test("the project's files are asked for by name", async () => {
  const program = programOf("");
  const error = await failureOf(up(program.run({}, { stack: "other" })));
  expect(failuresOf(error)[0]?.code).toBe("HF_ENGINE_PROJECT");
  expect(error.message).toContain("Pulumi.other.yaml does not exist");
});
