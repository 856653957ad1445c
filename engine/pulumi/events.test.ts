import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { ProgressEvent } from "../in-process/protocol";
import { Events } from "./events";

const urn = "urn:pulumi:dev::demo::aws:sqs/queue:Queue::queue";
const metadata = (op: string, more: object = {}) => ({
  op,
  urn,
  type: "aws:sqs/queue:Queue",
  new: { custom: true, outputs: {} },
  ...more,
});
const told = (events: readonly object[], compares = false) => {
  const progress: ProgressEvent[] = [];
  const taken = new Events((event) => progress.push(event), compares);
  for (const event of events) taken.take(event as EngineEvent);
  return { taken, progress };
};
const done = (op: string, more?: object) => ({ resOutputsEvent: { metadata: metadata(op, more) } });

test.each([
  { op: "create", counted: "create" },
  { op: "update", counted: "update" },
  { op: "create-replacement", counted: "replace" },
  { op: "delete", counted: "delete" },
  { op: "same", counted: "same" },
])("$op counts as $counted", ({ op, counted }) => {
  const none = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  expect(told([done(op)]).taken.changes).toEqual({ ...none, [counted]: 1 });
});

test.each(["replace", "delete-replaced", "refresh", "read"])("%s counts as nothing of its own", (op) => {
  expect(Object.values(told([done(op)]).taken.changes)).toEqual([0, 0, 0, 0, 0]);
});

test("components, the stack and providers are nobody's resources", () => {
  const component = { type: "test:index:Group", new: { custom: false } };
  const provider = { type: "pulumi:providers:aws" };
  const { taken, progress } = told([done("create", component), done("create", provider)]);
  expect(taken.steps).toEqual([]);
  expect(taken.changes.create).toBe(0);
  expect(progress).toEqual([]);
});

test("what is deleted is known by what it was", () => {
  const { taken } = told([done("delete", { new: undefined, old: { custom: true } })]);
  expect(taken.steps).toEqual([expect.objectContaining({ operation: "delete", name: "queue" })]);
});

test("a step names the properties that differ, and what stays is no step", () => {
  const { taken } = told([done("update", { diffs: ["delaySeconds"] }), done("same")]);
  expect(taken.steps).toEqual([
    { operation: "update", urn, type: "aws:sqs/queue:Queue", name: "queue", properties: ["delaySeconds"] },
  ]);
});

test("a refresh says what each value was and is", () => {
  const states = {
    old: { custom: true, outputs: { a: { b: 1 }, c: 2 } },
    new: { custom: true, outputs: { a: { b: 3 }, c: 2 } },
  };
  const { taken } = told([done("update", states), done("delete", states)], true);
  expect(taken.steps).toEqual([
    expect.objectContaining({ properties: ["a"], differences: [{ path: "a.b", before: 1, now: 3 }] }),
    expect.objectContaining({ operation: "delete", properties: [], differences: [] }),
  ]);
});

test("progress is told from the beginning to the end, or to the failure", () => {
  const pre = { resourcePreEvent: { metadata: metadata("create") } };
  const { progress } = told([pre, { resOpFailedEvent: { metadata: metadata("create") } }, done("create")]);
  expect(progress.map(({ kind, operation }) => `${kind} ${operation}`)).toEqual([
    "started create",
    "failed create",
    "done create",
  ]);
  expect(progress[1]?.seconds).toBeGreaterThanOrEqual(0);
});

const failure = (message: string, more: object = {}) => ({
  diagnosticEvent: { severity: "error", message, ...more },
});

test.each([
  {
    title: "a resource's own, without marks of colour",
    events: [failure("<{%reset%}>creating it: NoSuchKey: none<{%reset%}>\n", { urn })],
    failures: [{ urn, operation: "create", message: "creating it: NoSuchKey: none" }],
  },
  {
    title: "its code",
    events: [failure("HF_SETTINGS: wrong", { urn: "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev" })],
    failures: [{ code: "HF_SETTINGS", message: "HF_SETTINGS: wrong" }],
  },
  {
    title: "once, however often the engine says it",
    events: [
      failure("deleting x: no", { urn }),
      failure("deleting x: no, and more"),
      failure("update failed"),
    ],
    failures: [{ urn, operation: "delete", message: "deleting x: no" }],
  },
  {
    title: "no warning",
    events: [{ diagnosticEvent: { severity: "warning", message: "old" } }],
    failures: [],
  },
])("a failure is told: $title", ({ events, failures }) => {
  expect(told(events).taken.failures).toEqual(failures);
});

test("what a policy pack says is kept with its level", () => {
  const said = { policyName: "rule", policyPackName: "pack", message: "No.\n" };
  const { taken } = told([
    { policyEvent: { ...said, resourceUrn: urn, enforcementLevel: "mandatory" } },
    { policyEvent: { ...said, enforcementLevel: "advisory" } },
  ]);
  expect(taken.findings).toEqual([
    { urn, pack: "pack", policy: "rule", level: "mandatory", message: "No." },
    { pack: "pack", policy: "rule", level: "advisory", message: "No." },
  ]);
});
