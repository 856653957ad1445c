import { resource, stackOf } from "../testing/stack";
import { CERTIFICATE, CERTIFICATE_VALIDATION, certificateUses, holdsName } from "./certificates";
import { UNKNOWN } from "./values";

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
