/** What the pack demands of a stack, by key. Each has a rule at least; a test says so. */
export const demands: Readonly<Record<string, string>> = {
  "databases-not-public": "No database or cache has an address on the internet.",
  "databases-in-isolated-subnets":
    "Databases and caches are in subnets with no route to an internet gateway or NAT.",
  "data-stores-encrypted": "Databases and caches are encrypted at rest.",
  "databases-reached-from-named-groups": "Databases and caches let in named security groups only.",
  "database-clients-in-isolated-subnets":
    "Functions that hold a database's credentials run in subnets with no route to an internet gateway or NAT.",
  "no-group-open-to-the-world": "No security group lets in every address.",
  "default-group-closed": "The default security group of each VPC has no rules.",
  "no-public-addresses": "Neither subnets nor workloads give instances a public address.",
  "flow-logs-on": "Each VPC has flow logs.",
  "least-privilege":
    "Policies of what the pack speaks of have no wildcards beyond what AWS has no narrower word for, and service principals cannot be made somebody else's deputy.",
};
