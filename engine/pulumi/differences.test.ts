import { differencesOf } from "./differences";

test.each([
  { title: "equal values", before: { a: [1, { b: 2 }] }, now: { a: [1, { b: 2 }] }, differences: [] },
  {
    title: "a value inside",
    before: { config: { size: 5, prefix: "x" } },
    now: { config: { size: 7, prefix: "x" } },
    differences: [{ path: "config.size", before: 5, now: 7 }],
  },
  {
    title: "what came and what went, in order",
    before: { old: 1, same: 0 },
    now: { same: 0, new: 2 },
    differences: [
      { path: "new", before: undefined, now: 2 },
      { path: "old", before: 1, now: undefined },
    ],
  },
  {
    title: "members of a list",
    before: { list: ["a", { b: 1 }] },
    now: { list: ["a", { b: 2 }, "c"] },
    differences: [
      { path: "list[1].b", before: 1, now: 2 },
      { path: "list[2]", before: undefined, now: "c" },
    ],
  },
  {
    title: "another kind of value",
    before: { value: { a: 1 } },
    now: { value: [1] },
    differences: [{ path: "value", before: { a: 1 }, now: [1] }],
  },
])("$title", ({ before, now, differences }) => {
  expect(differencesOf(before, now)).toEqual(differences);
});
