import { isKnown, type Node, type StackGraph } from "../graph";
import { endpointsTo, routeTablesOf } from "../graph/endpoints";
import { ROUTE_TABLES, type Table, tablesOf, VPCS } from "../graph/network";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { byNetwork, namesOf, type Use, usesOf } from "./networks";

/** The endpoint is a route: a subnet that follows another table does not have it. */
export const s3EndpointOnEveryRouteTable: Rule = {
  name: "s3-endpoint-on-every-route-table",
  demands:
    "The gateway endpoint for S3 is on the route table of every subnet in which something runs: on the main one where none is associated.",
  why: "The endpoint is a route in the tables that are chosen for it; a subnet that follows another table does not use it (“Gateway endpoints for Amazon S3”: routing).",
  breaks:
    "In one zone everything works, and in the other S3 is reached through NAT, or calls hang until they time out.",
  mend: "Add the table's id to the endpoint's routeTableIds, or an aws.ec2.VpcEndpointRouteTableAssociation.",
  meets: ["gateway-endpoint-on-every-route-table"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const { uses, unclear } = usesOf(graph);
    const judged = [...byNetwork(uses)].flatMap(([network, own]) => {
      const { endpoints } = endpointsTo(graph, network, ["s3"], ["Gateway"]);
      // A network without an endpoint is another rule's.
      return endpoints.length === 0 ? [] : judgeTables(graph, own, endpoints);
    });
    return [...judged, ...unclear];
  },
};

type Cover = "on" | "off" | "perhaps";

interface Judged {
  readonly use: Use;
  readonly table: Table;
  readonly cover: Cover;
}

function judgeTables(graph: StackGraph, uses: readonly Use[], endpoints: readonly Node[]): Finding[] {
  const missing = uses
    .flatMap((use) => judgeUse(graph, use, endpoints))
    .map((one, _, all) => ({ ...one, cover: withDoubt(one, all) }))
    .filter(({ cover }) => cover !== "on");
  const subjects = [...new Set(missing.map(subjectOf))];
  return subjects.map((subject) => {
    const own = missing.filter((one) => subjectOf(one) === subject);
    const off = own.filter(({ cover }) => cover === "off").map(({ use }) => use);
    const [first] = own;
    const table = first ? nameOfTable(first.table) : "";
    if (off.length === 0)
      return undetermined(
        subject,
        `whether ${table} is on ${endpoints.map(({ name }) => name).join(" or ")}`,
      );
    return violation(
      subject,
      `${table} has no route to S3: in ${subnetsOf(off)}, ${namesOf(off)} can reach S3 through NAT only, or not at all. Add it to routeTableIds of ${endpoints[0]?.name}.`,
    );
  });
}

function judgeUse(graph: StackGraph, use: Use, endpoints: readonly Node[]): Judged[] {
  const judged = tablesOf(graph, use.subnet).map((table) => ({
    use,
    table,
    cover: coverOf(graph, table, endpoints),
  }));
  // Where one of several tables counts, and nothing tells which, it is certain only when they agree.
  const isAgreed = new Set(judged.map(({ cover }) => cover)).size === 1;
  return isAgreed ? judged : judged.map((one) => ({ ...one, cover: one.cover === "on" ? "on" : "perhaps" }));
}

/** What may run in one of several subnets is not known to lack the route as long as it has it in another. */
function withDoubt({ use, cover }: Judged, all: readonly Judged[]): Cover {
  const isElsewhere = all.some((other) => other.use.runner.node === use.runner.node && other.cover === "on");
  return cover === "off" && !use.isSure && isElsewhere ? "perhaps" : cover;
}

function coverOf(graph: StackGraph, table: Table, endpoints: readonly Node[]): Cover {
  const covers = endpoints.map((endpoint) => coverBy(graph, table, endpoint));
  return covers.includes("on") ? "on" : covers.includes("perhaps") ? "perhaps" : "off";
}

function coverBy(graph: StackGraph, table: Table, endpoint: Node): Cover {
  if (table.kind === "unknown") return "perhaps";
  const { nodes, outside, isUnknown } = routeTablesOf(graph, endpoint);
  const vpcs =
    table.kind === "main" ? [table.vpc] : graph.refs(table.node, "defaultRouteTableId", VPCS).nodes;
  if (table.kind === "table" && nodes.includes(table.node)) return "on";
  if (nodes.some((node) => vpcs.includes(node)))
    // By what it was computed from, a VPC is named by lists of its other tables too.
    return isKnown(endpoint.get("routeTableIds")) || !nodes.some(({ type }) => ROUTE_TABLES.includes(type))
      ? "on"
      : "perhaps";
  // The id of the main table, written out, is of no resource here.
  const mayBeMain = table.kind === "main" && outside.length > 0;
  return isUnknown || mayBeMain ? "perhaps" : "off";
}

/** Of whom a finding speaks: the table; of the main one that AWS makes, its VPC. */
const subjectOf = ({ table, use }: Judged): Node => {
  if (table.kind === "table") return table.node;
  return table.kind === "main" && table.vpc ? table.vpc : use.subnet;
};

function nameOfTable(table: Table): string {
  if (table.kind === "table") return table.node.name;
  return table.kind === "main"
    ? `the main route table of ${table.vpc?.name ?? "the default VPC"}`
    : table.what;
}

const subnetsOf = (uses: readonly Use[]): string =>
  [...new Set(uses.map(({ subnet }) => subnet.name))].join(" and ");
