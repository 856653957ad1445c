import { REGION, resource, stackOf } from "../testing/stack";
import { certificateUses, holdsName } from "./certificates";
import { UNKNOWN } from "./values";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const CERTIFICATE_VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

const certificate = resource(CERTIFICATE, "cert", { domainName: "a.example.com", arn: "arn:cert" });

test("a use names the certificate once, be it by itself or through its validation", () => {
  const validation = resource(
    CERTIFICATE_VALIDATION,
    "issued",
    {},
    { dependsOn: { certificateArn: [certificate] } },
  );
  const listener = resource(
    "aws:lb/listener:Listener",
    "listener",
    {},
    { dependsOn: { certificateArn: [certificate, validation] } },
  );
  const [use] = certificateUses(stackOf(certificate, validation, listener));
  expect(use?.certificates.map(({ name }) => name)).toEqual(["cert"]);
  expect(use).toMatchObject({ path: "certificateArn", region: "eu-west-1", outside: [], isUnknown: false });
});

test("a use that waits for the validation of another stack's certificate names none of this one", () => {
  const theirs = { certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/theirs" };
  const validation = resource(CERTIFICATE_VALIDATION, "issued", theirs);
  const waits = { dependsOn: { certificateArn: [validation] } };
  const uses = certificateUses(
    stackOf(certificate, validation, resource("aws:lb/listener:Listener", "user", {}, waits)),
  );
  expect(uses).toMatchObject([{ certificates: [], outside: [], isUnknown: false }]);
});

describe("what serves with a certificate", () => {
  const arn = "arn:cert";
  test.each([
    ["aws:apigatewayv2/domainName:DomainName", "domainNameConfiguration.certificateArn", REGION],
    ["aws:apigateway/domainName:DomainName", "regionalCertificateArn", REGION],
    ["aws:apigateway/domainName:DomainName", "certificateArn", "us-east-1"],
    ["aws:lb/listener:Listener", "certificateArn", REGION],
    ["aws:alb/listener:Listener", "certificateArn", REGION],
    ["aws:elasticloadbalancingv2/listener:Listener", "certificateArn", REGION],
    ["aws:lb/listenerCertificate:ListenerCertificate", "certificateArn", REGION],
    ["aws:alb/listenerCertificate:ListenerCertificate", "certificateArn", REGION],
    ["aws:cloudfront/distribution:Distribution", "viewerCertificate.acmCertificateArn", "us-east-1"],
  ])("a %s, at its %s, with one of %s", (type, path, region) => {
    const [property = "", inner] = path.split(".");
    const user = resource(type, "user", { [property]: inner ? { [inner]: arn } : arn });
    const uses = certificateUses(stackOf(certificate, user));
    expect(uses).toMatchObject([{ by: { name: "user" }, path, region, outside: [], isUnknown: false }]);
    expect(uses[0]?.certificates.map(({ name }) => name)).toEqual(["cert"]);
  });

  test("also one that waits for the certificate to be issued", () => {
    const validation = resource(CERTIFICATE_VALIDATION, "issued", { certificateArn: arn, id: "issued-id" });
    const waits = { dependsOn: { certificateArn: [validation] } };
    const uses = certificateUses(
      stackOf(certificate, validation, resource("aws:lb/listener:Listener", "user", {}, waits)),
    );
    expect(uses[0]?.certificates.map(({ name }) => name)).toEqual(["cert"]);
  });

  test("with one of another stack", () => {
    const theirs = "arn:aws:acm:eu-west-1:123456789012:certificate/theirs";
    const user = resource("aws:lb/listener:Listener", "user", { certificateArn: theirs });
    expect(certificateUses(stackOf(certificate, user))).toMatchObject([
      { certificates: [], outside: [theirs], isUnknown: false },
    ]);
  });

  test("with one that nobody knows", () => {
    const user = resource("aws:lb/listener:Listener", "user", {}, { unknown: ["certificateArn"] });
    expect(certificateUses(stackOf(certificate, user))).toMatchObject([
      { certificates: [], outside: [], isUnknown: true },
    ]);
  });
});

test("what has no certificate uses none", () => {
  expect(certificateUses(stackOf(resource("aws:lb/listener:Listener", "listener", { port: 80 })))).toEqual(
    [],
  );
});

test.each([
  [{ domainName: "a.example.com" }, true],
  [{ domainName: "b.example.com" }, false],
  [{ domainName: "*.example.com" }, true],
  [{ domainName: "example.com" }, false],
  [{ domainName: "*.*.*" }, false],
  [{ domainName: "*.com" }, false],
  [{ domainName: "*a.example.com" }, false],
  [{ domainName: "b.example.com", subjectAlternativeNames: ["a.example.com"] }, true],
  [{ domainName: "b.example.com", subjectAlternativeNames: ["c.example.com"] }, false],
])("%j holds a.example.com: %j", (props, holds) => {
  const [node] = stackOf(resource(CERTIFICATE, "cert", props)).nodes;
  expect(node && holdsName(node, "a.example.com")).toBe(holds);
});

test.each(["domainName", "subjectAlternativeNames"])(
  "whether it holds a name is not known where %s is not",
  (property) => {
    const props = { domainName: "b.example.com", subjectAlternativeNames: [] };
    const [node] = stackOf(resource(CERTIFICATE, "cert", props, { unknown: [property] })).nodes;
    expect(node && holdsName(node, "a.example.com")).toBe(UNKNOWN);
  },
);
