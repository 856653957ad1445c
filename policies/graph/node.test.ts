import { component, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { type StackGraph, UNKNOWN } from "./index";

const DATABASE = "aws:rds/instance:Instance";
const group = resource("aws:ec2/securityGroup:SecurityGroup", "group");

const node = (graph: StackGraph, name: string) => {
  const found = graph.nodes.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

describe("a node", () => {
  const one = (props: object, options: ResourceOptions = {}) =>
    node(stackOf(resource(DATABASE, "db", { ...props }, options)), "db");

  test("has its values at paths", () => {
    const db = one({ a: { b: [{ c: 1 }] }, none: null }, { unknown: ["later", "a.d"] });
    expect(db.get("a.b[0].c")).toBe(1);
    expect(db.get("later")).toBe(UNKNOWN);
    expect(db.get("later.below")).toBe(UNKNOWN);
    expect(db.get("a")).toEqual({ b: [{ c: 1 }], d: UNKNOWN });
    expect(db.get("none")).toBeUndefined();
  });

  test("has outputs too, but inputs win", () => {
    const db = one(
      { size: 1 },
      { unknown: ["late"], outputs: { size: 2, port: 5432, late: "now", never: null } },
    );
    expect([db.get("size"), db.get("port"), db.get("late"), db.get("never")]).toEqual([
      1,
      5432,
      "now",
      undefined,
    ]);
  });

  test("has of an object both what is set and what AWS adds", () => {
    const db = one(
      { a: { x: 1 }, b: { x: 1 }, c: "set" },
      { outputs: { a: { x: 2, y: 2 }, b: "made up", c: { y: 2 } } },
    );
    expect([db.get("a"), db.get("b"), db.get("c")]).toEqual([{ x: 1, y: 2 }, { x: 1 }, "set"]);
  });

  test("lists", () => {
    const db = one({ many: [1, 2], one: { a: 1 }, empty: [] }, { unknown: ["late"] });
    expect(db.list("many")).toEqual([1, 2]);
    expect(db.list("one")).toEqual([{ a: 1 }]);
    expect([db.list("empty"), db.list("absent")]).toStrictEqual([[], []]);
    expect(db.list("late")).toBe(UNKNOWN);
  });

  test("says what is set", () => {
    const db = one({ a: false, b: null }, { unknown: ["late"], dependsOn: { other: [group] } });
    expect(["a", "late", "late.x", "other"].map((path) => db.isSet(path))).toEqual([true, true, true, true]);
    expect(["b", "absent", "a.below"].map((path) => db.isSet(path))).toEqual([false, false, false]);
  });

  test("tells what the program says from what AWS makes up", () => {
    const db = one({ a: 1 }, { outputs: { b: 2 } });
    expect(["a", "b"].map((property) => db.setsProperty(property))).toEqual([true, false]);
  });

  test.each([
    { title: "its provider's", options: { region: "us-west-2" }, region: "us-west-2" },
    { title: "its own first", props: { region: "eu-central-1" }, region: "eu-central-1" },
    { title: "none where its own is unknown", options: { unknown: ["region"] }, region: undefined },
    { title: "none where nobody knows", options: { region: undefined }, region: undefined },
  ])("its region: $title", ({ props = {}, options, region }) =>
    expect(one(props, options).region).toBe(region),
  );

  test("its id, where it is known", () => {
    expect(one({}).id).toBe("db-id");
    expect(one({}, { id: undefined }).id).toBeUndefined();
    expect(one({}, { id: undefined, outputs: { id: "out" } }).id).toBe("out");
    expect(one({}, { id: "" }).id).toBeUndefined();
    expect(one({}, { id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }).id).toBeUndefined();
  });

  test("its tags, without unknown ones", () => {
    expect(one({ tags: { a: "x" } }, { unknown: ["tags.b"] }).tags).toEqual({ a: "x" });
    expect(one({}).tags).toEqual({});
    expect(one({}, { unknown: ["tags"] }).tags).toEqual({});
  });

  test("its parent, whichever comes first", () => {
    const outer = component("test:index:Outer", "outer");
    const child = resource(DATABASE, "db", {}, { parent: outer, protect: true });
    for (const graph of [stackOf(outer, child), stackOf(child, outer)]) {
      expect(node(graph, "db").parent?.name).toBe("outer");
      expect(node(graph, "db")).toMatchObject({ protect: true, custom: true, type: DATABASE });
    }
    expect(node(stackOf(child), "db").parent).toBeUndefined();
  });
});
