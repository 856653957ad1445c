import { type GraphResource, UNKNOWN } from "../../engine/graph";
import { bucket, mayPerhaps, replication, role, stream, versioning } from "../testing/data";
import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, previewOf, resource, stackOf } from "../testing/stack";
import { dataBucketsReplicated } from "./data-buckets-replicated";

const US = { region: "us-west-2" };
const lake = bucket("lake");
const mend = "Add a BucketReplicationConfig with an enabled rule to the peer region's bucket.";
const single = `violation lake: lake holds data and is not replicated: they go with its region. ${mend}`;
const within = `violation lake: lake is replicated within eu-west-1 only: its copy goes with the same region. ${mend}`;
const leftOut =
  'violation lake: lake is replicated, but not what stream writes under "events/": no enabled rule speaks of all of it. Give one that prefix.';
const unsure = (what: string) =>
  `undetermined lake: lake: ${what} is not known before a deployment, or not to this stack.`;
/** With its rules within it. */
const v2 = (rule: Record<string, unknown>) =>
  resource("aws:s3/bucketV2:BucketV2", "lake", {
    bucket: "lake",
    arn: "arn:aws:s3:::lake",
    replicationConfigurations: [{ rules: [{ status: "Enabled", ...rule }] }],
  });
const stack = (rule?: Record<string, unknown>, ...others: readonly GraphResource[]) =>
  stackOf(lake, stream("lake"), replication("lake", "copy", rule), ...others);

const rule = (prefix: string, status = "Enabled") => ({
  status,
  filter: { prefix },
  destination: { bucket: "arn:aws:s3:::copy" },
});
const nowhere = (one: GraphResource) => ({ ...one, providerConfig: {} });
const off = (prefixes: string) =>
  `violation lake: lake is replicated, but not what lies under ${prefixes}: that rule is off. Enable it.`;

const toBoth = resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copies", {
  bucket: "lake",
  rules: ["near", "far"].map((to) => ({
    status: "Enabled",
    destination: { bucket: `arn:aws:s3:::${to}` },
  })),
});

describe("one stack", () => {
  test.each([
    { title: "replicates to a bucket that is not its own", graph: stack(), says: [] },
    { title: "does not replicate", graph: stackOf(lake, stream("lake")), says: [single] },
    { title: "has a rule that is off", graph: stack({ status: "Disabled" }), says: [single] },
    {
      title: "has a rule of which it is not known",
      graph: stack({ status: UNKNOWN }),
      says: [unsure("whether it is replicated")],
    },
    {
      title: "has rules that are not known",
      graph: stackOf(
        lake,
        resource(
          "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
          "copies",
          { bucket: "lake" },
          { unknown: ["rules"] },
        ),
      ),
      says: [unsure("whether it is replicated")],
    },
    {
      title: "may write to it",
      graph: stackOf(lake, role("fn"), mayPerhaps("fn", lake)),
      says: [unsure("whether anything may write to it")],
    },
    { title: "holds both regions", graph: stack({}, bucket("copy", {}, US)), says: [] },
    { title: "replicates within its region", graph: stack({}, bucket("copy")), says: [within] },
    {
      title: "replicates, and nothing tells where either bucket is",
      graph: stackOf(nowhere(lake), stream("lake"), replication("lake", "copy"), nowhere(bucket("copy"))),
      says: [],
    },
    {
      title: "replicates within its region, as a BucketV2",
      graph: stackOf(v2({ destinations: [{ bucket: "arn:aws:s3:::copy" }] }), bucket("copy")),
      says: [within],
    },
    {
      title: "replicates another prefix, as a BucketV2",
      graph: stackOf(
        v2({ filters: [{ prefix: "errors/" }], destinations: [{ bucket: "arn:aws:s3:::copy" }] }),
        stream("lake"),
      ),
      says: [leftOut],
    },
    {
      title: "keeps only what could not be delivered elsewhere, and replicates its prefix",
      graph: stackOf(
        lake,
        resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "stream", {
          splunkConfiguration: { s3Configuration: { bucketArn: "arn:aws:s3:::lake", prefix: "failed/" } },
        }),
        replication("lake", "copy", { filter: { prefix: "failed/" } }),
      ),
      says: [],
    },
    {
      title: "replicates to both",
      graph: stackOf(lake, bucket("near"), bucket("far", {}, US), toBoth),
      says: [],
    },
    {
      title: "replicates within its region, in a preview",
      graph: previewOf(
        lake,
        stream("lake"),
        bucket("copy"),
        resource(
          "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
          "copies",
          { bucket: "lake", rules: [{ status: "Enabled", destination: { bucket: UNKNOWN } }] },
          { dependsOn: { rules: [bucket("copy")] } },
        ),
      ),
      says: [within],
    },
    {
      title: "replicates the prefix of what is written",
      graph: stack({ filter: { prefix: "events/" } }),
      says: [],
    },
    { title: "replicates more than it", graph: stack({ filter: { prefix: "ev" } }), says: [] },
    { title: "replicates another", graph: stack({ filter: { prefix: "errors/" } }), says: [leftOut] },
    { title: "replicates a part of it", graph: stack({ filter: { prefix: "events/eu/" } }), says: [leftOut] },
    {
      title: "replicates what is tagged",
      graph: stack({ filter: { tag: { key: "copy", value: "yes" } } }),
      says: [leftOut],
    },
    { title: "replicates what is not known", graph: stack({ filter: { prefix: UNKNOWN } }), says: [] },
    {
      title: "writes what is not known",
      graph: stackOf(
        lake,
        stream("lake", { prefix: UNKNOWN }),
        replication("lake", "copy", { filter: { prefix: "a/" } }),
      ),
      says: [],
    },
    ...[
      { title: "has one of two rules off", rules: [rule("a/"), rule("b/", "Disabled")], says: [off('"b/"')] },
      {
        title: "has two of three rules off",
        rules: [rule("a/"), rule("b/", "Disabled"), rule("c/", "Disabled")],
        says: [off('"b/", "c/"')],
      },
      {
        title: "has a rule off that another one stands for",
        rules: [rule("a/"), rule("a/b/", "Disabled")],
        says: [],
      },
      {
        title: "has a rule off whose prefix is not known",
        rules: [rule("a/"), rule(UNKNOWN, "Disabled")],
        says: [],
      },
      {
        title: "has a rule off beside one whose prefix is not known",
        rules: [rule(UNKNOWN), rule("b/", "Disabled")],
        says: [],
      },
      {
        title: "has a rule off beside one for what is tagged",
        rules: [{ ...rule("a/"), filter: { tag: { key: "copy", value: "yes" } } }, rule("b/", "Disabled")],
        says: [off('"b/"')],
      },
    ].map(({ rules, ...rest }) => ({
      ...rest,
      graph: stackOf(
        lake,
        resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copies", {
          bucket: "lake",
          rules,
        }),
      ),
    })),
    { title: "has no data bucket", graph: stackOf(lake), says: [] },
  ])("$title", ({ graph, says }) => expectVerdict(dataBucketsReplicated, graph, says));
});

describe("two stacks", () => {
  const abroad = `violation lake: lake is replicated to arn:aws:s3:::copy, which is no bucket of the other region's stack: after a failover nothing there can read it. ${mend}`;
  const copy = bucket("copy", {}, US);
  test.each([
    {
      title: "the peer has it, versioned",
      graph: stack(),
      peer: stackOf(copy, versioning("copy")),
      says: [],
    },
    {
      title: "the peer has it, in another partition",
      graph: stack({ destination: { bucket: "arn:aws-us-gov:s3:::copy" } }),
      peer: previewOf(copy, versioning("copy")),
      says: [],
    },
    {
      title: "the peer has it without versions",
      graph: stack(),
      peer: stackOf(copy),
      says: [
        "violation copy: copy receives what lake replicates and keeps no versions: S3 refuses to replicate into it. Add a BucketVersioning with the status Enabled.",
      ],
    },
    {
      title: "the peer may have versions",
      graph: stack(),
      peer: stackOf(copy, versioning("copy", UNKNOWN)),
      says: [],
    },
    {
      title: "the peer does not have it",
      graph: stack(),
      peer: stackOf(bucket("other", {}, US)),
      says: [abroad],
    },
    {
      title: "the peer may have it",
      graph: stack(),
      peer: previewOf(resource("aws:s3/bucket:Bucket", "auto")),
      says: [unsure("which bucket it is replicated to")],
    },
    {
      title: "it is not known which it is",
      graph: stack({ destination: { bucket: UNKNOWN } }),
      peer: stackOf(copy, versioning("copy")),
      says: [unsure("which bucket it is replicated to")],
    },
    {
      title: "the peer has it in the same region",
      graph: stack(),
      peer: stackOf(bucket("copy"), versioning("copy")),
      says: [
        `violation lake: lake is replicated to copy, which lies in eu-west-1 too: both go with the same region. ${mend}`,
      ],
    },
    {
      title: "the peer has it, and nothing tells where either is",
      graph: stackOf(nowhere(lake), stream("lake"), replication("lake", "copy")),
      peer: stackOf(nowhere(copy), versioning("copy")),
      says: [],
    },
    {
      title: "the peer has it without versions, and only its ARN is known",
      graph: stack(),
      peer: stackOf(resource("aws:s3/bucket:Bucket", "auto", { arn: "arn:aws:s3:::copy" }, US)),
      says: [
        "violation auto: auto receives what lake replicates and keeps no versions: S3 refuses to replicate into it. Add a BucketVersioning with the status Enabled.",
      ],
    },
    {
      title: "the peer has another, of which only the name is known",
      graph: stack(),
      peer: previewOf(bucket("other", {}, US)),
      says: [abroad],
    },
    {
      title: "the peer has another, of which only the ARN is known",
      graph: stack(),
      peer: stackOf(resource("aws:s3/bucket:Bucket", "auto", { arn: "arn:aws:s3:::other" }, US)),
      says: [abroad],
    },
    {
      title: "the peer may have it beside another one",
      graph: stack(),
      peer: previewOf(bucket("other", {}, US), resource("aws:s3/bucket:Bucket", "auto")),
      says: [unsure("which bucket it is replicated to")],
    },
    {
      title: "the peer has neither of two",
      graph: stackOf(lake, stream("lake"), toBoth),
      peer: stackOf(bucket("other", {}, US)),
      says: [abroad.replace(":::copy", ":::near, arn:aws:s3:::far")],
    },
    {
      title: "the stack itself has one of two",
      graph: stackOf(lake, stream("lake"), toBoth, bucket("near")),
      peer: stackOf(bucket("other", {}, US)),
      says: [],
    },
    {
      title: "a rule that is off copies nothing",
      graph: stack({ status: "Disabled" }),
      peer: stackOf(copy),
      says: [],
    },
    { title: "one stack holds both regions", graph: stack({}, copy), peer: stackOf(), says: [] },
    {
      title: "what one stack shows by itself",
      graph: stackOf(lake, stream("lake")),
      peer: stackOf(),
      says: [],
    },
  ])("$title", ({ graph, peer, says }) => {
    expect(pairFindings(dataBucketsReplicated, graph, peer)).toEqual(says);
    expect(pairFindings(dataBucketsReplicated, peer, graph)).toEqual(says);
  });
});

test("a bucket that must not leave its region can be excused", () => {
  expect(excusing(dataBucketsReplicated, stackOf(lake, stream("lake")), "lake")).toEqual(["excused lake"]);
});
