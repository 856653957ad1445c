import type { Graph } from "../engine/graph";
import { preview } from "../engine/in-process";
import { previewStacks } from "./previews";

jest.mock("../engine/in-process");
const mocked = jest.mocked(preview);

const graphOf = (stack: string): Graph => ({
  project: "p",
  stack,
  resources: [],
  outputs: {},
  secretOutputs: [],
});

beforeEach(() => {
  mocked.mockReset();
  mocked.mockImplementation(async ({ stack }) => graphOf(stack));
});

test("every stack at once, with what AWS makes up supposed, in the order asked for", async () => {
  const order: string[] = [];
  let release = () => {};
  mocked.mockImplementation(async ({ stack }) => {
    // The first waits for the second: one after the other, this would never end.
    if (stack === "a") await new Promise<void>((resolve) => (release = resolve));
    else release();
    return graphOf(stack);
  });
  const found = await previewStacks("/p", ["a", "b"], { onDone: ({ stack }) => order.push(stack) });
  expect(found).toEqual([
    { stack: "a", graph: graphOf("a") },
    { stack: "b", graph: graphOf("b") },
  ]);
  expect(order).toEqual(["b", "a"]);
  expect(mocked.mock.calls).toEqual([
    [{ programDir: "/p", stack: "a", suppose: true }],
    [{ programDir: "/p", stack: "b", suppose: true }],
  ]);
});

test("settings and the signal reach the engine", async () => {
  const { signal } = new AbortController();
  await previewStacks("/p", ["a"], { signal, config: { "x:y": 1 } });
  expect(mocked.mock.calls[0]?.[0]).toMatchObject({ signal, config: { "x:y": 1 } });
});

test.each([
  { title: "an error", thrown: new Error("no settings"), problem: "no settings" },
  { title: "anything else", thrown: "no", problem: "no" },
])("a stack that fails takes no other along: $title", async ({ thrown, problem }) => {
  const order: string[] = [];
  mocked.mockImplementation(async ({ stack }) => {
    if (stack === "a") throw thrown;
    return graphOf(stack);
  });
  expect(await previewStacks("/p", ["a", "b"], { onDone: ({ stack }) => order.push(stack) })).toEqual([
    { stack: "a", problem },
    { stack: "b", graph: graphOf("b") },
  ]);
  expect(order.sort()).toEqual(["a", "b"]);
});

test("asked to stop, it ends with the reason", async () => {
  const controller = new AbortController();
  mocked.mockImplementation(async () => {
    controller.abort(new Error("interrupted"));
    throw new Error("stopped");
  });
  await expect(previewStacks("/p", ["a"], { signal: controller.signal })).rejects.toThrow("interrupted");
});
