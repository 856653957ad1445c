import type { Node, StackGraph } from "../graph";
import { type Answer, together } from "../graph/answer";
import { isOnlyTo, portsOf, rulesStatedBy, worldIn } from "../graph/security-groups";
import { textsOf } from "../parameters";
import type { Rule } from "../rule";
import { findingsOf } from "./verdict";

/** The finding is on the resource that says it: a rule, or the group that has it inline. */
export const noGroupOpenToTheWorld: Rule = {
  name: "no-group-open-to-the-world",
  demands:
    "No security group lets in every address, whole or in halves, in IPv4 or IPv6, directly or by a prefix list.",
  why: "A rule should let in only the addresses or groups that need it (“Security group rules”); 0.0.0.0/0 and ::/0 are everybody (“Security best practices for your VPC”).",
  breaks:
    "Any address of the internet may try the port, from the minute that something in the group has a public address or a load balancer before it.",
  mend: "Name the security group of the callers, or their ranges. A public listener's port can be allowed by openPorts.",
  meets: ["no-group-open-to-the-world"],
  severity: "critical",
  scope: "stack",
  parameters: {
    openPorts: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "TCP and UDP ports, such as 443, that may be open to every address: those of public listeners.",
    },
  },
  judge: (graph, parameters) => {
    const allowed = textsOf(parameters, "openPorts").map(String);
    return graph.nodes.flatMap((node) =>
      findingsOf(
        node,
        openingsOf(graph, node, allowed),
        (openings) =>
          `${node.name} lets in the whole internet (${openings.join("; ")}): anybody may try what is behind it. Name the security group of the callers, or their ranges.`,
      ),
    );
  },
};

/** Such as "tcp 22 from 0.0.0.0/0". */
function openingsOf(graph: StackGraph, node: Node, allowed: readonly string[]): Answer<string> {
  const rules = rulesStatedBy(node, "ingress");
  const openings = rules.found
    .filter((rule) => !isOnlyTo(allowed, rule))
    .map((rule) => {
      const world = worldIn(graph, rule);
      return { ...world, found: world.found.map((range) => `${portsOf(rule)} from ${range}`) };
    });
  return together([...openings, { found: [], unknown: rules.unknown }]);
}
