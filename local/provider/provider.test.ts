import { Archive } from "../../engine/assets";
import { createProvider, madeUp, problemsOf } from ".";
import { covers } from "./paths";
import { place } from "./testing/talk";
import { withoutSourceConditions } from "./trust-policy";
import { zip } from "./zip";

const provider = createProvider(place.endpoints);
const request = (type: string, inputs: object) => ({
  urn: "urn",
  type,
  name: "thing",
  inputs: inputs as Record<string, unknown>,
  config: { region: "eu-west-1" },
});

test.each([
  { title: "accepts what is modelled", inputs: { bucket: "b", forceDestroy: false }, problems: [] },
  { title: "accepts what is left out for a reason", inputs: { tags: { a: "b" } }, problems: [] },
  { title: "accepts a region of the resource's own", inputs: { region: "us-west-2" }, problems: [] },
  { title: "names a property", inputs: { acl: "private" }, problems: ["acl"] },
  {
    title: "names each of several, by path",
    inputs: { website: { indexDocument: "i" }, corsRules: [{ maxAge: 1 }] },
    problems: ["website.indexDocument", "corsRules[].maxAge"],
  },
])("the check of a bucket $title", ({ inputs, problems }) => {
  const found = problemsOf(request("aws:s3/bucket:Bucket", inputs));
  expect(found.map(({ property }) => property)).toEqual(problems);
  for (const { property, error } of found)
    expect(error.message).toBe(
      `HF_LOCAL_UNMODELLED: Bucket.${property} (thing) has no local model. Model it, or ignore it with a reason.`,
    );
});

test("a type without a model is named", () => {
  const [problem] = problemsOf(request("aws:ec2/natGateway:NatGateway", {}));
  expect(problem?.error.message).toMatch(/^HF_LOCAL_UNMODELLED: NatGateway \(thing\) has no local model\./);
});

test.each([
  { pattern: "a.b", path: "a.b", covered: true },
  { pattern: "a.b", path: "a.c", covered: false },
  { pattern: "a", path: "a.b", covered: false },
  { pattern: "a.b", path: "a", covered: true }, // Empty, or not known before a deployment.
  { pattern: "a[].b", path: "a", covered: true },
  { pattern: "a.*", path: "a.b.c", covered: true },
  { pattern: "a.*", path: "ab", covered: false },
])("the pattern $pattern covers $path: $covered", ({ pattern, path, covered }) => {
  expect(covers(pattern, path)).toBe(covered);
});

test.each([
  {
    title: "what an update can do",
    type: "aws:sqs/queue:Queue",
    changed: ["redrivePolicy"],
    replacement: undefined,
  },
  {
    title: "what is fixed at creation",
    type: "aws:route53/healthCheck:HealthCheck",
    changed: ["requestInterval", "fqdn"],
    replacement: { properties: ["requestInterval"], deleteFirst: false },
  },
  {
    title: "what cannot exist twice",
    type: "aws:lambda/permission:Permission",
    changed: ["sourceArn"],
    replacement: { properties: ["sourceArn"], deleteFirst: true },
  },
  { title: "nothing", type: "aws:lambda/permission:Permission", changed: [], replacement: undefined },
])("the replacement for a change of $title", ({ type, changed, replacement }) => {
  expect(provider.replacementFor(request(type, {}), changed)).toEqual(replacement);
});

test("a function of the provider without a model is refused", async () => {
  await expect(provider.invoke("aws:ec2/getAmi:getAmi", {}, {})).rejects.toThrow(/HF_LOCAL_UNMODELLED/);
});

test("a function's argument without a model is refused", async () => {
  const zones = provider.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", { filters: [] }, {});
  await expect(zones).rejects.toThrow(/HF_LOCAL_UNMODELLED: getAvailabilityZones\.filters/);
});

test("a region that does not run here is named", async () => {
  const elsewhere = { ...request("aws:sqs/queue:Queue", {}), config: { region: "mars-1" } };
  await expect(provider.create(elsewhere)).rejects.toThrow(/HF_LOCAL_REGION: mars-1 .*eu-west-1, us-west-2/);
});

const trust = (condition: object, principal: object = { Service: "scheduler.amazonaws.com" }) =>
  JSON.stringify({ Statement: [{ Principal: principal, Condition: condition }] });
const account = "000000000000";

test.each([
  {
    title: "takes both out",
    condition: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:aws:scheduler:eu-west-1:${account}:schedule/*` },
    },
    left: undefined,
  },
  {
    title: "keeps the external id",
    condition: { StringEquals: { "AWS:SourceAccount": [account], "sts:ExternalId": "x" } },
    left: { StringEquals: { "sts:ExternalId": "x" } },
  },
  {
    title: "takes a bucket's ARN, which names no account",
    condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::lake" } },
    left: undefined,
  },
])("a service's trust policy $title", ({ condition, left }) => {
  const { Statement } = JSON.parse(withoutSourceConditions(trust(condition), "r", account));
  expect(Statement[0].Condition).toEqual(left);
});

test.each([
  { title: "another account", condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } },
  {
    title: "an ARN of another account",
    condition: { ArnLike: { "aws:SourceArn": "arn:aws:firehose:eu-west-1:111111111111:x" } },
  },
  { title: "no ARN", condition: { ArnLike: { "aws:SourceArn": "*" } } },
])("a trust policy that could never hold is refused: $title", ({ condition }) => {
  expect(() => withoutSourceConditions(trust(condition), "r", account)).toThrow(/HF_LOCAL_TRUST/);
});

test("a trust in a principal of one's own is left as it is", () => {
  const condition = { StringEquals: { "aws:SourceAccount": account } };
  const { Statement } = JSON.parse(withoutSourceConditions(trust(condition, { AWS: "arn" }), "r", account));
  expect(Statement[0].Condition).toEqual(condition);
});

test("the same files make the same zip, in whatever order they come", () => {
  const files = [
    ["b.js", Buffer.from("2")],
    ["a.js", Buffer.from("1")],
  ] as const;
  expect(zip(new Map(files)).equals(zip(new Map([...files].reverse())))).toBe(true);
  expect(new Archive(new Map(files)).hash).toBe(new Archive(new Map([...files].reverse())).hash);
});

test("an update keeps what AWS made up, and no input of before: one that changed or went would be shown as it was", () => {
  const before = {
    inputs: { memorySize: 128, tags: {} },
    outputs: { arn: "arn:f", memorySize: 128, tags: {} },
  };
  expect(madeUp(before)).toEqual({ arn: "arn:f" });
});
