import {
  batchPolicy,
  batchTrust,
  LakeToPeerRegion,
  replicatePolicy,
  replicationRules,
  replicationTrust,
  ruleIds,
} from "./lake-to-peer-region";
import { DataBucket } from "./parts/bucket";
import { ACCOUNT, named, type Registered, record } from "./testing/record";

const prefixes = ["undeliverable/region=eu-west-1/", "drained/region=eu-west-1/"];

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new LakeToPeerRegion("step", {
        roleName: "h-replication",
        batchRoleName: "h-s3-batch",
        reportPrefix: "reports/region=eu-west-1/",
        accountId: ACCOUNT,
        source: new DataBucket("source", { bucketName: "b-here", noncurrentDays: 30 }),
        peerBucketName: "b-there",
        prefixes,
        timeControl: false,
      }),
  );
});

test("replicates this region's prefixes to the bucket of this account, and no deletion", () => {
  expect(named(resources, "step-rules").inputs).toEqual({
    bucket: "b-here",
    role: "arn:step-role",
    rules: [
      {
        id: "undeliverable",
        priority: 1,
        status: "Enabled",
        filter: { prefix: "undeliverable/region=eu-west-1/" },
        deleteMarkerReplication: { status: "Disabled" },
        destination: { bucket: "arn:aws:s3:::b-there", account: ACCOUNT, metrics: { status: "Enabled" } },
      },
      {
        id: "drained",
        priority: 2,
        status: "Enabled",
        filter: { prefix: "drained/region=eu-west-1/" },
        deleteMarkerReplication: { status: "Disabled" },
        destination: { bucket: "arn:aws:s3:::b-there", account: ACCOUNT, metrics: { status: "Enabled" } },
      },
    ],
  });
});

test("starts once the bucket is versioned and the role has its rights", () => {
  expect(named(resources, "step-rules").dependsOn).toEqual(["step-replicate"]);
  expect(named(resources, "step-role").inputs).toEqual({
    name: "h-replication",
    assumeRolePolicy: replicationTrust,
  });
  expect(named(resources, "step-replicate").inputs).toEqual({
    name: "replicate",
    role: "h-replication",
    policy: replicatePolicy("arn:aws:s3:::b-here", "arn:aws:s3:::b-there", prefixes, ACCOUNT),
  });
});

test("is not protected: it holds no data", () => {
  const own = resources.filter(({ parent }) => parent === "step");
  expect(own.map(({ protect }) => protect)).toEqual(new Array(5).fill(false));
});

test("S3 Batch Operations asks for the replication of these prefixes, reports here, and copies nothing itself", () => {
  expect(named(resources, "step-batch-role").inputs).toEqual({
    name: "h-s3-batch",
    assumeRolePolicy: batchTrust,
  });
  expect(named(resources, "step-replicate-existing").inputs).toEqual({
    name: "replicate-existing",
    role: "h-s3-batch",
    policy: batchPolicy("arn:aws:s3:::b-here", prefixes, "reports/region=eu-west-1/"),
  });
  expect(JSON.parse(batchPolicy("arn:here", ["p/", "q/"], "r/")).Statement).toEqual([
    { Effect: "Allow", Action: ["s3:InitiateReplication"], Resource: ["arn:here/p/*", "arn:here/q/*"] },
    {
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"],
      Resource: ["arn:here"],
    },
    { Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:here/r/*"] },
  ]);
  expect(JSON.parse(batchTrust).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "batchoperations.s3.amazonaws.com" },
      Action: ["sts:AssumeRole"],
    },
  ]);
});

test("two prefixes of one kind are two rules with ids of their own", () => {
  expect(ruleIds(["undeliverable/region=a/", "drained/region=a/", "drained/region=b/"])).toEqual([
    "undeliverable",
    "drained",
    "drained-2",
  ]);
});

test("time control is 15 minutes, with its metrics", () => {
  expect(replicationRules(["events/region=r/"], "arn:b", "1", true)).toEqual([
    {
      id: "events",
      priority: 1,
      status: "Enabled",
      filter: { prefix: "events/region=r/" },
      deleteMarkerReplication: { status: "Disabled" },
      destination: {
        bucket: "arn:b",
        account: "1",
        metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
        replicationTime: { status: "Enabled", time: { minutes: 15 } },
      },
    },
  ]);
});

test("the role reads versions here, writes replicas there, and deletes nothing", () => {
  expect(JSON.parse(replicatePolicy("arn:here", "arn:there", ["p/"], "1")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: ["arn:here"],
    },
    {
      Effect: "Allow",
      Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      Resource: ["arn:here/p/*"],
    },
    {
      Effect: "Allow",
      Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: ["arn:there/p/*"],
      Condition: { StringEquals: { "aws:ResourceAccount": "1" } },
    },
  ]);
  expect(JSON.parse(replicationTrust).Statement).toEqual([
    { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: ["sts:AssumeRole"] },
  ]);
});
