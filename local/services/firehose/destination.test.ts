import { checkDestination, type Destination } from "./destination";

const valid: Destination = { RoleARN: "arn:aws:iam::000000000000:role/r", BucketARN: "arn:aws:s3:::lake" };

test.each<{ title: string; given: Partial<Destination>; problem?: string }>([
  { title: "the least there is", given: {} },
  {
    title: "features that are off",
    given: { S3BackupMode: "Disabled", ProcessingConfiguration: { Enabled: false }, CustomTimeZone: "UTC" },
  },
  {
    title: "a transform",
    given: { ProcessingConfiguration: { Enabled: true } },
    problem: "no model of ProcessingConfiguration",
  },
  {
    title: "a key of KMS",
    given: { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: "a" } } },
    problem: "no model of EncryptionConfiguration",
  },
  { title: "a property of tomorrow", given: { Tomorrow: 1 } as never, problem: "no model of Tomorrow" },
  { title: "another compression", given: { CompressionFormat: "Snappy" }, problem: "Snappy" },
  { title: "a role that is none", given: { RoleARN: "r" }, problem: "RoleARN" },
  { title: "a bucket that is none", given: { BucketARN: "lake" }, problem: "BucketARN" },
  { title: "half of the hints", given: { BufferingHints: { SizeInMBs: 1 } }, problem: "both" },
  {
    title: "a buffer too large",
    given: { BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } },
    problem: "1 to 128",
  },
  {
    title: "an interval too long",
    given: { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 901 } },
    problem: "0 to 900",
  },
  { title: "an extension without its dot", given: { FileExtension: "gz" }, problem: "FileExtension" },
])("$title", ({ given, problem }) => {
  const check = () => checkDestination({ ...valid, ...given });
  if (problem === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(problem);
});
