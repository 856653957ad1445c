import { defaultsOf, numberOf, parametersOf, textsOf } from "./parameters";

const rule = {
  parameters: {
    most: { type: "integer", default: 60, description: "The most." },
    names: { type: "array", default: ["a"], items: { type: "string" }, description: "The names." },
  },
} as const;

test.each([
  { title: "the rule's own", config: undefined, parameters: { most: 60, names: ["a"] } },
  { title: "those that are set", config: { most: 30 }, parameters: { most: 30, names: ["a"] } },
  {
    title: "not what the rule does not know",
    config: { other: 1, excused: {} },
    parameters: { most: 60, names: ["a"] },
  },
  {
    title: "not what is set to nothing",
    config: { most: null, names: undefined },
    parameters: { most: 60, names: ["a"] },
  },
])("parameters: $title", ({ config, parameters }) => expect(parametersOf(rule, config)).toEqual(parameters));

test("a rule may have none", () => {
  expect(defaultsOf({})).toEqual({});
  expect(parametersOf({}, { most: 1 })).toEqual({});
});

test("each is read as what it is", () => {
  expect(numberOf({ most: 60 }, "most")).toBe(60);
  expect(textsOf({ names: ["a", "b"] }, "names")).toEqual(["a", "b"]);
  expect(textsOf({ names: "a" }, "names")).toEqual([]);
  expect(textsOf({}, "names")).toEqual([]);
});
