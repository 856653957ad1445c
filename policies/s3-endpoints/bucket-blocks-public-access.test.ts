import { bucket } from "../least-privilege/testing/access";
import { excusing } from "../testing/excused";
import { expectVerdict, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { bucketBlocksPublicAccess as rule } from "./bucket-blocks-public-access";

const all = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const block = (props: object = all, options?: ResourceOptions) =>
  resource(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "block",
    { bucket: "b", ...props },
    options,
  );
const account = (props: object = all, options?: ResourceOptions) =>
  resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "account", { ...props }, options);
const none = (name = "b") =>
  `violation ${name}: ${name} does not block public access: one policy or ACL opens it to the world. Add an aws.s3.BucketPublicAccessBlock with all four switches true.`;
const open = (switches: string) => `violation block: block leaves b open: ${switches} must be true.`;
const switches = Object.keys(all);

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "blocked", graph: stackOf(bucket("b"), block()), says: [] },
  { title: "not blocked", graph: stackOf(bucket("b")), says: [none()] },
  {
    title: "an older bucket",
    graph: stackOf(resource("aws:s3/bucketV2:BucketV2", "old", { bucket: "old" })),
    says: [none("old")],
  },
  { title: "another one blocked", graph: stackOf(bucket("b"), bucket("c"), block()), says: [none("c")] },
  ...switches.map((name) => ({
    title: `${name} off`,
    graph: stackOf(bucket("b"), block({ ...all, [name]: false })),
    says: [open(name)],
  })),
  { title: "nothing switched on", graph: stackOf(bucket("b"), block({})), says: [open(switches.join(", "))] },
  { title: "the whole account", graph: stackOf(bucket("b"), account()), says: [] },
  {
    title: "the account in part",
    graph: stackOf(bucket("b"), account({ ...all, blockPublicAcls: false })),
    says: [none()],
  },
  {
    title: "the account, perhaps",
    graph: stackOf(bucket("b"), account(all, { unknown: ["blockPublicAcls"] })),
    says: [none()],
  },
  {
    title: "unknown switches",
    graph: stackOf(bucket("b"), block(all, { unknown: ["blockPublicAcls", "ignorePublicAcls"] })),
    says: [
      "undetermined block: block: blockPublicAcls and ignorePublicAcls is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "one switch off, one unknown",
    graph: stackOf(
      bucket("b"),
      block({ ...all, blockPublicPolicy: false }, { unknown: ["blockPublicAcls"] }),
    ),
    says: [open("blockPublicPolicy")],
  },
  {
    title: "a block of whichever bucket",
    graph: stackOf(bucket("b"), block(all, { unknown: ["bucket"] })),
    says: [
      "undetermined b: b: which BucketPublicAccessBlock is its own is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(bucket("b")), "b")).toEqual(["excused b"]));
