/** Hosts: what answers to a name, and in which region, as far as a stack says it. */
import type { Node, StackGraph } from ".";
import { hostOf, RECORD, recordName } from "./routing";
import { stringsIn } from "./values";

/** Names that APIs answer to. */
export const CUSTOM_DOMAINS: readonly string[] = [
  "aws:apigatewayv2/domainName:DomainName",
  "aws:apigateway/domainName:DomainName",
];

/** A region's code, also within a longer text. */
export const REGION_IN_TEXT =
  /(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)+-\d/;

/** Names of AWS's own that hold their region, such as `bucket.s3.us-west-2.amazonaws.com`. */
const REGION_IN_HOST = /(?:^|[.-])([a-z]{2}(?:-[a-z]+)+-\d)\.(?:.*\.)?amazonaws\.com(?:\.cn)?$/;

export const regionInHost = (host: string): string | undefined => REGION_IN_HOST.exec(host)?.[1];

/** What a record answers with: its alias's target or its CNAME's, through other records of the stack. */
export const nodesBehind = (graph: StackGraph, record: Node): Node[] => [...behind(graph, record).nodes];

/** Where that is. Empty where this stack does not tell. */
export const regionsOfTargets = (graph: StackGraph, record: Node): Set<string> =>
  behind(graph, record).regions;

/** Where what an endpoint's check asks is. */
export function regionsOfCheck(graph: StackGraph, check: Node): Set<string> {
  const found = new Found();
  lookAt(graph, check, check.isSet("ipAddress") ? "ipAddress" : "fqdn", found);
  return found.regions;
}

/** Where a host is answered. Empty where this stack does not tell. */
export function regionsOfHost(graph: StackGraph, host: string): Set<string> {
  const found = new Found();
  lookUp(graph, host, found);
  return found.regions;
}

class Found {
  readonly nodes = new Set<Node>();
  readonly regions = new Set<string>();
  readonly hosts = new Set<string>();

  add(node: Node): void {
    this.nodes.add(node);
    if (node.region !== undefined) this.regions.add(node.region);
  }
}

function behind(graph: StackGraph, record: Node): Found {
  const found = new Found();
  for (const path of ["aliases", "records"]) lookAt(graph, record, path, found);
  return found;
}

/** By the hosts that stand in a property, and by the resources that it was computed from. */
function lookAt(graph: StackGraph, node: Node, path: string, found: Found): void {
  for (const host of stringsIn(node.get(path))) lookUp(graph, host, found);
  for (const named of graph.refs(node, path).nodes) {
    // Zones and records are in no region: what records point at is.
    if (!named.type.startsWith("aws:route53/")) found.add(named);
    const name = named.type === RECORD ? recordName(graph, named) : undefined;
    if (typeof name === "string") lookUp(graph, name, found);
  }
}

function lookUp(graph: StackGraph, text: string, found: Found): void {
  const host = hostOf(text);
  if (found.hosts.has(host)) return;
  found.hosts.add(host);
  const region = regionInHost(host);
  if (region !== undefined) found.regions.add(region);
  for (const domain of graph.ofType(...CUSTOM_DOMAINS))
    if (domain.get("domainName") === host) found.add(domain);
  for (const record of graph.ofType(RECORD))
    if (!record.isSet("failoverRoutingPolicies") && recordName(graph, record) === host)
      for (const path of ["aliases", "records"]) lookAt(graph, record, path, found);
}
