/** Certificates: which one serves which name, and in which region. */
import type { Node, StackGraph } from ".";
import { UNKNOWN } from "./values";

export const CERTIFICATE = "aws:acm/certificate:Certificate";
export const CERTIFICATE_VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

/** What serves TLS with a certificate. CloudFront and edge-optimised APIs take theirs from us-east-1. */
const USERS: readonly { types: readonly string[]; path: string; region?: string }[] = [
  { types: ["aws:apigatewayv2/domainName:DomainName"], path: "domainNameConfiguration.certificateArn" },
  { types: ["aws:apigateway/domainName:DomainName"], path: "regionalCertificateArn" },
  { types: ["aws:apigateway/domainName:DomainName"], path: "certificateArn", region: "us-east-1" },
  {
    types: [
      "aws:lb/listener:Listener",
      "aws:alb/listener:Listener",
      "aws:elasticloadbalancingv2/listener:Listener",
      "aws:lb/listenerCertificate:ListenerCertificate",
      "aws:alb/listenerCertificate:ListenerCertificate",
    ],
    path: "certificateArn",
  },
  {
    types: ["aws:cloudfront/distribution:Distribution"],
    path: "viewerCertificate.acmCertificateArn",
    region: "us-east-1",
  },
];

export interface CertificateUse {
  /** What serves with it. */
  readonly by: Node;
  readonly path: string;
  /** Where the certificate must be; undefined where the user's region is not known. */
  readonly region: string | undefined;
  /** Certificates of this stack. */
  readonly certificates: readonly Node[];
  /** ARNs of others. */
  readonly outside: readonly string[];
  readonly isUnknown: boolean;
}

export const certificateUses = (graph: StackGraph): CertificateUse[] =>
  USERS.flatMap(({ types, path, region }) =>
    graph
      .ofType(...types)
      .filter((by) => by.isSet(path))
      .map((by) => ({ by, path, region: region ?? by.region, ...certificatesAt(graph, by, path) })),
  );

/** Also through the validation that hands the ARN on once the certificate is issued. */
function certificatesAt(graph: StackGraph, node: Node, path: string) {
  const { nodes, outside, isUnknown } = graph.refs(node, path, [CERTIFICATE, CERTIFICATE_VALIDATION]);
  return { certificates: nodes.filter(({ type }) => type === CERTIFICATE), outside, isUnknown };
}

/** Whether a certificate holds a name, itself or by a wildcard; UNKNOWN where its names are. */
export function holdsName(certificate: Node, name: string): boolean | typeof UNKNOWN {
  const others = certificate.list("subjectAlternativeNames");
  const names = [certificate.get("domainName"), ...(others === UNKNOWN ? [UNKNOWN] : others)];
  const wildcard = `*${name.slice(name.indexOf("."))}`;
  if (names.includes(name) || names.includes(wildcard)) return true;
  return names.includes(UNKNOWN) ? UNKNOWN : false;
}
