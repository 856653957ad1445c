import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  DeleteBucketReplicationCommand,
  DeleteObjectCommand,
  GetBucketReplicationCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketReplicationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type ReplicationRule,
  S3Client,
} from "@aws-sdk/client-s3";
import { type ServiceProcess, startService } from "../../process";
import { ACCOUNT_ID, ROOT, startTestAccount, type TestAccount, until } from "../test-account";
import type { ReplicationStatus } from "./replication/replicator";
import type { BackgroundConfig, BackgroundReady } from "./service";

const EU = "eu-west-1";
const US = "us-west-2";
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/replication`;
let account: TestAccount;
let service: ServiceProcess<BackgroundReady>;
const clients: S3Client[] = [];

const start = () =>
  startService<BackgroundConfig, BackgroundReady>(
    "background",
    join(__dirname, "main.ts"),
    {
      ministack: account.url,
      aws: { [EU]: account.url, [US]: account.url },
      credentials: ROOT,
      accountId: ACCOUNT_ID,
      speed: 10,
      replicationLagSeconds: 5,
      stateDir: join(account.folder, "background"),
    },
    join(account.folder, "background.log"),
  );

/** The replication API as a gate routes it here: every other S3 call goes to MiniStack. */
const api = (region: string) => {
  const client = new S3Client({
    region,
    endpoint: service.ready.url,
    credentials: ROOT,
    forcePathStyle: true,
  });
  clients.push(client);
  return client;
};
const status = async () =>
  (await (await fetch(`${service.ready.control}/replication`)).json()) as ReplicationStatus;
const settled = () => until(status, ({ pending }) => pending === 0);
const pause = (paused: boolean) =>
  fetch(`${service.ready.control}/replication`, { method: "PUT", body: JSON.stringify({ paused }) });

const ruleTo = (bucket: string, changes: Partial<ReplicationRule> = {}): ReplicationRule => ({
  ID: "all",
  Priority: 1,
  Status: "Enabled",
  Filter: { Prefix: "" },
  DeleteMarkerReplication: { Status: "Disabled" },
  Destination: { Bucket: `arn:aws:s3:::${bucket}`, Account: ACCOUNT_ID },
  ...changes,
});
const replicate = (region: string, Bucket: string, ...Rules: ReplicationRule[]) =>
  api(region).send(
    new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: ROLE, Rules } }),
  );
const write = (region: string, Bucket: string, Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  account.s3(region).send(new PutObjectCommand({ Bucket, Key, Body: Key, ...more }));
const versions = async (region: string, Bucket: string) =>
  ((await account.s3(region).send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? []).map(
    ({ Key }) => Key,
  );

/** Two buckets of their own, one in each region. */
async function pair(name: string): Promise<{ eu: string; us: string }> {
  const [eu, us] = [`${name}-eu`, `${name}-us`];
  await Promise.all([account.createBucket(EU, eu), account.createBucket(US, us)]);
  return { eu, us };
}

const grants = (of: string) => [
  { action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], resource: [`arn:aws:s3:::${of}-*`] },
  {
    action: [
      "s3:GetObjectVersionForReplication",
      "s3:GetObjectVersionAcl",
      "s3:GetObjectVersionTagging",
      "s3:ReplicateObject",
      "s3:ReplicateTags",
    ],
    resource: [`arn:aws:s3:::${of}-*/*`],
  },
];

beforeAll(async () => {
  account = await startTestAccount();
  await account.createRole("replication", "s3.amazonaws.com");
  await account.allow("replication", grants("t"));
  service = await start();
}, 120_000);

afterEach(() => pause(false));

afterAll(async () => {
  for (const client of clients) client.destroy();
  await service?.stop();
  await account?.stop();
}, 30_000);

test("answers the configuration as it was put, until it is deleted", async () => {
  const { eu, us } = await pair("t-configured");
  await replicate(EU, eu, ruleTo(us));
  const { ReplicationConfiguration } = await api(EU).send(new GetBucketReplicationCommand({ Bucket: eu }));
  expect(ReplicationConfiguration).toEqual({ Role: ROLE, Rules: [ruleTo(us)] });
  await api(EU).send(new DeleteBucketReplicationCommand({ Bucket: eu }));
  await expect(api(EU).send(new GetBucketReplicationCommand({ Bucket: eu }))).rejects.toMatchObject({
    name: "ReplicationConfigurationNotFoundError",
    $metadata: { httpStatusCode: 404 },
  });
  await write(EU, eu, "after");
  expect((await status()).buckets).not.toHaveProperty(eu);
});

test("copies new versions with all that goes with them, both ways, once", async () => {
  const { eu, us } = await pair("t-both");
  await write(EU, eu, "before");
  await replicate(EU, eu, ruleTo(us));
  await replicate(US, us, ruleTo(eu));
  await write(EU, eu, "from/eu", {
    ContentType: "application/x-ndjson",
    ContentEncoding: "identity",
    Metadata: { origin: EU },
    Tagging: "a=1",
    ChecksumSHA256: createHash("sha256").update("from/eu").digest("base64"),
  });
  await write(US, us, "from/us");
  await write(EU, eu, "from/eu2");
  await write(EU, eu, "from/eu2"); // Two versions of one key.
  await settled();
  // A loop would show at a later look: replicas must not become pending either.
  await settled();
  const all = ["from/eu", "from/eu2", "from/eu2", "from/us"];
  expect(await versions(US, us)).toEqual(all);
  expect(await versions(EU, eu)).toEqual(["before", ...all]);
  const where = { Bucket: us, Key: "from/eu" };
  expect(
    await account.s3(US).send(new HeadObjectCommand({ ...where, ChecksumMode: "ENABLED" })),
  ).toMatchObject({
    ContentType: "application/x-ndjson",
    Metadata: { origin: EU },
    ChecksumSHA256: createHash("sha256").update("from/eu").digest("base64"),
  });
  expect((await account.s3(US).send(new GetObjectTaggingCommand(where))).TagSet).toEqual([
    { Key: "a", Value: "1" },
  ]);
}, 30_000);

test("copies what a rule's prefix names, and no delete marker", async () => {
  const { eu, us } = await pair("t-prefix");
  await replicate(
    EU,
    eu,
    ruleTo(us, { Filter: { Prefix: "events/" } }),
    ruleTo(us, { ID: "off", Priority: 2, Filter: { Prefix: "events/not/" } }),
    ruleTo(us, { ID: "disabled", Priority: 3, Status: "Disabled", Filter: { Prefix: "other/" } }),
  );
  await write(EU, eu, "events/1");
  await write(EU, eu, "events/deleted");
  await account.s3(EU).send(new DeleteObjectCommand({ Bucket: eu, Key: "events/deleted" }));
  await write(EU, eu, "other/1");
  await write(EU, eu, "else");
  await settled();
  expect(await account.keys(US, us)).toEqual(["events/1", "events/deleted"]);
}, 30_000);

test("pauses and resumes, and knows what waits", async () => {
  const { eu, us } = await pair("t-paused");
  await replicate(EU, eu, ruleTo(us));
  await pause(true);
  await write(EU, eu, "waiting");
  const waiting = await until(status, ({ oldestPendingSeconds }) => oldestPendingSeconds > 1);
  expect(waiting).toMatchObject({ paused: true, buckets: { [eu]: { pending: 1, copied: 0 } } });
  expect(await account.keys(US, us)).toEqual([]);
  await pause(false);
  await settled();
  expect(await account.keys(US, us)).toEqual(["waiting"]);
}, 30_000);

test("a role too narrow shows as failures, and copying goes on once it is widened", async () => {
  const { eu, us } = await pair("u-narrow");
  await replicate(EU, eu, ruleTo(us));
  await write(EU, eu, "patient");
  const failing = await until(status, ({ buckets }) => (buckets[eu]?.failures ?? 0) > 0);
  expect(failing.buckets[eu]?.lastError).toContain(`s3:ReplicateObject on arn:aws:s3:::${us}/patient`);
  await account.allow("replication", [...grants("t"), ...grants("u")]);
  await settled(); // The role's permissions are asked for again within seconds.
  expect(await account.keys(US, us)).toEqual(["patient"]);
}, 30_000);

test("knows after a restart what was configured and copied", async () => {
  const { eu, us } = await pair("t-restart");
  await replicate(EU, eu, ruleTo(us));
  await replicate(US, us, ruleTo(eu));
  await write(EU, eu, "one");
  await settled();
  await service.stop();
  await write(EU, eu, "two");
  service = await start();
  await settled();
  expect(await versions(US, us)).toEqual(["one", "two"]);
  expect(await versions(EU, eu)).toEqual(["one", "two"]);
}, 30_000);

describe("refuses", () => {
  beforeAll(() => pair("t-refused"));

  test.each<{ title: string; bucket?: string; rule?: Partial<ReplicationRule>; name: string }>([
    { title: "a bucket that is not there", bucket: "t-nobody", name: "NoSuchBucket" },
    {
      title: "a destination that is not there",
      rule: { Destination: { Bucket: "arn:aws:s3:::t-nobody" } },
      name: "InvalidRequest",
    },
    {
      title: "a destination of another account",
      rule: { Destination: { Bucket: "arn:aws:s3:::t-refused-us", Account: "111111111111" } },
      name: "AccessDenied",
    },
    {
      title: "replicated delete markers",
      rule: { DeleteMarkerReplication: { Status: "Enabled" } },
      name: "NotImplemented",
    },
  ])("$title", async ({ bucket = "t-refused-eu", rule, name }) => {
    await expect(replicate(EU, bucket, ruleTo("t-refused-us", rule))).rejects.toMatchObject({ name });
  });
});
