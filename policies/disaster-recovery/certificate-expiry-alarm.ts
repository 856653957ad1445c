import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { alarmsOn, hearsEvent, isRedAt } from "../graph/alarms";
import { CERTIFICATE, CERTIFICATE_VALIDATION } from "../graph/certificates";
import { numberOf } from "../parameters";
import { type Finding, type Rule, undetermined, violation } from "../rule";

export const certificateExpiryAlarm: Rule = {
  name: "certificate-expiry-alarm",
  demands:
    "For each certificate there is an alarm in its region before it ends, or an EventBridge rule for its approaching end.",
  why: 'ACM renews by itself only as long as it can prove the names; else it says so by DaysToExpiry and by events ("Amazon EventBridge support for ACM", "Supported CloudWatch metrics").',
  breaks: "The certificate ends unseen, in the standby too: after a failover every client is refused.",
  mend: "Make an alarm on AWS/CertificateManager DaysToExpiry with the certificate's ARN, well above zero, in its region.",
  meets: ["certificate-expiry-alarm"],
  severity: "high",
  scope: "stack",
  parameters: {
    daysMin: {
      type: "integer",
      default: 7,
      minimum: 1,
      maximum: 45,
      description: "Days before the end by which the alarm must be red.",
    },
  },
  judge: (graph, parameters) =>
    graph
      .ofType(CERTIFICATE)
      .filter(({ region }) => !hearsEvent(graph, "ACM Certificate Approaching Expiration", region))
      .flatMap((certificate) => judgeCertificate(graph, certificate, numberOf(parameters, "daysMin"))),
};

function judgeCertificate(graph: StackGraph, certificate: Node, days: number): Finding[] {
  const metric = {
    namespace: "AWS/CertificateManager",
    names: ["DaysToExpiry"],
    dimension: "CertificateArn",
  };
  // A validation hands the certificate's ARN on, once it is issued.
  const validations = graph.referring(certificate, CERTIFICATE_VALIDATION, "certificateArn");
  const { alarms, perhaps } = alarmsOn(graph, metric, certificate, ...validations);
  const problems = alarms.map((alarm) => problemOf(alarm, certificate, days));
  if (problems.includes("")) return [];
  if (problems.includes(UNKNOWN)) return [undetermined(certificate, "the region of its alarm")];
  if (perhaps.length > 0) return [undetermined(certificate, "which certificate some alarm watches")];
  const because = problems.map((problem) => `: ${String(problem)}`).join("");
  return [
    violation(
      certificate,
      `${certificate.name} has no alarm that tells of its end ${days} days before${because}. Make one on AWS/CertificateManager DaysToExpiry, below more than ${days}, in its region.`,
    ),
  ];
}

function problemOf(alarm: Node, certificate: Node, days: number): string | typeof UNKNOWN {
  if (alarm.region !== certificate.region) {
    if (alarm.region === undefined || certificate.region === undefined) return UNKNOWN;
    return `${alarm.name} lies in ${alarm.region}, where it never has data`;
  }
  if (isRedAt(alarm, days) === false) return `${alarm.name} is not red ${days} days before`;
  return "";
}
