import { METRIC_ALARM } from "../graph/alarms";
import { CERTIFICATE, CERTIFICATE_VALIDATION } from "../graph/certificates";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { certificateExpiryAlarm } from "./certificate-expiry-alarm";

const certificate = resource(CERTIFICATE, "site", { domainName: "app.example.com", arn: "arn:site" });
const validation = resource(
  CERTIFICATE_VALIDATION,
  "issued",
  {},
  { dependsOn: { certificateArn: [certificate] } },
);
const alarm = (props: Record<string, unknown> = {}, options: Parameters<typeof resource>[3] = {}) =>
  resource(
    METRIC_ALARM,
    "alarm",
    {
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      dimensions: { CertificateArn: "arn:site" },
      comparisonOperator: "LessThanThreshold",
      threshold: 21,
      ...props,
    },
    options,
  );
const { dimensions: _, ...withoutDimensions } = alarm().inputs;
const unseen = (because = "", days = 7) =>
  `violation site: site has no alarm that tells of its end ${days} days before${because}. Make one on AWS/CertificateManager DaysToExpiry, below more than ${days}, in its region.`;
const eventRule = (eventPattern: string, props = {}, options: Parameters<typeof resource>[3] = {}) =>
  resource("aws:cloudwatch/eventRule:EventRule", "rule", { name: "rule", eventPattern, ...props }, options);
const target = resource("aws:cloudwatch/eventTarget:EventTarget", "target", {
  rule: "rule",
  arn: "arn:topic",
});
const APPROACHING = JSON.stringify({ "detail-type": ["ACM Certificate Approaching Expiration"] });

test.each([
  { title: "an alarm", graph: stackOf(certificate, alarm()), says: [] },
  { title: "none", graph: stackOf(certificate), says: [unseen()] },
  {
    title: "one on another certificate",
    graph: stackOf(certificate, alarm({ dimensions: { CertificateArn: "arn:other" } })),
    says: [unseen()],
  },
  {
    title: "one by another dimension",
    graph: stackOf(certificate, alarm({ dimensions: { Arn: "arn:site" } })),
    says: [unseen()],
  },
  {
    title: "two that are wrong, each told",
    graph: stackOf(
      certificate,
      alarm({ threshold: 7 }),
      resource(METRIC_ALARM, "far", alarm().inputs, { region: "us-east-1" }),
    ),
    says: [unseen(": alarm is not red 7 days before: far lies in us-east-1, where it never has data")],
  },
  {
    title: "one on another metric",
    graph: stackOf(certificate, alarm({ metricName: "Days" })),
    says: [unseen()],
  },
  {
    title: "one in another region",
    graph: stackOf(certificate, alarm({}, { region: "us-east-1" })),
    says: [unseen(": alarm lies in us-east-1, where it never has data")],
  },
  {
    title: "one in a region that is not known",
    graph: stackOf(certificate, alarm({}, { region: undefined })),
    says: [
      "undetermined site: site: the region of its alarm is not known before a deployment, or not to this stack.",
    ],
  },
  { title: "one of eight days", graph: stackOf(certificate, alarm({ threshold: 8 })), says: [] },
  {
    title: "one that comes too late",
    graph: stackOf(certificate, alarm({ threshold: 7 })),
    says: [unseen(": alarm is not red 7 days before")],
  },
  {
    title: "one on the validation that hands the certificate on",
    graph: previewOf(
      certificate,
      validation,
      resource(METRIC_ALARM, "alarm", withoutDimensions, { dependsOn: { dimensions: [validation] } }),
    ),
    says: [],
  },
  {
    title: "one whose certificate nothing tells",
    graph: stackOf(
      certificate,
      resource(METRIC_ALARM, "alarm", withoutDimensions, { unknown: ["dimensions"] }),
    ),
    says: [
      "undetermined site: site: which certificate some alarm watches is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "events of an approaching end",
    graph: stackOf(certificate, eventRule(APPROACHING), target),
    says: [],
  },
  {
    title: "such events without a target",
    graph: stackOf(certificate, eventRule(APPROACHING)),
    says: [unseen()],
  },
  {
    title: "such events in another region",
    graph: stackOf(certificate, eventRule(APPROACHING, {}, { region: "us-east-1" }), target),
    says: [unseen()],
  },
  {
    title: "such events in a region that is not known",
    graph: stackOf(certificate, eventRule(APPROACHING, {}, { region: undefined }), target),
    says: [],
  },
  {
    title: "such events of a rule that is switched off",
    graph: stackOf(certificate, eventRule(APPROACHING, { state: "DISABLED" }), target),
    says: [unseen()],
  },
  { title: "other events", graph: stackOf(certificate, eventRule("{}"), target), says: [unseen()] },
  {
    title: "an alarm where nobody knows the region of either",
    graph: stackOf({ ...certificate, providerConfig: {} }, alarm({}, { region: undefined })),
    says: [],
  },
  {
    title: "an alarm on a certificate whose region is not known",
    graph: stackOf({ ...certificate, providerConfig: {} }, alarm()),
    says: [
      "undetermined site: site: the region of its alarm is not known before a deployment, or not to this stack.",
    ],
  },
  { title: "no certificate", graph: stackOf(alarm()), says: [] },
])("$title", ({ graph, says }) => expectVerdict(certificateExpiryAlarm, graph, says));

test("the days are a parameter", () => {
  const graph = stackOf(certificate, alarm());
  expectVerdict(certificateExpiryAlarm, graph, [unseen(": alarm is not red 30 days before", 30)], {
    daysMin: 30,
  });
});

test("a certificate can be excused", () => {
  expect(excusing(certificateExpiryAlarm, stackOf(certificate), "site")).toEqual(["excused site"]);
});
