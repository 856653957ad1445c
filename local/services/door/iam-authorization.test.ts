import { scopeOf } from "./iam-authorization";

const signed =
  "AWS4-HMAC-SHA256 Credential=AKIA/20250131/eu-west-1/execute-api/aws4_request, SignedHeaders=host";
test.each([
  { title: "a signature", header: `${signed}, Signature=0`, scope: ["eu-west-1", "execute-api"] },
  { title: "no header", header: undefined, scope: undefined },
  { title: "another scheme", header: "Bearer x", scope: undefined },
  {
    title: "a scope cut short",
    header: "AWS4-HMAC-SHA256 Credential=AKIA/20250131/eu-west-1",
    scope: undefined,
  },
  {
    title: "a scope for something else",
    header: "AWS4-HMAC-SHA256 Credential=AKIA/20250131/eu-west-1/execute-api/other",
    scope: undefined,
  },
])("$title is for $scope", ({ header, scope }) => {
  const [region, service] = scope ?? [];
  expect(scopeOf(header)).toEqual(scope && { region, service });
});
