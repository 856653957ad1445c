import { bucket } from "../least-privilege/testing/access";
import { excusing } from "../testing/excused";
import { expectVerdict, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { bucketAclIsPrivate as rule } from "./bucket-acl-is-private";

const open = (name: string, how: string) =>
  `violation ${name}: ${name} lets everybody in by an ACL (${how}). Remove it, and set objectOwnership to BucketOwnerEnforced.`;
const acl = (props: object, options?: ResourceOptions) =>
  resource("aws:s3/bucketAcl:BucketAcl", "acl", { bucket: "b", ...props }, options);
const to = (group: string) => ({
  grants: [
    { permission: "READ", grantee: { type: "Group", uri: `http://acs.amazonaws.com/groups/${group}` } },
  ],
});
const unknown = (name: string, path: string) =>
  `undetermined ${name}: ${name}: ${path} is not known before a deployment, or not to this stack.`;

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a bucket without", graph: stackOf(bucket("b")), says: [] },
  {
    title: "private ones",
    graph: stackOf(bucket("b", { acl: "private" }), acl({ acl: "log-delivery-write" })),
    says: [],
  },
  ...["public-read", "public-read-write", "authenticated-read"].map((canned) => ({
    title: `${canned}, inline and beside`,
    graph: stackOf(bucket("b", { acl: canned }), acl({ acl: canned })),
    says: [open("b", canned), open("acl", canned)],
  })),
  {
    title: "an older one",
    graph: stackOf(
      resource("aws:s3/bucketAclV2:BucketAclV2", "old", { acl: "public-read" }),
      resource("aws:s3/bucketV2:BucketV2", "b", { acl: "public-read" }),
    ),
    says: [open("b", "public-read"), open("old", "public-read")],
  },
  {
    title: "all the world by a grant",
    graph: stackOf(acl({ accessControlPolicy: to("global/AllUsers") })),
    says: [open("acl", "AllUsers")],
  },
  {
    title: "all the world twice",
    graph: stackOf(acl({ acl: "public-read", accessControlPolicy: to("global/AllUsers") })),
    says: [open("acl", "public-read, AllUsers")],
  },
  {
    title: "who has an account by a grant",
    graph: stackOf(
      bucket("b", { grants: [{ uri: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" }] }),
    ),
    says: [open("b", "AuthenticatedUsers")],
  },
  {
    title: "the log delivery's group",
    graph: stackOf(acl({ accessControlPolicy: to("s3/LogDelivery") })),
    says: [],
  },
  { title: "an unknown one", graph: stackOf(acl({}, { unknown: ["acl"] })), says: [unknown("acl", "acl")] },
  {
    title: "unknown grants",
    graph: stackOf(acl({}, { unknown: ["accessControlPolicy"] })),
    says: [unknown("acl", "accessControlPolicy")],
  },
  {
    title: "unknown grants inline",
    graph: stackOf(bucket("b", {}, { unknown: ["grants"] })),
    says: [unknown("b", "grants")],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(bucket("b", { acl: "public-read" })), "b")).toEqual(["excused b"]));
