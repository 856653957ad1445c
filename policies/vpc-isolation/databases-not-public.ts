import { type Node, UNKNOWN } from "../graph";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { type DataStore, dataStoresIn } from "./data-stores";

export const databasesNotPublic: Rule = {
  name: "databases-not-public",
  demands: "No database, warehouse, cache or search domain has an address on the internet.",
  why: "From outside of the VPC the name of a publicly accessible instance resolves to a public address (“CreateDBInstance”); a search domain that was made without a VPC has a public endpoint for good (“Launching your Amazon OpenSearch Service domains within a VPC”).",
  breaks:
    "Anybody can try passwords and the server's own weaknesses; a wrong security group is then the only thing between the data and the internet.",
  mend: "Set publiclyAccessible to false; give a search domain vpcOptions, which replaces it.",
  meets: ["databases-not-public"],
  severity: "critical",
  scope: "stack",
  judge: (graph) => dataStoresIn(graph).flatMap(({ node, store }) => judgeStore(node, store)),
};

function judgeStore(node: Node, { isPublic, isPublicWithout }: DataStore): Finding[] {
  if (isPublicWithout !== undefined && !node.isSet(isPublicWithout))
    return [
      violation(
        node,
        `${node.name} is in no VPC: its endpoint is on the internet, and only its access policy keeps anybody out. Set ${isPublicWithout}, which replaces it.`,
      ),
    ];
  if (isPublic === undefined) return [];
  const value = node.get(isPublic);
  if (value === UNKNOWN) return [undetermined(node, isPublic)];
  if (String(value) !== "true") return [];
  return [
    violation(
      node,
      `${node.name} has an address on the internet, where anybody can try to get in. Set ${isPublic} to false.`,
    ),
  ];
}
