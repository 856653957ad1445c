import { errorsDocument, withBlock } from "./documents";

const page = "before\n<!-- settings: generated -->\nold\n<!-- /settings -->\nafter\n";

test.each([
  {
    title: "replaces what stands between the marks",
    current: page,
    block: "new\n",
    holds: "before\n<!-- settings: generated -->\n\nnew\n\n<!-- /settings -->\nafter\n",
  },
  {
    title: "takes the block literally",
    current: page,
    block: "$& $1",
    holds: "before\n<!-- settings: generated -->\n\n$& $1\n\n<!-- /settings -->\nafter\n",
  },
])("$title", ({ current, block, holds }) => {
  expect(withBlock(current, "settings", block)).toBe(holds);
});

test("is the same when written twice", () => {
  const once = withBlock(page, "settings", "new");
  expect(withBlock(once, "settings", "new")).toBe(once);
});

test("refuses a page without the marks", () => {
  expect(() => withBlock("nothing here", "settings", "new")).toThrow("<!-- settings: … -->");
});

test("the errors' page lists codes in order, with their values marked and their table unbroken", () => {
  const text = errorsDocument({ HF_B: "b is {value}.", HF_A: "a | c.\nd." });
  expect(text.split("\n").slice(-3)).toEqual(["| HF_A | a \\| c.<br>d. |", "| HF_B | b is `value`. |", ""]);
});
