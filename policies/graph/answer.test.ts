import { found, NOTHING, oneOf, together, unclear } from "./answer";

test("what is found, and what is not clear", () => {
  expect(found("a", "b")).toEqual({ found: ["a", "b"], unknown: [] });
  expect(unclear("x", "y")).toEqual({ found: [], unknown: ["x", "y"] });
  expect(NOTHING).toEqual({ found: [], unknown: [] });
});

test("together, each is said once", () => {
  expect(together([found("a"), unclear("x"), found("a", "b"), unclear("x", "y"), NOTHING])).toEqual({
    found: ["a", "b"],
    unknown: ["x", "y"],
  });
  expect(together([])).toEqual(NOTHING);
});

test.each([
  { title: "one alone is certain", answers: [found("a")], is: found("a") },
  { title: "none is nothing", answers: [], is: NOTHING },
  { title: "all that have it agree", answers: [found("a"), found("b")], is: found("a", "b") },
  { title: "none that has it agree", answers: [NOTHING, NOTHING], is: NOTHING },
  { title: "what is unclear stays so", answers: [NOTHING, unclear("x")], is: unclear("x") },
  { title: "else it is not clear which", answers: [found("a"), NOTHING], is: unclear("which") },
  {
    title: "with what else is not clear",
    answers: [found("a"), unclear("x")],
    is: unclear("which", "x"),
  },
  {
    title: "certain, although more is not clear",
    answers: [found("a"), { found: ["b"], unknown: ["x"] }],
    is: { found: ["a", "b"], unknown: ["x"] },
  },
])("of several: $title", ({ answers, is }) => {
  expect(oneOf(answers, "which")).toEqual(is);
});
