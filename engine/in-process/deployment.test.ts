import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GraphResource } from "../graph";
import { createProvider, readJournal } from "../testing/fake-provider";
import { Deployment } from "./deployment";
import { Failures } from "./failures";
import { StateFile } from "./state";
import { STACK_TYPE, urnOf } from "./urn";

const dir = mkdtempSync(join(tmpdir(), "holdfast-deployment-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let count = 0;
let statePath: string;
let journal: string;
beforeEach(() => {
  count += 1;
  statePath = join(dir, `${count}.json`);
  journal = join(dir, `${count}.journal`);
});

const urnFor = (name: string, type = "fake:index:Thing") =>
  urnOf({ stack: "dev", project: "demo", type, name });

const thing = (name: string, rest: Partial<GraphResource> = {}): GraphResource => ({
  urn: urnFor(name),
  type: "fake:index:Thing",
  name,
  custom: true,
  providerConfig: { region: "here" },
  inputs: {},
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  options: {},
  ...rest,
});

/** Registers the resources in order, then lets `then` end the run; gives what the provider was asked and what failed. */
async function run(
  resources: readonly GraphResource[],
  then: (deployment: Deployment) => Promise<void> = (deployment) => deployment.removeLeftovers(),
) {
  writeFileSync(journal, "");
  const failures = new Failures();
  const file = new StateFile(statePath);
  const deployment = new Deployment(file, createProvider({ journal }), failures, () => undefined);
  for (const resource of resources)
    await deployment
      .register(resource)
      .catch((error) => failures.ofResource(resource.urn, "register", error));
  await then(deployment);
  const { changes } = deployment.result();
  return {
    asked: readJournal(journal).filter((line) => line !== ""),
    changes,
    failed: failures.list.map(({ message }) => message),
    left: file.state.resources.map(({ name, superseded }) => (superseded ? `${name} (superseded)` : name)),
  };
}

const destroyAll = (deployment: Deployment) => deployment.removeEverything(false);
const destroyUnprotected = (deployment: Deployment) => deployment.removeEverything(true);

test("a replacement is created first, and the old one goes at the end", async () => {
  await run([thing("a", { inputs: { fixed: 1 } }), thing("b", { dependencies: [urnFor("a")] })]);
  const { asked, changes, left } = await run([
    thing("a", { inputs: { fixed: 2 } }),
    thing("b", { inputs: { value: 1 }, dependencies: [urnFor("a")] }),
  ]);
  expect(asked).toEqual(['create a in here {"fixed":2}', 'update b-0 {"value":1}', "delete a-1"]);
  expect(changes).toEqual({ create: 0, update: 1, replace: 1, delete: 0, same: 0 });
  expect(left).toEqual(["b", "a"]);
});

test.each([
  { title: "where both cannot exist at once", inputs: [{ fixedFirst: 1 }, { fixedFirst: 2 }], options: {} },
  {
    title: "where the program says so",
    inputs: [{ fixed: 1 }, { fixed: 2 }],
    options: { deleteBeforeReplace: true },
  },
])("the old one goes first $title", async ({ inputs, options }) => {
  await run([thing("a", { inputs: inputs[0] })]);
  const { asked } = await run([thing("a", { inputs: inputs[1], options })]);
  expect(asked).toEqual(["delete a-1", `create a in here ${JSON.stringify(inputs[1])}`]);
});

test("a property in replaceOnChanges replaces what an update could do", async () => {
  await run([thing("a", { inputs: { value: 1 } })]);
  const { changes } = await run([
    thing("a", { inputs: { value: 2 }, options: { replaceOnChanges: ["value"] } }),
  ]);
  expect(changes).toMatchObject({ replace: 1, update: 0 });
});

test("a protected resource is neither replaced nor left out", async () => {
  const protectedThing = thing("a", { inputs: { fixed: 1 }, protect: true });
  await run([protectedThing]);
  const replaced = await run([{ ...protectedThing, inputs: { fixed: 2 } }], async () => undefined);
  expect(replaced.failed).toEqual([expect.stringContaining("HF_ENGINE_PROTECTED")]);
  const leftOut = await run([]);
  expect(leftOut.failed).toEqual([expect.stringContaining("HF_ENGINE_PROTECTED")]);
  expect(leftOut).toMatchObject({ asked: [], left: ["a"] });
});

const stack = thing("demo-dev", { type: STACK_TYPE, urn: urnFor("demo-dev", STACK_TYPE), custom: false });
const owned = { parent: stack.urn };
const tree = [
  stack,
  thing("base", owned),
  thing("data", { ...owned, protect: true, dependencies: [urnFor("base")] }),
  thing("user", { ...owned, propertyDependencies: { value: [urnFor("data")] } }),
  thing("other", owned),
];

test("a destroy refuses to begin while something is protected", async () => {
  await run(tree);
  const { failed, asked } = await run([], destroyAll);
  expect(failed).toEqual([expect.stringContaining(urnFor("data"))]);
  expect(asked).toEqual([]);
});

test("a destroy without the protected keeps them and all that they need", async () => {
  await run(tree);
  const { asked, left } = await run([], destroyUnprotected);
  expect(new Set(asked)).toEqual(new Set(["delete user-0", "delete other-0"]));
  expect(left).toEqual(["demo-dev", "base", "data"]);
  const again = await run(tree);
  expect(again.changes).toMatchObject({ create: 2, same: 2 });
});

test("a destroy goes from those who need to those who are needed", async () => {
  await run([
    thing("a"),
    thing("b", { dependencies: [urnFor("a")] }),
    thing("c", { propertyDependencies: { value: [urnFor("b")] } }),
    thing("d", { parent: urnFor("c") }),
  ]);
  const { asked, left } = await run([], destroyAll);
  expect(asked).toEqual(["delete d-0", "delete c-0", "delete b-0", "delete a-0"]);
  expect(left).toEqual([]);
});

test("what is retained on delete leaves the state and nothing else", async () => {
  await run([thing("a", { options: { retainOnDelete: true } }), thing("b")]);
  const { asked, left } = await run([], destroyAll);
  expect(asked).toEqual(["delete b-0"]);
  expect(left).toEqual([]);
});

test("what goes with another is not deleted beside it", async () => {
  await run([thing("a"), thing("b", { options: { deletedWith: urnFor("a") } })]);
  expect((await run([], destroyAll)).asked).toEqual(["delete a-0"]);
});

test("an ignored change is none, at any depth", async () => {
  await run([thing("a", { inputs: { value: 1, tags: { build: "x", kept: 1 } } })]);
  const options = { ignoreChanges: ["value", "tags.build"] };
  const same = await run([thing("a", { inputs: { value: 2, tags: { build: "y", kept: 1 } }, options })]);
  expect(same.changes).toMatchObject({ same: 1, update: 0 });
  const { asked } = await run([thing("a", { inputs: { value: 2, tags: { build: "y", kept: 2 } }, options })]);
  expect(asked).toEqual(['update a-0 {"value":1,"tags":{"build":"x","kept":2}}']);
});

test("an alias finds what had another name, and whoever names it follows", async () => {
  await run([
    thing("old"),
    thing("user", { dependencies: [urnFor("old")], propertyDependencies: { v: [urnFor("old")] } }),
  ]);
  const { asked, changes, left } = await run([
    thing("new", { options: { aliases: [urnFor("old")] } }),
    thing("user", { dependencies: [urnFor("new")], propertyDependencies: { v: [urnFor("new")] } }),
  ]);
  expect(asked).toEqual([]);
  expect(changes).toMatchObject({ same: 2, delete: 0 });
  expect(left).toEqual(["new", "user"]);
});

test("a state that cannot be read is named, not overwritten", () => {
  writeFileSync(statePath, "{");
  expect(() => new StateFile(statePath)).toThrow(/HF_ENGINE_STATE: The state .*\.json cannot be read/);
});
