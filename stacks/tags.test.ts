import { tagsOf, tagsProblem } from "./tags";

const stack = { project: "holdfast", environment: "prod", role: "standby" };

test.each([
  { title: "exactly these", tags: tagsOf(stack) },
  { title: "others beside them", tags: { ...tagsOf(stack), team: "events" } },
])("takes $title", ({ tags }) => {
  expect(tagsProblem({ tags }, stack)).toBeUndefined();
});

const all = "holdfast:project is not set, holdfast:environment is not set, holdfast:role is not set";
test.each([
  { title: "none at all", given: {}, found: all },
  { title: "tags where the block should be", given: tagsOf(stack), found: all },
  { title: "a text", given: "holdfast", found: all },
  { title: "a list", given: { tags: [] }, found: all },
  {
    title: "the other stack's",
    given: { tags: tagsOf({ ...stack, role: "primary" }) },
    found: 'holdfast:role is "primary"',
  },
])("refuses $title, and says what to write", ({ given, found }) => {
  expect(tagsProblem(given, stack)?.split("\n      ")).toEqual([
    `aws:defaultTags lacks what every resource must carry: ${found}. Write below config:`,
    "  aws:defaultTags:",
    "    tags:",
    "      holdfast:project: holdfast",
    "      holdfast:environment: prod",
    "      holdfast:role: standby",
  ]);
});
