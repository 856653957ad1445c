import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { type CertificateUse, certificateUses, holdsName } from "../graph/certificates";
import { CUSTOM_DOMAINS, nodesBehind } from "../graph/hosts";
import { failoverRecords } from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";

export const certificatePerRegion: Rule = {
  name: "certificate-per-region",
  demands:
    "What serves a name has a certificate of its own region that holds the name; the failover name is served so in each region.",
  why: 'ACM certificates are regional: a certificate cannot be copied between regions ("Supported Regions" of ACM), and a regional custom domain name needs one in its own ("Set up a Regional custom domain name in API Gateway").',
  breaks:
    "The region cannot be deployed, or answers the failover name with an error or a certificate of another name, just when it must take over.",
  mend: "Request a certificate for the failover name and the region's own name in each region.",
  meets: ["certificate-per-region"],
  severity: "high",
  scope: "stack",
  judge: (graph) => [
    ...certificateUses(graph).flatMap(judgeUse),
    ...failoverRecords(graph).flatMap(({ node, name }) => judgeServed(graph, node, name)),
  ],
};

function judgeUse(use: CertificateUse): Finding[] {
  const { by, path, region, certificates, outside, isUnknown } = use;
  if (isUnknown) return [undetermined(by, path)];
  const regions = [
    ...certificates.map((certificate) => certificate.region),
    ...outside.map((arn) => arn.split(":")[3]),
  ];
  const stray = regions.find((one) => one !== undefined && region !== undefined && one !== region);
  if (stray !== undefined)
    return [
      violation(
        by,
        `${by.name} is served from ${region} with a certificate of ${stray}, which works nowhere else. Request one in ${region}.`,
      ),
    ];
  if (region === undefined || regions.includes(undefined))
    return [undetermined(by, "its region or its certificate's")];
  return certificates.flatMap((certificate) => judgeName(by, certificate));
}

function judgeName(by: Node, certificate: Node): Finding[] {
  const name = by.get("domainName");
  if (!CUSTOM_DOMAINS.includes(by.type) || typeof name !== "string") return [];
  const holds = holdsName(certificate, name);
  if (holds === UNKNOWN) return [undetermined(certificate, "which names it holds")];
  if (holds) return [];
  return [
    violation(
      by,
      `${by.name} serves ${name}, which its certificate ${certificate.name} does not hold: clients would refuse it. Add the name to subjectAlternativeNames.`,
    ),
  ];
}

/** An API answers only to names that it has as custom domain names: DNS alone does not make one of the failover name. */
function judgeServed(graph: StackGraph, record: Node, name: unknown): Finding[] {
  const domains = nodesBehind(graph, record).filter(({ type }) => CUSTOM_DOMAINS.includes(type));
  if (domains.length === 0 || typeof name !== "string") return [];
  const regions = new Set(domains.map(({ region }) => region));
  const serves = graph
    .ofType(...CUSTOM_DOMAINS)
    .filter(({ region }) => regions.has(region))
    .map((domain) => domain.get("domainName"));
  if (serves.includes(name) || serves.includes(name.replace(/^[^.]+/, "*")) || serves.includes(UNKNOWN))
    return [];
  return [
    violation(
      record,
      `${record.name} sends clients of ${name} to ${domains.map((domain) => domain.name).join(", ")}, and no custom domain name there is ${name}: the API would refuse them. Make one, with a certificate of the region.`,
    ),
  ];
}
