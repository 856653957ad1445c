import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type DeliveryCounts, StreamDelivery, type WriteObject } from "./delivery";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
beforeEach(() => void jest.spyOn(console, "error").mockImplementation());

interface Written {
  key: string;
  text: string;
}

function deliveryTo(
  write: WriteObject,
  options: { folder?: string; speed?: number; blocked?: () => boolean } = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "holdfast-delivery-"));
  if (options.folder === undefined) folders.push(folder);
  const counts: DeliveryCounts = { objects: 0, bytes: 0, records: 0, errors: 0, lost: 0 };
  const destination = {
    RoleARN: "role",
    BucketARN: "arn:aws:s3:::lake",
    CompressionFormat: "GZIP" as const,
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 },
  };
  const stream = { name: "s", arn: "arn", version: 1, destination };
  const delivery = new StreamDelivery(folder, () => stream, write, counts, {
    speed: options.speed ?? 1,
    blocked: options.blocked ?? (() => false),
  });
  return { delivery, counts, folder };
}

const keeping =
  (written: Written[]): WriteObject =>
  async (_, key, body) => {
    written.push({ key, text: gunzipSync(body).toString() });
  };
const record = (text: string) => [Buffer.from(text)];

test("a full buffer is written without a flush", async () => {
  const written: Written[] = [];
  const { delivery, counts } = deliveryTo(keeping(written));
  const mebibyte = "x".repeat(1024 * 1024);
  delivery.append(record(mebibyte));
  await delivery.flush();
  expect(written.map(({ text }) => text.length)).toEqual([mebibyte.length]);
  expect(counts).toMatchObject({ objects: 1, records: 1, errors: 0 });
  await delivery.close();
});

test("a failed object is written again under the same name, before the ones after it", async () => {
  const written: Written[] = [];
  const tried: string[] = [];
  const { delivery, counts } = deliveryTo(async (destination, key, body, signal) => {
    tried.push(key);
    if (tried.length < 3) throw new Error("S3 is down");
    await keeping(written)(destination, key, body, signal);
  });
  delivery.append(record("first"));
  await delivery.flush();
  delivery.append(record("second"));
  while (written.length < 2) await delivery.flush();
  expect(new Set(tried.slice(0, 3)).size).toBe(1);
  expect(written.map(({ text }) => text)).toEqual(["first", "second"]);
  expect(counts).toMatchObject({ objects: 2, errors: 2, lost: 0 });
  expect(delivery.journal.sealed).toEqual([]);
  await delivery.close();
});

test("an attempt cut off by the end is made again by the next process, under the same name", async () => {
  const keys: string[] = [];
  const { delivery, counts, folder } = deliveryTo((_, key, __, signal) => {
    keys.push(key);
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  delivery.append(record("a"));
  const flushed = delivery.flush();
  while (keys.length === 0) await new Promise(setImmediate);
  await delivery.close();
  await flushed;
  expect(counts.errors).toBe(0);

  const written: Written[] = [];
  const next = deliveryTo(keeping(written), { folder });
  await next.delivery.flush();
  expect(written).toEqual([{ key: keys[0], text: "a" }]);
  await next.delivery.close();
});

test("after 24 hours of the run's clock, what cannot be delivered is lost and counted", async () => {
  const { delivery, counts } = deliveryTo(() => Promise.reject(new Error("no bucket")), {
    speed: 24 * 3600 * 1000,
  });
  delivery.append(record("a"));
  while (counts.lost === 0) await delivery.flush();
  expect(counts).toMatchObject({ objects: 0, lost: 1 });
  expect(delivery.journal.sealed).toEqual([]);
  await delivery.close();
});

test("a blocked delivery writes nothing until it is lifted", async () => {
  const written: Written[] = [];
  let blocked = true;
  const { delivery } = deliveryTo(keeping(written), { blocked: () => blocked });
  delivery.append(record("a"));
  await delivery.flush();
  expect(written).toEqual([]);
  blocked = false;
  await delivery.flush();
  expect(written).toHaveLength(1);
  await delivery.close();
});
