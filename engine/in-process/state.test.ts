import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StateFile, type StateResource } from "./state";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "state-"));
  path = join(dir, "stack.json");
});
afterEach(() => rmSync(dir, { recursive: true }));

const bucket = (outputs: StateResource["outputs"] = { arn: "arn:b" }): StateResource => ({
  urn: "urn:pulumi:dev::p::aws:s3/bucket:Bucket::b",
  type: "aws:s3/bucket:Bucket",
  name: "b",
  custom: true,
  providerConfig: {},
  inputs: { tags: { a: "1" } },
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  options: {},
  id: "b-1",
  outputs,
  secretOutputs: [],
});

test("what was put is there for the next one who reads the file, outputs of the stack too", () => {
  const file = new StateFile(path);
  file.state.outputs = { url: "x" };
  file.put(bucket());
  const next = new StateFile(path);
  expect(next.state).toEqual(file.state);
  expect(next.state.resources).toEqual([bucket()]);
});

test("no text is half of it: it is another file each time", () => {
  const file = new StateFile(path);
  file.put(bucket());
  const before = statSync(path).ino;
  file.put(bucket({ arn: "arn:other" }), file.state.resources[0]);
  expect(statSync(path).ino).not.toBe(before);
  expect(new StateFile(path).current(bucket().urn)?.outputs).toEqual({ arn: "arn:other" });
});

test("a resource that is as it was is not written again", () => {
  const first = new StateFile(path);
  first.put(bucket());
  const second = new StateFile(path);
  const before = statSync(path).ino;
  second.put(bucket(), second.current(bucket().urn));
  expect(statSync(path).ino).toBe(before);
});

test("a file that is no state is refused, and left as it is", () => {
  writeFileSync(path, '{"version":2}');
  expect(() => new StateFile(path)).toThrow("it is no state of version 1");
  expect(readFileSync(path, "utf8")).toBe('{"version":2}');
});
