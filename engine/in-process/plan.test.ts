import { Archive } from "../assets";
import { type Graph, type GraphResource, UNKNOWN } from "../graph";
import { planOf } from "./plan";
import type { StateResource } from "./state";

const resource = (name: string, inputs: object, over: object = {}): GraphResource => ({
  urn: `urn:${name}`,
  type: "fake:index:Thing",
  name,
  custom: true,
  providerConfig: {},
  inputs: inputs as GraphResource["inputs"],
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  options: {},
  ...over,
});
const existing = (name: string, inputs: object, over: object = {}): StateResource => ({
  ...resource(name, inputs),
  outputs: {},
  secretOutputs: [],
  ...over,
});
const graph = (...resources: GraphResource[]) => ({ resources }) as unknown as Graph;
const archive = (text: string) => new Archive(new Map([["index.js", Buffer.from(text)]]));

test.each([
  { title: "nothing when nothing differs", now: { a: [1] }, before: { a: [1] }, properties: undefined },
  {
    title: "what differs, by name",
    now: { a: 1, b: 2 },
    before: { a: 1, b: 3, c: 4 },
    properties: ["b", "c"],
  },
  { title: "no unknown", now: { a: UNKNOWN, b: [{ c: UNKNOWN }] }, before: { a: 1, b: [{ c: 2 }] } },
  {
    title: "no text that holds an unknown",
    now: { arn: `arn:aws:s3:::${UNKNOWN}/*` },
    before: { arn: "arn:aws:s3:::lake/*" },
  },
  {
    title: "what is known beside an unknown",
    now: { a: { b: UNKNOWN, c: 1 } },
    before: { a: { b: 1, c: 2 } },
    properties: ["a"],
  },
  { title: "a list that became longer", now: { a: [1, 2] }, before: { a: [1] }, properties: ["a"] },
  {
    title: "code by its hash",
    now: { code: archive("new") },
    before: { code: JSON.parse(JSON.stringify(archive("old"))) },
    properties: ["code"],
  },
  {
    title: "the same code not at all",
    now: { code: archive("same") },
    before: { code: JSON.parse(JSON.stringify(archive("same"))) },
  },
])("says $title", ({ now, before, properties }) => {
  expect(planOf(graph(resource("x", now)), [existing("x", before)])).toEqual(
    properties ? [{ operation: "change", type: "fake:index:Thing", name: "x", properties }] : [],
  );
});

test("leaves out what a resource ignores, and says what comes and what goes", () => {
  const ignoring = resource("x", { a: 2 }, { options: { ignoreChanges: ["a"] } });
  const planned = planOf(graph(ignoring, resource("new", {})), [
    existing("x", { a: 1 }),
    existing("gone", {}),
    existing("replaced", {}, { superseded: true }),
  ]);
  expect(planned.map(({ operation, name }) => `${operation} ${name}`)).toEqual(["create new", "delete gone"]);
});

test("leaves out what exists in the program alone", () => {
  const component = resource("part", { a: 1 }, { custom: false });
  const provider = resource("aws", { a: 1 }, { type: "pulumi:providers:aws" });
  expect(planOf(graph(component, provider), [existing("old-part", {}, { custom: false })])).toEqual([]);
});
