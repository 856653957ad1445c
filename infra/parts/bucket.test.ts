import { named, type Registered, record } from "../testing/record";
import { DataBucket, tlsOnlyPolicy } from "./bucket";

let resources: Registered[];
beforeAll(async () => {
  resources = await record(() => new DataBucket("lake", { bucketName: "b-lake", noncurrentDays: 30 }));
});

const bucket = "b-lake";
test.each([
  { title: "is never emptied to be destroyed", role: "bucket", inputs: { bucket, forceDestroy: false } },
  {
    title: "is versioned",
    role: "versioning",
    inputs: { bucket, versioningConfiguration: { status: "Enabled" } },
  },
  {
    title: "is encrypted",
    role: "encryption",
    inputs: { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
  },
  {
    title: "blocks public access four times",
    role: "private",
    inputs: {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  },
  {
    title: "has no ACLs",
    role: "ownership",
    inputs: { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
  },
  {
    title: "refuses plain HTTP",
    role: "tls",
    inputs: { bucket, policy: tlsOnlyPolicy("arn:aws:s3:::b-lake") },
  },
  {
    title: "expires no current version: only old ones, and uploads that never ended",
    role: "lifecycle",
    inputs: {
      bucket,
      rules: [
        {
          id: "remove-what-is-no-object",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          expiration: { expiredObjectDeleteMarker: true },
        },
      ],
    },
  },
])("$title", ({ role, inputs }) => {
  expect(named(resources, `lake-${role}`)).toMatchObject({ inputs, parent: "lake" });
  expect(named(resources, `lake-${role}`).inputs).toEqual(inputs);
});

test("expires events after their time, and nothing else, where there is such a time", async () => {
  const limited = await record(
    () => new DataBucket("lake", { bucketName: "b-lake", noncurrentDays: 30, expireDays: 400 }),
  );
  const { rules: before } = named(resources, "lake-lifecycle").inputs as { rules: unknown[] };
  expect(named(limited, "lake-lifecycle").inputs.rules).toEqual([
    ...before,
    { id: "expire-events", status: "Enabled", filter: { prefix: "events/" }, expiration: { days: 400 } },
  ]);
});

test("protects the bucket and everything that guards it, and has nothing else", () => {
  expect(resources.map(({ name, protect }) => [name, protect])).toEqual(
    expect.arrayContaining(
      [
        "lake",
        ...["bucket", "versioning", "encryption", "private", "ownership", "tls", "lifecycle"].map(
          (r) => `lake-${r}`,
        ),
      ].map((name) => [name, true]),
    ),
  );
  expect(resources).toHaveLength(8);
});

test("sets access settings one after the other, and the lifecycle of versions once there are any", () => {
  expect(named(resources, "lake-tls").dependsOn).toEqual(["lake-private"]);
  expect(named(resources, "lake-lifecycle").dependsOn).toEqual(["lake-versioning"]);
});

test("denies, to everyone, and allows nothing", () => {
  expect(JSON.parse(tlsOnlyPolicy("arn:b"))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: ["arn:b", "arn:b/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
});
