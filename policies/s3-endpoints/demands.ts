/** What this pack demands of a stack. Each rule names the demands that it meets. */
export const demands = {
  "gateway-endpoint-in-each-vpc":
    "Every VPC in which something runs has a gateway endpoint for S3, of its own region.",
  "gateway-endpoint-on-every-route-table":
    "That endpoint is on every route table which the subnets in use follow: the main one where none is associated.",
  "endpoint-policy-is-narrow": "The policy of an endpoint names actions and resources; it is not `*`.",
  "interface-endpoints-for-called-apis":
    "A VPC has an interface endpoint for each other AWS API that its functions may call.",
  "private-dns-on": "An interface endpoint answers to the usual name of its API.",
  "two-zones": "An interface endpoint stands in two availability zones at least.",
  "named-endpoints-exist": "A policy that lets only an endpoint in names one that exists.",
  "least-privilege": "Policies allow named actions on named resources, and services only for this account.",
  "buckets-tls-only": "Buckets refuse plain HTTP.",
  "buckets-not-public": "Buckets are closed to the public.",
} as const;
