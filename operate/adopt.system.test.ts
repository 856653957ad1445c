/** Against a real S3 API: what is taken over is what the survivor's replay then drains, each batch once. */
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { systemClock } from "../handlers/delivery/clock";
import type { Place } from "../handlers/delivery/deliver";
import { undeliverableObject } from "../handlers/delivery/undeliverable-object";
import { pack } from "../handlers/event/pack";
import { drain } from "../handlers/replay/drain";
import { s3ObjectStore } from "../handlers/replay/s3-object-store";
import { ACCOUNT_ID, ROOT, startTestAccount, type TestAccount } from "../local/services/test-account";
import { adopt, planAdoption } from "./adopt";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";
import { forEachOf, UndeliverableBucket } from "./undeliverable-bucket";

const LOST = "eu-west-1";
const SURVIVOR = "us-west-2";
const BUCKET = "undeliverable-us-west-2";
const DRAINED = 1_000;
const WAITING = 10;

let account: TestAccount;
let pair: Pair;
beforeAll(async () => {
  account = await startTestAccount();
  await account.createBucket(SURVIVOR, BUCKET);
  const over = { accountId: ACCOUNT_ID };
  pair = new Pair([exampleOutputs("primary", LOST, over), exampleOutputs("standby", SURVIVOR, over)], {
    credentials: ROOT,
    route53: account.url,
    regions: { [LOST]: account.url, [SURVIVOR]: account.url },
  });
}, 120_000);
afterAll(async () => {
  pair?.close();
  await account?.stop();
}, 30_000);

const batch = (index: number) => {
  const records = pack([`{"event_id":"e-${index}-1"}`, `{"event_id":"e-${index}-2"}`]);
  return undeliverableObject(records, {
    origin: LOST,
    holder: LOST,
    build: "b1",
    reason: "Timeout",
    at: Date.UTC(2026, 10, 20, 10) + index,
  });
};

test(`of ${DRAINED} drained batches and ${WAITING} that are not, exactly the ${WAITING} are replayed`, async () => {
  const indexes = Array.from({ length: DRAINED + WAITING }, (_, index) => index);
  await forEachOf(indexes, 32, async (index) => {
    const { key, body, manifest, checksumSha256 } = batch(index);
    const s3 = account.s3(SURVIVOR);
    const Metadata = { ...manifest };
    await s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: key,
        Body: body,
        Metadata,
        ChecksumSHA256: checksumSha256,
      }),
    );
    if (index >= DRAINED) return;
    const Key = `drained/region=${LOST}/${manifest.sha256}.json`;
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "{}" }));
  });

  const plan = await planAdoption(pair, pair.primary);
  expect(plan.undrained).toMatchObject({ found: DRAINED + WAITING });
  expect(plan.undrained.waiting).toHaveLength(WAITING);
  expect(await adopt(plan)).toEqual({ adopted: WAITING, alreadyDrained: 0, failed: [] });

  const landed: string[] = [];
  const firehose: Place = {
    name: "firehose",
    keep: async (records) => {
      landed.push(...records.map(({ data }) => String(data)));
      return { records: [], reason: undefined };
    },
  };
  const store = s3ObjectStore(
    {
      region: SURVIVOR,
      accountId: ACCOUNT_ID,
      bucket: BUCKET,
      credentials: async () => ROOT,
      patience: { connectMs: 2_000, requestMs: 10_000 },
      endpoint: account.url,
    },
    systemClock,
  );
  const drainAll = async () => {
    const own = await new UndeliverableBucket(pair, pair.standby).list(`undeliverable/region=${SURVIVOR}/`);
    return Promise.all(
      own.map(({ key }) =>
        drain(key, {
          store,
          firehose,
          region: SURVIVOR,
          build: "b2",
          now: Date.now,
        }),
      ),
    );
  };
  const outcomes = await drainAll();
  expect(outcomes).toEqual(
    Array.from({ length: WAITING }, () => ({ outcome: "drained", events: 2, quarantined: undefined })),
  );
  const expected = indexes.slice(DRAINED).flatMap((index) => [`e-${index}-1`, `e-${index}-2`]);
  const ids = landed
    .join("")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event_id as string);
  expect(ids.sort()).toEqual(expected.sort());

  // And once more: nothing to take over, nothing to drain.
  expect(await adopt(await planAdoption(pair, pair.primary))).toMatchObject({ adopted: 0, failed: [] });
  expect(await drainAll()).toEqual([]);

  // The lost region comes back, with its batch and the receipt that reached it: its replay takes that for its own.
  const back = await drain(batch(DRAINED).key, { store, firehose, region: LOST, build: "b1", now: Date.now });
  expect(back).toEqual({ outcome: "already_drained" });
  expect(landed).toHaveLength(WAITING);
}, 120_000);
