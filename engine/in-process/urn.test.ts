import { aliasUrn, providerUrn, STACK_TYPE, urnOf } from "./urn";

const own = { stack: "dev", project: "demo", type: "aws:s3/bucket:Bucket", name: "lake" };
const stackUrn = urnOf({ ...own, type: STACK_TYPE, name: "demo-dev" });
const component = urnOf({ ...own, type: "demo:index:Lake", name: "lake", parent: stackUrn });
const inner = urnOf({ ...own, type: "demo:index:Inner", name: "inner", parent: component });

test.each([
  { title: "without a parent", parent: undefined, urn: "urn:pulumi:dev::demo::aws:s3/bucket:Bucket::lake" },
  { title: "below the stack", parent: stackUrn, urn: "urn:pulumi:dev::demo::aws:s3/bucket:Bucket::lake" },
  {
    title: "below a component",
    parent: component,
    urn: "urn:pulumi:dev::demo::demo:index:Lake$aws:s3/bucket:Bucket::lake",
  },
  {
    title: "below a component in a component",
    parent: inner,
    urn: "urn:pulumi:dev::demo::demo:index:Lake$demo:index:Inner$aws:s3/bucket:Bucket::lake",
  },
])("a URN holds the types of all parents: $title", ({ parent, urn }) => {
  expect(urnOf({ ...own, parent })).toBe(urn);
});

test.each([
  {
    title: "another name",
    spec: { name: "old" },
    urn: "urn:pulumi:dev::demo::demo:index:Lake$aws:s3/bucket:Bucket::old",
  },
  { title: "no parent", spec: { noParent: true }, urn: "urn:pulumi:dev::demo::aws:s3/bucket:Bucket::lake" },
  {
    title: "another project",
    spec: { project: "p" },
    urn: "urn:pulumi:dev::p::demo:index:Lake$aws:s3/bucket:Bucket::lake",
  },
])("an alias says only what was different: $title", ({ spec, urn }) => {
  expect(aliasUrn(spec, { ...own, parent: component })).toBe(urn);
});

test("a provider reference is a URN and an id", () => {
  expect(providerUrn("urn:pulumi:dev::demo::pulumi:providers:aws::east::some-id")).toBe(
    "urn:pulumi:dev::demo::pulumi:providers:aws::east",
  );
});
