/** Our own two stacks as they are: the packs' pass case, and twins. */
import { join } from "node:path";
import type { Graph } from "../engine/graph";
import { check } from "./check";
import { packs } from "./packs";
import { previewStacks } from "./previews";
import { compareTwins } from "./twins";
import { twinsAllowed } from "./twins-allowed";

jest.setTimeout(180_000); // Three previews, each a process of seconds, longer where others run beside them.

const PROGRAM = join(__dirname, "..");
const twin = (graph: Graph | undefined, region: string) => ({ graph: graph as Graph, region });

let eu: Graph | undefined;
let us: Graph | undefined;
beforeAll(async () => {
  const previewed = await previewStacks(PROGRAM, ["prod-eu", "prod-us"]);
  expect(previewed.map(({ problem }) => problem)).toEqual([undefined, undefined]);
  [eu, us] = previewed.map(({ graph }) => graph);
});

test("nothing is wrong, undetermined, or could not run", () => {
  const previewed = [
    { stack: "prod-eu", graph: eu as Graph },
    { stack: "prod-us", graph: us as Graph },
  ];
  const { verdicts, stacks } = check({ previewed, pairs: [["prod-eu", "prod-us"]], packs });
  expect(verdicts.filter(({ kind }) => kind !== "excused")).toEqual([]);
  expect(stacks.map(({ peer }) => peer)).toEqual(["prod-us", "prod-eu"]);
});

test("they are twins, and every allowance is needed", () => {
  const { differences, unused } = compareTwins(twin(eu, "eu-west-1"), twin(us, "us-west-2"), twinsAllowed);
  expect({ differences, unused }).toEqual({ differences: [], unused: [] });
});

test("a memory size changed on one side is found, and nothing else", async () => {
  const config = { "holdfast:replay": { memoryMebibytes: 1_024 } };
  const [changed] = await previewStacks(PROGRAM, ["prod-us"], { config });
  const { differences } = compareTwins(
    twin(eu, "eu-west-1"),
    twin(changed?.graph, "us-west-2"),
    twinsAllowed,
  );
  expect(differences).toEqual([
    {
      resource: "aws:lambda/function:Function undeliverable-to-replay-function-lambda",
      path: "inputs.memorySize",
      values: [512, 1_024],
    },
  ]);
});
