import { excusing } from "../testing/excused";
import { component, expectVerdict, resource, stackOf } from "../testing/stack";
import { s3EndpointOnEveryRouteTable as rule } from "./s3-endpoint-on-every-route-table";
import { endpoint, follows, network, subnet, table, vpc, worker } from "./testing/network";

const off = (subject: string, table: string, subnets: string, who = "worker") =>
  `violation ${subject}: ${table} has no route to S3: in ${subnets}, ${who} can reach S3 through NAT only, or not at all. Add it to routeTableIds of s3.`;
const unsure = (subject: string, table: string) =>
  `undetermined ${subject}: ${subject}: whether ${table} is on s3 is not known before a deployment, or not to this stack.`;
const on = (...tables: string[]) => endpoint("s3", { routeTableIds: tables.map((one) => `${one}-id`) });
/** `a` follows one table, `b` another. */
const two = [
  vpc(),
  subnet("a"),
  subnet("b"),
  table("first"),
  table("second"),
  follows("a", "first"),
  follows("b", "second"),
];
const loose = [
  vpc("vpc", {}, { outputs: { mainRouteTableId: "rtb-main" } }),
  subnet("a"),
  worker("worker", ["a"]),
];
const adopted = resource("aws:ec2/defaultRouteTable:DefaultRouteTable", "main", {
  defaultRouteTableId: "rtb-main",
});
const home = vpc("vpc", {}, { outputs: { defaultRouteTableId: "rtb-main", mainRouteTableId: "rtb-main" } });

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "on the one table", graph: stackOf(...network(), on("inside")), says: [] },
  { title: "no endpoint, which another rule says", graph: stackOf(...network()), says: [] },
  { title: "on no table", graph: stackOf(...network(), on()), says: [off("inside", "inside", "a and b")] },
  {
    title: "on another table",
    graph: stackOf(...network(), table("other"), on("other")),
    says: [off("inside", "inside", "a and b")],
  },
  {
    title: "on one of two",
    graph: stackOf(...two, worker(), on("first")),
    says: [off("second", "second", "b")],
  },
  { title: "on both", graph: stackOf(...two, worker(), on("first", "second")), says: [] },
  { title: "on the one in use", graph: stackOf(...two, worker("worker", ["b"]), on("second")), says: [] },
  {
    title: "by an association",
    graph: stackOf(
      ...two,
      worker(),
      on("first"),
      resource("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation", "x", {
        vpcEndpointId: "s3-id",
        routeTableId: "second-id",
      }),
    ),
    says: [],
  },
  {
    title: "by two endpoints",
    graph: stackOf(...two, worker(), on("first"), {
      ...on("second"),
      name: "more",
      urn: "urn:more",
      id: "more-id",
    }),
    says: [],
  },
  {
    title: "two who run there",
    graph: stackOf(...network(), worker("second", ["b"]), on()),
    says: [off("inside", "inside", "a and b", "worker and second")],
  },
  {
    title: "the main table, which it is not on",
    graph: stackOf(...loose, on()),
    says: [off("vpc", "the main route table of vpc", "a")],
  },
  {
    title: "the main table, which it is on",
    graph: stackOf(...loose, endpoint("s3", { routeTableIds: ["rtb-main"] })),
    says: [],
  },
  {
    title: "a table written out, which may be the main one",
    graph: stackOf(
      vpc(),
      subnet("a"),
      worker("worker", ["a"]),
      endpoint("s3", { routeTableIds: ["rtb-0abc"] }),
    ),
    says: [unsure("vpc", "the main route table of vpc")],
  },
  {
    title: "the main table, adopted, which it is on",
    graph: stackOf(home, subnet("a"), adopted, worker("worker", ["a"]), on("main")),
    says: [],
  },
  {
    title: "the main table, adopted, by the name of its network",
    graph: stackOf(
      home,
      subnet("a"),
      adopted,
      worker("worker", ["a"]),
      endpoint("s3", { routeTableIds: ["rtb-main"] }),
    ),
    says: [],
  },
  {
    title: "the main table, adopted, which it is not on",
    graph: stackOf(home, subnet("a"), adopted, worker("worker", ["a"]), on()),
    says: [off("main", "main", "a")],
  },
  {
    title: "unknown tables",
    graph: stackOf(...network(), endpoint("s3", {}, { unknown: ["routeTableIds"] })),
    says: [unsure("inside", "inside")],
  },
  {
    title: "tables known by what they depend on",
    graph: stackOf(...two, worker(), endpoint("s3", {}, { dependsOn: { routeTableIds: [table("first")] } })),
    says: [off("second", "second", "b")],
  },
  {
    title: "the network among what the tables depend on, beside tables",
    graph: stackOf(
      ...loose,
      table("other"),
      endpoint("s3", {}, { dependsOn: { routeTableIds: [vpc(), table("other")] } }),
    ),
    says: [unsure("vpc", "the main route table of vpc")],
  },
  {
    title: "the network alone among what the tables depend on",
    graph: stackOf(...loose, endpoint("s3", {}, { dependsOn: { routeTableIds: [vpc()] } })),
    says: [],
  },
  {
    title: "an association that may be another subnet's",
    graph: stackOf(
      vpc(),
      subnet("a"),
      subnet("b"),
      table("first"),
      resource(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "f",
        { routeTableId: "first-id" },
        { dependsOn: { subnetId: [subnet("a"), subnet("b")] } },
      ),
      worker("worker", ["a"]),
      on("first"),
    ),
    says: [unsure("vpc", "the main route table of vpc")],
  },
  {
    title: "a table of another stack",
    graph: stackOf(
      vpc(),
      subnet("a"),
      resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "f", {
        subnetId: "a-id",
        routeTableId: "rtb-0abc",
      }),
      worker("worker", ["a"]),
      on(),
    ),
    says: [unsure("a", "the route table rtb-0abc, which f names,")],
  },
  {
    title: "subnets of another stack",
    graph: stackOf(worker("worker", ["theirs"]), on()),
    says: [
      "undetermined worker: worker: the network of theirs-id, which is of no resource here, is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

describe("of a component's subnets, when nothing tells which", () => {
  const whole = component("awsx:ec2:Vpc", "net");
  const parts = two.map((one) => ({ ...one, parent: whole.urn }));
  const somewhere = worker("worker", [], {
    dependsOn: { vpcConfig: [whole] },
    unknown: ["vpcConfig.subnetIds"],
  });
  test.each([
    { title: "all have the route", tables: ["first", "second"], says: [] },
    { title: "one has it", tables: ["first"], says: [unsure("second", "second")] },
    {
      title: "none has it",
      tables: [],
      says: [off("first", "first", "a"), off("second", "second", "b")],
    },
  ])("$title", ({ tables, says }) =>
    expectVerdict(rule, stackOf(whole, ...parts, somewhere, on(...tables)), says),
  );
});

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(...network(), on()), "inside")).toEqual(["excused inside"]));
