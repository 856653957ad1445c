import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { CopyObjectCommand, GetBucketReplicationCommand } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { sha256Of } from "../handlers/delivery/undeliverable-object";
import { inspect } from "../handlers/replay/inspect";
import { adopt, planAdoption } from "./adopt";
import { Pair } from "./pair";
import { type FakeObject, FakeS3 } from "./testing/fake-s3";
import { exampleOutputs } from "./testing/outputs";

const LOST = "eu-west-1";
const SURVIVOR = "us-west-2";
const BUCKET = `undeliverable-${SURVIVOR}`;
const NOW = Date.UTC(2026, 10, 20, 12);
const pair = new Pair([exampleOutputs("primary", LOST), exampleOutputs("standby", SURVIVOR)], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});

let s3: FakeS3;
const route53 = mockClient(Route53Client);
const observed = (...statuses: string[]) =>
  route53.on(GetHealthCheckStatusCommand).resolves({
    HealthCheckObservations: statuses.map((Status) => ({ StatusReport: { Status } })),
  });

beforeEach(() => {
  s3 = new FakeS3();
  s3.client.on(GetBucketReplicationCommand).resolves({
    ReplicationConfiguration: {
      Role: "r",
      Rules: [{ Status: "Enabled", Destination: { Bucket: "b" } }],
    },
  });
  route53.reset();
  route53.on(ListResourceRecordSetsCommand).resolves({
    ResourceRecordSets: [
      { Name: "events.holdfast.example.", Type: "CNAME", SetIdentifier: LOST, HealthCheckId: "eu" },
    ],
  });
  route53.on(GetHealthCheckCommand).resolves({
    HealthCheck: {
      Id: "eu",
      CallerReference: "x",
      HealthCheckVersion: 1,
      HealthCheckConfig: { Type: "HTTPS" },
    },
  });
  observed("Failure: connection timed out");
});
afterEach(() => s3.client.restore());

const bodyOf = (index: number) => `{"event_id":"e-${index}"}\n`;
const hashOf = (index: number) => sha256Of(Buffer.from(bodyOf(index)));
const batchKey = (region: string, index: number) =>
  `undeliverable/region=${region}/2026/11/20/10/${hashOf(index)}.ndjson`;
const receiptKey = (region: string, index: number) => `drained/region=${region}/${hashOf(index)}.json`;

const putBatch = (index: number) =>
  s3.put(BUCKET, batchKey(LOST, index), bodyOf(index), {
    contentType: "application/x-ndjson",
    metadata: {
      version: "1",
      origin: LOST,
      holder: LOST,
      events: "1",
      bytes: "18",
      sha256: hashOf(index),
      build: "b1",
      reason: "Timeout",
    },
  });
const putReceipt = (index: number, over = {}) => s3.put(BUCKET, receiptKey(LOST, index), "{}", over);
const planned = () => planAdoption(pair, pair.primary);
const adopted = async () => adopt(await planned(), { now: () => NOW });
const survivors = () => s3.keys(BUCKET, `undeliverable/region=${SURVIVOR}/`);

test("takes over what no receipt subtracts, as the survivor's own, with a receipt in the lost region's name", async () => {
  for (const index of [1, 2, 3]) putBatch(index);
  putReceipt(1);
  const plan = await planned();
  expect(plan).toMatchObject({
    lost: LOST,
    survivor: SURVIVOR,
    signsOfLife: [],
    replicates: true,
    undrained: { found: 3 },
  });
  expect(await adopt(plan, { now: () => NOW })).toEqual({ adopted: 2, alreadyDrained: 0, failed: [] });
  expect(survivors()).toEqual([2, 3].map((index) => batchKey(SURVIVOR, index)).sort());

  const copy = s3.bucket(BUCKET).get(batchKey(SURVIVOR, 2));
  expect(copy).toMatchObject({
    body: Buffer.from(bodyOf(2)),
    contentType: "application/x-ndjson",
    metadata: {
      version: "1",
      origin: LOST,
      holder: SURVIVOR,
      adopted_from: LOST,
      events: "1",
      bytes: "18",
      sha256: hashOf(2),
      build: "b1",
      reason: "Timeout",
    },
  });
  const receipt = s3.bucket(BUCKET).get(receiptKey(LOST, 2));
  expect(receipt?.metadata).toEqual({ adopted_by: SURVIVOR });
  expect(JSON.parse(String(receipt?.body))).toEqual({
    version: "1",
    key: batchKey(LOST, 2),
    sha256: hashOf(2),
    events: 1,
    quarantined: null,
    holder: LOST,
    adopted_at: "2026-11-20T12:00:00.000Z",
    adopted_by: SURVIVOR,
    adopted_as: batchKey(SURVIVOR, 2),
  });
});

test("a second adoption finds nothing, even after replay has drained and deleted the copies", async () => {
  putBatch(1);
  await adopted();
  s3.bucket(BUCKET).delete(batchKey(SURVIVOR, 1));
  expect(await adopted()).toEqual({ adopted: 0, alreadyDrained: 0, failed: [] });
  expect(survivors()).toEqual([]);
});

test("a batch whose key does not name its bytes is drained when a receipt names them", async () => {
  const key = `undeliverable/region=${LOST}/2026/11/20/10/${"0".repeat(64)}.ndjson`;
  s3.put(BUCKET, key, bodyOf(7));
  putReceipt(7);
  expect(await adopted()).toEqual({ adopted: 0, alreadyDrained: 1, failed: [] });
});

test("a flawed batch is taken over as it is: the survivor's replay judges it", async () => {
  s3.put(BUCKET, batchKey(LOST, 8), bodyOf(8));
  expect(await adopted()).toMatchObject({ adopted: 1 });
  expect(s3.bucket(BUCKET).get(batchKey(SURVIVOR, 8))?.metadata).toEqual({
    holder: SURVIVOR,
    adopted_from: LOST,
  });
  expect(JSON.parse(String(s3.bucket(BUCKET).get(receiptKey(LOST, 8))?.body))).toMatchObject({
    events: null,
  });
});

describe("a batch that the lost region had adopted from the survivor", () => {
  const adoptedBack = (index: number) => {
    putBatch(index);
    const batch = s3.bucket(BUCKET).get(batchKey(LOST, index)) as FakeObject;
    batch.metadata = { ...batch.metadata, origin: SURVIVOR, adopted_from: SURVIVOR };
    s3.put(BUCKET, receiptKey(SURVIVOR, index), "{}", { metadata: { adopted_by: LOST } });
  };

  test("comes back as a new one: the survivor's replay would take the old bytes for drained, and delete them", async () => {
    adoptedBack(1);
    expect(await adopted()).toEqual({ adopted: 1, alreadyDrained: 0, failed: [] });
    const [copy = "", ...others] = survivors();
    expect(others).toEqual([]);
    const { body, metadata } = s3.bucket(BUCKET).get(copy) as FakeObject;
    expect(inspect(copy, { body, metadata })).toEqual({
      lines: [bodyOf(1).trim()],
      sha256: sha256Of(Buffer.from(`${bodyOf(1)}\n`)),
      flaw: undefined,
    });
    expect(metadata).toMatchObject({ origin: SURVIVOR, holder: SURVIVOR, adopted_from: LOST });
    expect(s3.bucket(BUCKET).has(`drained/region=${SURVIVOR}/${sha256Of(body)}.json`)).toBe(false);
    expect(JSON.parse(String(s3.bucket(BUCKET).get(receiptKey(LOST, 1))?.body))).toMatchObject({
      sha256: hashOf(1),
      adopted_as: copy,
    });
  });

  test("is put at the same place when it is done again", async () => {
    adoptedBack(1);
    await adopted();
    s3.bucket(BUCKET).delete(receiptKey(LOST, 1));
    expect(await adopted()).toMatchObject({ adopted: 1 });
    expect(survivors()).toHaveLength(1);
  });
});

test("a copy that differs is no adoption: no receipt, and it is named", async () => {
  putBatch(1);
  s3.client.on(CopyObjectCommand).resolves({ CopyObjectResult: { ChecksumSHA256: "AAAA" } });
  expect(await adopted()).toEqual({
    adopted: 0,
    alreadyDrained: 0,
    failed: [{ key: batchKey(LOST, 1), problem: "The copy's SHA-256 is 000000." }],
  });
  expect(s3.keys(BUCKET, "drained/")).toEqual([]);
});

test("every call on the bucket names the account that must own it", async () => {
  putBatch(1);
  await adopted();
  const inputs = s3.client.calls().map(({ args: [command] }) => command);
  const calls = inputs.filter((command) => !(command instanceof GetBucketReplicationCommand));
  expect(
    new Set(calls.map(({ input }) => (input as { ExpectedBucketOwner?: string }).ExpectedBucketOwner)),
  ).toEqual(new Set(["123456789012"]));
  const [copy] = s3.client.commandCalls(CopyObjectCommand);
  expect(copy?.args[0].input.ExpectedSourceBucketOwner).toBe("123456789012");
});

describe("one batch that fails", () => {
  test("is counted and named, and the others go on; the next run takes it over", async () => {
    for (const index of [1, 2, 3]) putBatch(index);
    s3.step = (moment, call, key) => {
      if (moment === "before" && call === "copy" && key.includes(hashOf(2))) throw new Error("SlowDown");
    };
    expect(await adopted()).toEqual({
      adopted: 2,
      alreadyDrained: 0,
      failed: [{ key: batchKey(LOST, 2), problem: "SlowDown" }],
    });
    s3.step = () => undefined;
    expect(await adopted()).toEqual({ adopted: 1, alreadyDrained: 0, failed: [] });
  });

  test("is receipted by nobody when its copy is not there", async () => {
    putBatch(1);
    s3.step = (moment, call) => {
      if (moment === "before" && call === "copy") throw new Error("SlowDown");
    };
    await adopted();
    expect(s3.keys(BUCKET, "drained/")).toEqual([]);
  });
});

test("killed at any step, any number of times: what has a receipt has been copied, and nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(12), { maxLength: 8 }),
      fc.uniqueArray(fc.nat(12), { maxLength: 8 }),
      fc.array(fc.nat(30), { maxLength: 4 }),
      async (batches, receipts, kills) => {
        s3.buckets.clear();
        for (const index of batches) putBatch(index);
        for (const index of receipts) putReceipt(index);
        const awaited = batches.filter((index) => !receipts.includes(index));
        for (const steps of kills) {
          let left = steps;
          s3.step = () => {
            left -= 1;
            if (left < 0) throw new Error("killed");
          };
          // A killed run does nothing more, so each of its later calls fails as well.
          await adopted().catch(() => undefined);
          for (const index of awaited)
            if (s3.bucket(BUCKET).has(receiptKey(LOST, index)))
              expect(survivors()).toContain(batchKey(SURVIVOR, index));
        }
        s3.step = () => undefined;
        await adopted();
        expect(survivors()).toEqual(awaited.map((index) => batchKey(SURVIVOR, index)).sort());
        expect((await planned()).undrained.waiting).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

describe("signs of life", () => {
  test.each([
    { title: "an unhealthy check, and no young receipt", statuses: ["Failure: timeout"], signs: [] },
    {
      title: "a healthy check",
      statuses: ["Success: 200"],
      signs: [/health check of eu-west-1's endpoint is healthy/],
    },
    {
      title: "a check that nobody has reported on",
      statuses: [],
      signs: [/no checker has reported on eu-west-1/],
    },
  ])("$title", async ({ statuses, signs }) => {
    observed(...statuses);
    const { signsOfLife } = await planned();
    expect(signsOfLife).toEqual(signs.map((sign) => expect.stringMatching(sign)));
  });

  test("a health check that cannot be read is no proof of death", async () => {
    route53.on(GetHealthCheckStatusCommand).rejects(new Error("no route"));
    expect((await planned()).signsOfLife).toEqual(["whether eu-west-1 is healthy cannot be read (no route)"]);
  });

  test.each([
    { title: "of the last minutes: its replay may be at work", over: { storedAt: new Date() }, signs: 1 },
    { title: "of long ago: none", over: { storedAt: new Date(0) }, signs: 0 },
    {
      title: "of an adoption that was broken off: none",
      over: { storedAt: new Date(), metadata: { adopted_by: SURVIVOR } },
      signs: 0,
    },
  ])("a receipt $title", async ({ over, signs }) => {
    putReceipt(1, over);
    expect((await planned()).signsOfLife).toHaveLength(signs);
  });
});

test("a pair that replicates nothing is told apart from one with nothing to take over", async () => {
  s3.client.on(GetBucketReplicationCommand).rejects({ name: "ReplicationConfigurationNotFoundError" });
  expect(await planned()).toMatchObject({ replicates: false, undrained: { found: 0 } });
});
