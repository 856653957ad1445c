import { resource, stackOf } from "../testing/stack";
import { twinsAmong } from "./twins-among";

const INSTANCE = "aws:ec2/instance:Instance";
const GROUP = "aws:autoscaling/group:Group";
const nodes = (names: readonly string[], type = INSTANCE) =>
  stackOf(...names.map((name) => resource(type, name))).nodes;
const namesOf = (ones: Parameters<typeof twinsAmong>[0], others: Parameters<typeof twinsAmong>[1]) => {
  const { pairs, alone, unclear } = twinsAmong(ones, others);
  return {
    pairs: pairs.map((pair) => pair.map(({ name }) => name)),
    alone: alone.map(({ name }) => name),
    unclear: unclear.map(({ name }) => name),
  };
};

test.each([
  { title: "the same name", one: "web", other: "web" },
  { title: "a region in one of them", one: "web-eu-west-1", other: "web" },
  { title: "a region in each", one: "web-eu-west-1", other: "web-us-west-2" },
  { title: "two regions in each", one: "eu-west-1-to-us-west-2", other: "us-west-2-to-eu-west-1" },
  { title: "a role in one of them", one: "Web.primary", other: "web" },
  { title: "a role in each", one: "web_main", other: "web_backup" },
  { title: "other separators", one: "web_front", other: "web-front" },
])("twins by $title", ({ one, other }) => {
  const found = namesOf(nodes(["unlike", one]), nodes([other, "quite-another"]));
  expect(found).toEqual({
    pairs: [
      [one, other],
      ["unlike", "quite-another"],
    ],
    alone: [],
    unclear: [],
  });
});

test("what is left is a pair where it is the only one of its type, whatever else is left", () => {
  const ones = [...nodes(["a"]), ...nodes(["b"], GROUP)];
  const others = [...nodes(["c"], GROUP), ...nodes(["d"])];
  expect(namesOf(ones, others)).toEqual({
    pairs: [
      ["a", "d"],
      ["b", "c"],
    ],
    alone: [],
    unclear: [],
  });
});

test("several are left, and no name tells which is which", () => {
  expect(namesOf(nodes(["a", "b"]), nodes(["c"]))).toEqual({ pairs: [], alone: [], unclear: ["a", "b"] });
  expect(namesOf(nodes(["a"]), nodes(["b", "c"]))).toEqual({ pairs: [], alone: [], unclear: ["a"] });
});

test("nothing of the type is left on the other side", () => {
  expect(namesOf(nodes(["a", "b"]), nodes(["c"], GROUP))).toEqual({
    pairs: [],
    alone: ["a", "b", "c"],
    unclear: [],
  });
});
