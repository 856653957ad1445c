import type { StackValidationPolicy } from "@pulumi/policy";
import type { GraphResource } from "../../engine/graph";
import { analyze } from "../testing/analyzer";
import { component, resource } from "../testing/stack";
import { fromPulumi, type Registered, setBy } from "./from-pulumi";
import { type StackGraph, UNKNOWN } from "./index";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DATABASE = "aws:rds/instance:Instance";
const BUCKET = "aws:s3/bucket:Bucket";

const registrationOf = ({ urn, inputs }: GraphResource) => [urn, setBy(inputs)] as const;

/** What a policy makes of these resources, run by the pack's own evaluator. */
async function read<T>(
  resources: readonly GraphResource[],
  look: (graph: StackGraph) => T,
  registered: Registered = new Map(resources.map(registrationOf)),
): Promise<T> {
  const seen: T[] = [];
  const policy: StackValidationPolicy = {
    name: "look",
    description: "Looks.",
    validateStack: (stack) => {
      seen.push(look(fromPulumi(stack.resources, registered)));
    },
  };
  expect(await analyze([policy], { resources })).toEqual([]); // It did not touch an unknown.
  return seen[0] as T;
}

const node = (graph: StackGraph, name: string) => {
  const found = graph.nodes.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const group = resource(GROUP, "group", { description: "One." });
const names = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name);

test("unknowns, secrets and nulls are read as everywhere", async () => {
  const db = resource(
    DATABASE,
    "db",
    { password: "hidden", nested: { a: [1], none: null } },
    { unknown: ["late", "nested.b"], id: undefined },
  );
  const values = await read([{ ...db, secretInputs: ["password", "nested"] }], (graph) => {
    const { id, region, protect } = node(graph, "db");
    return [
      ...["password", "nested", "late", "late.x", "never"].map((path) => node(graph, "db").get(path)),
      id,
      region,
      protect,
    ];
  });
  expect(values).toEqual([
    "hidden",
    { a: [1], b: UNKNOWN },
    UNKNOWN,
    UNKNOWN,
    undefined,
    undefined,
    "eu-west-1",
    false,
  ]);
});

test("what the program leaves to AWS is absent until it is known", async () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const db = resource(
    DATABASE,
    "db",
    { a: 1 },
    { id: unknown, outputs: { arn: unknown, computed: unknown, port: 5432, region: unknown } },
  );
  const seen = await read([db], (graph) => {
    const one = node(graph, "db");
    return [
      one.id,
      one.get("arn"),
      one.isSet("computed"),
      one.get("port"),
      one.region,
      one.setsProperty("port"),
    ];
  });
  expect(seen).toEqual([undefined, undefined, false, 5432, "eu-west-1", false]);
});

test("a resource of which no property was set may have unknown ones", async () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const queue = resource("aws:sqs/queue:Queue", "q", {}, { id: undefined, outputs: { arn: unknown } });
  expect(await read([queue], (graph) => node(graph, "q").get("arn"))).toBe(UNKNOWN);
});

test("who is named: by dependencies, by ids, through components", async () => {
  const net = component("awsx:ec2:Vpc", "net");
  const subnet = resource(
    "aws:ec2/subnet:Subnet",
    "subnet",
    { cidrBlock: "10.0.0.0/24" },
    { parent: net, protect: true },
  );
  const db = resource(
    DATABASE,
    "db",
    { byId: ["group-id"] },
    { dependsOn: { byDependency: [group], byComponent: [net] } },
  );
  const seen = await read([db, subnet, group, net], (graph) => [
    names(graph.refs(node(graph, "db"), "byId", [GROUP]).nodes),
    names(graph.refs(node(graph, "db"), "byDependency").nodes),
    names(graph.refs(node(graph, "db"), "byComponent").nodes),
    node(graph, "subnet").parent?.name,
    node(graph, "subnet").protect,
  ]);
  expect(seen).toEqual([["group"], ["group"], ["subnet"], "net", true]);
});

test("a stack is in the order of its URNs, and only what providers make", async () => {
  const stack = component("pulumi:pulumi:Stack", "stack");
  const provider = resource("pulumi:providers:aws", "default_7_48_0", { region: "eu-west-1" });
  const a = resource(GROUP, "a", { x: 1 });
  const b = resource(GROUP, "b", { x: 1 });
  expect(await read([b, stack, provider, a], ({ nodes }) => names(nodes))).toEqual(["a", "b"]);
});

test("the region of the stack is its default provider's", async () => {
  const peer = resource(
    GROUP,
    "peer",
    { x: 1 },
    { region: "us-west-2", provider: "urn:pulumi:test::specs::pulumi:providers:aws::peer::id" },
  );
  expect(await read([group, peer], (graph) => [graph.region, node(graph, "peer").region])).toEqual([
    "eu-west-1",
    "us-west-2",
  ]);
});

test.each([
  {
    title: "known in full, and nothing of it set",
    resource: resource(BUCKET, "b", {}, { outputs: { bucket: "theirs" } }),
    isRead: true,
  },
  {
    title: "named by Pulumi",
    resource: resource(BUCKET, "b", {}, { outputs: { bucket: "b-0a1b2c3" } }),
    isRead: false,
  },
  {
    title: "named likewise by somebody",
    resource: resource(BUCKET, "b", {}, { outputs: { bucket: "b-production" } }),
    isRead: true,
  },
  ...["c-0a1b2c3", "b-0a1b2c3d", "b-x0a1b2c3", "0a1b2c3"].map((bucket) => ({
    title: `named ${bucket}, which is not as Pulumi names`,
    resource: resource(BUCKET, "b", {}, { outputs: { bucket } }),
    isRead: true,
  })),
  {
    title: "with numbers among what is known",
    resource: resource(BUCKET, "b", {}, { outputs: { days: 7 } }),
    isRead: true,
  },
  {
    title: "with a property that depends on another resource",
    resource: resource(BUCKET, "b", {}, { outputs: { bucket: "theirs" }, dependsOn: { tags: [group] } }),
    isRead: false,
  },
  {
    title: "not known in full",
    resource: resource(BUCKET, "b", {}, { outputs: { arn: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } }),
    isRead: false,
  },
  ...["eip:Eip", "defaultVpc:DefaultVpc", "internetGateway:InternetGateway"].map((type) => ({
    title: `an ${type}, of which nothing need be set,`,
    resource: resource(`aws:ec2/${type}`, "address"),
    isRead: false,
  })),
  {
    title: "with nothing at all",
    resource: { ...resource(BUCKET, "b", {}, { id: undefined }), outputs: {} },
    isRead: false,
  },
])("only looked up, where nothing registered it: $title is $isRead", async ({ resource: one, isRead }) => {
  expect(await read([one], ({ nodes }) => nodes.length === 0, new Map())).toBe(isRead);
});

test("what is registered is the program's own, and what it sets need not depend on anything", async () => {
  const deployed = resource(
    BUCKET,
    "b",
    { bucket: "mine" },
    { outputs: { bucket: "mine", arn: "arn:aws:s3:::mine" } },
  );
  const seen = await read([deployed], (graph) =>
    ["bucket", "arn"].map((property) => node(graph, "b").setsProperty(property)),
  );
  expect(seen).toEqual([true, false]);
});

test("what is registered is never only looked up, though nothing of it is set", async () => {
  const bare = resource(BUCKET, "b", {}, { outputs: { bucket: "theirs" } });
  expect(await read([bare], ({ nodes }) => names(nodes), new Map([[bare.urn, []]]))).toEqual(["b"]);
});

test("what a provider fills in is not what the program sets", () => {
  expect(setBy({ a: 1, name: "a-0a1b2c3", __defaults: ["name"] })).toEqual(["a"]);
  expect(setBy({ a: 1, __defaults: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })).toEqual(["a"]);
});

test("resources without proxies, as an older evaluator gives them, are read as well", () => {
  const plain = {
    type: GROUP,
    urn: "urn:a",
    name: "a",
    props: { id: "sg-1", x: "y" },
    opts: { protect: true, parent: "urn:above" },
    provider: { name: "default", props: { region: "eu-west-1" }, type: "", urn: "" },
    dependencies: [],
    propertyDependencies: { x: [] },
  } as unknown as Parameters<typeof fromPulumi>[0][number];
  const above = { ...plain, urn: "urn:above", name: "above", opts: { ...plain.opts, parent: undefined } };
  const one = fromPulumi([plain, above], new Map()).find("urn:a");
  expect([one?.id, one?.get("x"), one?.region, one?.protect]).toEqual(["sg-1", "y", "eu-west-1", true]);
  expect(one?.parent?.name).toBe("above");
});
