import { join } from "node:path";
import type { Graph } from "../../engine/graph";
import { preview } from "../../engine/in-process";
import { evaluate } from "../evaluate";
import { fromEngine } from "../graph/from-engine";
import { packs } from "../packs";
import { previewStacks } from "../previews";
import { isCaught, isUndecided, type Judged, runMutants } from ".";
import { survivors } from "./survivors";
import { mutantsText, shareCaught } from "./table";

jest.setTimeout(600_000); // A minute on a quiet core (*measured*).

const programDir = join(__dirname, "..", "..");
const rules = packs.flatMap((pack) => pack.rules);
let primary: Graph;
let standby: Graph;
let judged: Judged[];

beforeAll(async () => {
  const previewed = await previewStacks(programDir, ["prod-eu", "prod-us"]);
  const graphs = previewed.map(({ graph, problem }) => {
    if (!graph) throw new Error(problem);
    return graph;
  });
  [primary, standby] = graphs as [Graph, Graph];
  judged = runMutants({ primary, standby }, rules);
});

test("the unbroken pair is clean, and nothing of it is undecided", () => {
  const outcomes = evaluate(rules, [fromEngine(primary), fromEngine(standby)]);
  expect(outcomes.filter(({ kind }) => kind !== "excused").map(({ message }) => message)).toEqual([]);
});

test("there are at least 200 mutants", () => {
  expect(judged.length).toBeGreaterThanOrEqual(200);
});

test("every rule that a mutant is meant for exists", () => {
  const names = new Set(rules.map(({ name }) => name));
  expect(judged.flatMap(({ meant }) => meant).filter((name) => !names.has(name))).toEqual([]);
});

test("95 % of them are caught by the rule meant for them", () => {
  expect(shareCaught(judged)).toBeGreaterThanOrEqual(0.95);
});

test("the others are listed with a reason, and nobody else is", () => {
  const survived = judged.filter((one) => !isCaught(one)).map(({ name }) => name);
  expect(survived.sort()).toEqual(Object.keys(survivors).sort());
});

test("the table ends with the survivors and the sum", () => {
  const lines = mutantsText(judged).split("\n");
  expect(lines.filter((line) => line.startsWith("Survived: "))).toHaveLength(Object.keys(survivors).length);
  expect(lines.filter((line) => line.includes("No reason is given"))).toEqual([]);
  expect(lines.at(-1)).toMatch(/^\d+ of \d+ mutants \(\d+\.\d %\) were caught by the rule meant for them\.$/);
});

test("a plain preview, which knows less, is silent about none of them", async () => {
  const [plainPrimary, plainStandby] = await Promise.all(
    ["prod-eu", "prod-us"].map((stack) => preview({ programDir, stack })),
  );
  const pair = { primary: plainPrimary as Graph, standby: plainStandby as Graph };
  const plain = runMutants(pair, rules, { areUnknownsLeftOut: true });
  const silent = plain.filter((one) => !isCaught(one) && !isUndecided(one)).map(({ name }) => name);
  expect(silent.filter((name) => !(name in survivors))).toEqual([]);
  expect(plain.length).toBeGreaterThanOrEqual(200);
});
