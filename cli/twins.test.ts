import type { Graph } from "../engine/graph";
import type { Previewed } from "../policies/previews";
import { resource } from "../policies/testing/stack";
import { comparedPair, exitCodeOf } from "./twins";

const pair = { primary: "eu", standby: "us" };

function previewed(stack: string, region: string | undefined, memorySize = 512): Previewed {
  const lambda = resource("aws:lambda/function:Function", "collect", { memorySize }, { region });
  const resources = [{ ...lambda, urn: lambda.urn.replace(":test:", `:${stack}:`) }];
  const graph: Graph = { project: "specs", stack, resources, outputs: {}, secretOutputs: [] };
  return { stack, graph };
}
const eu = previewed("eu", "eu-west-1");

test("twins, the primary first whatever the order of previews", () => {
  const { comparison, problem } = comparedPair(pair, [previewed("us", "us-west-2", 256), eu]);
  expect(problem).toBeUndefined();
  expect(comparison?.differences).toEqual([
    { resource: "aws:lambda/function:Function collect", path: "inputs.memorySize", values: [512, 256] },
  ]);
});

test.each([
  {
    title: "could not be previewed",
    other: { stack: "us", problem: "no settings" },
    problem: "us could not be previewed: no settings",
  },
  {
    title: "has no region",
    other: previewed("us", undefined),
    problem: "us could not be previewed: its region is unknown",
  },
])("not compared with one that $title", ({ other, problem }) => {
  expect(comparedPair(pair, [eu, other])).toEqual({ ...pair, problem });
});

test("both problems are said", () => {
  const problems = [
    { stack: "eu", problem: "a" },
    { stack: "us", problem: "b" },
  ];
  expect(comparedPair(pair, problems).problem).toBe(
    "eu could not be previewed: a\nus could not be previewed: b",
  );
});

const same = comparedPair(pair, [eu, previewed("us", "us-west-2")]);
const different = comparedPair(pair, [eu, previewed("us", "us-west-2", 256)]);
const unjudged = { ...pair, problem: "x" };

test.each([
  { title: "no pair", compared: [], code: 2 },
  { title: "twins", compared: [same], code: 0 },
  { title: "one pair that differs", compared: [same, different], code: 1 },
  {
    title: "one that could not be compared outweighs one that differs",
    compared: [different, unjudged],
    code: 2,
  },
])("exit code: $title", ({ compared, code }) => {
  expect(exitCodeOf(compared)).toBe(code);
});
