import { CERTIFICATE, CERTIFICATE_VALIDATION } from "../graph/certificates";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { certificatePerRegion } from "./certificate-per-region";
import { domain, record } from "./testing/failover";

const EU = "eu-west-1";
const US = "us-east-1";
const certificate = (
  props: Record<string, unknown> = {},
  region: string | undefined = EU,
  unknown: string[] = [],
) =>
  resource(
    CERTIFICATE,
    "cert",
    {
      domainName: "app.example.com",
      subjectAlternativeNames: ["eu.app.example.com"],
      arn: "arn:cert",
      ...props,
    },
    { region, unknown },
  );
const API = "aws:apigatewayv2/domainName:DomainName";
const served = (props: Record<string, unknown> = {}, options = {}) =>
  resource(
    API,
    "name",
    { domainName: "app.example.com", domainNameConfiguration: { certificateArn: "arn:cert" }, ...props },
    options,
  );
const stray = (name: string, region: string, of: string) =>
  `violation ${name}: ${name} is served from ${region} with a certificate of ${of}, which works nowhere else. Request one in ${region}.`;
const notHeld = (name: string) =>
  `violation name: name serves ${name}, which its certificate cert does not hold: clients would refuse it. Add the name to subjectAlternativeNames.`;
const unsure = (name: string, what: string) =>
  `undetermined ${name}: ${name}: ${what} is not known before a deployment, or not to this stack.`;
const validation = resource(
  CERTIFICATE_VALIDATION,
  "issued",
  {},
  { dependsOn: { certificateArn: [certificate()] } },
);
const listener = (type: string, certificateArn: string) => resource(type, "listener", { certificateArn });
const distribution = resource("aws:cloudfront/distribution:Distribution", "site", {
  viewerCertificate: { acmCertificateArn: "arn:cert" },
});

test.each([
  { title: "a name with a certificate of its region", graph: stackOf(certificate(), served()), says: [] },
  {
    title: "the certificate's other name",
    graph: stackOf(certificate(), served({ domainName: "eu.app.example.com" })),
    says: [],
  },
  {
    title: "a name that its wildcard holds",
    graph: stackOf(certificate({ domainName: "*.example.com" }), served()),
    says: [],
  },
  {
    title: "a name that it does not hold",
    graph: stackOf(certificate(), served({ domainName: "other.example.com" })),
    says: [notHeld("other.example.com")],
  },
  {
    title: "a name below what its wildcard holds",
    graph: stackOf(certificate({ domainName: "*.com" }), served()),
    says: [notHeld("app.example.com")],
  },
  {
    title: "names that are not known",
    graph: stackOf(
      certificate({}, EU, ["subjectAlternativeNames"]),
      served({ domainName: "other.example.com" }),
    ),
    says: [unsure("cert", "which names it holds")],
  },
  {
    title: "a name that is not known",
    graph: stackOf(certificate(), served({}, { unknown: ["domainName"] })),
    says: [],
  },
  {
    title: "a certificate of another region",
    graph: stackOf(certificate({}, US), served()),
    says: [stray("name", EU, US)],
  },
  {
    title: "a certificate that is not made here, of this region",
    graph: stackOf(
      served({ domainNameConfiguration: { certificateArn: "arn:aws:acm:eu-west-1:1:certificate/c" } }),
    ),
    says: [],
  },
  {
    title: "one of another",
    graph: stackOf(
      served({ domainNameConfiguration: { certificateArn: "arn:aws:acm:us-east-1:1:certificate/c" } }),
    ),
    says: [stray("name", EU, US)],
  },
  {
    title: "one that nothing tells",
    graph: stackOf(served({}, { unknown: ["domainNameConfiguration.certificateArn"] })),
    says: [unsure("name", "domainNameConfiguration.certificateArn")],
  },
  {
    title: "a stack whose region is not known",
    graph: stackOf(certificate({}, undefined), served({}, { region: undefined })),
    says: [unsure("name", "its region or its certificate's")],
  },
  {
    title: "a certificate through its validation, in a preview",
    graph: previewOf(
      certificate(),
      validation,
      resource(
        API,
        "name",
        { domainName: "x.example.com" },
        { dependsOn: { domainNameConfiguration: [validation] } },
      ),
    ),
    says: [notHeld("x.example.com")],
  },
  {
    title: "a load balancer's",
    graph: stackOf(certificate({}, US), listener("aws:lb/listener:Listener", "arn:cert")),
    says: [stray("listener", EU, US)],
  },
  {
    title: "an older load balancer's",
    graph: stackOf(
      certificate({}, US),
      listener("aws:alb/listenerCertificate:ListenerCertificate", "arn:cert"),
    ),
    says: [stray("listener", EU, US)],
  },
  {
    title: "a load balancer's of its region, which says no name",
    graph: stackOf(certificate(), listener("aws:lb/listener:Listener", "arn:cert")),
    says: [],
  },
  {
    title: "a listener without one",
    graph: stackOf(resource("aws:lb/listener:Listener", "listener", {})),
    says: [],
  },
  { title: "CloudFront's in us-east-1", graph: stackOf(certificate({}, US), distribution), says: [] },
  {
    title: "CloudFront's elsewhere",
    graph: stackOf(certificate(), distribution),
    says: [stray("site", US, EU)],
  },
  {
    title: "an edge-optimised API's",
    graph: stackOf(
      certificate(),
      resource("aws:apigateway/domainName:DomainName", "name", {
        domainName: "app.example.com",
        certificateArn: "arn:cert",
      }),
    ),
    says: [stray("name", US, EU)],
  },
  {
    title: "a regional REST API's",
    graph: stackOf(
      certificate(),
      resource("aws:apigateway/domainName:DomainName", "name", {
        domainName: "app.example.com",
        regionalCertificateArn: "arn:cert",
      }),
    ),
    says: [],
  },
  { title: "nothing that serves", graph: stackOf(certificate()), says: [] },
])("$title", ({ graph, says }) => expectVerdict(certificatePerRegion, graph, says));

describe("the failover name", () => {
  const eu = domain("eu", "eu.app.example.com", EU);
  const refused =
    "violation one: one sends clients of app.example.com to eu, and no custom domain name there is app.example.com: the API would refuse them. Make one, with a certificate of the region.";
  test.each([
    {
      title: "is a custom domain name as well",
      graph: stackOf(eu, domain("app", "app.example.com", EU), record("one")),
      says: [],
    },
    { title: "is not", graph: stackOf(eu, record("one")), says: [refused] },
    {
      title: "is one in another region only",
      graph: stackOf(eu, domain("app", "app.example.com", US), record("one")),
      says: [refused],
    },
    {
      title: "is one by a wildcard",
      graph: stackOf(eu, domain("app", "*.example.com", EU), record("one")),
      says: [],
    },
    {
      title: "may be one whose name is not known",
      graph: stackOf(eu, resource(API, "app", {}, { unknown: ["domainName"] }), record("one")),
      says: [],
    },
    { title: "leads to what is not known here", graph: stackOf(record("one")), says: [] },
    { title: "is not known", graph: stackOf(eu, record("one", {}, { unknown: ["name"] })), says: [] },
  ])("$title", ({ graph, says }) => expectVerdict(certificatePerRegion, graph, says));
});

test("a name can be excused", () => {
  const graph = stackOf(certificate({}, US), served());
  expect(excusing(certificatePerRegion, graph, "name")).toEqual(["excused name"]);
});
