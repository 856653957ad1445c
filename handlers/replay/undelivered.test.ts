import fc from "fast-check";
import { FakeStore } from "../testing/fake-store";
import { receiptKey, undelivered } from "./undelivered";

const region = "eu-west-1";
const keyOf = (index: number) =>
  `undeliverable/region=${region}/2025/01/31/12/${index.toString(16).padStart(64, "0")}.ndjson`;
const nothing = { body: Buffer.alloc(0), metadata: {} };

/** Objects by their ages in seconds; a drained one has a receipt. */
function storeWith(objects: readonly { ageSeconds: number; drained?: boolean }[]) {
  const store = new FakeStore();
  const now = 1e9;
  objects.forEach(({ ageSeconds, drained }, index) => {
    const key = keyOf(index);
    store.objects.set(key, nothing);
    store.writtenAt.set(key, now - ageSeconds * 1_000);
    if (drained) store.objects.set(receiptKey(region, key.slice(-71, -7)), nothing);
  });
  return { store, region, now: () => now };
}

const always = () => true;

test.each([
  { title: "nothing", objects: [], left: { objects: 0, oldestSeconds: 0 } },
  { title: "the oldest of several", objects: [5, 900, 30], left: { objects: 3, oldestSeconds: 900 } },
  { title: "one of the future, by another clock", objects: [-3], left: { objects: 1, oldestSeconds: 0 } },
])("sees $title", async ({ objects, left }) => {
  const look = storeWith(objects.map((ageSeconds) => ({ ageSeconds })));
  expect(await undelivered(look, always)).toEqual({ ...left, complete: true });
});

test("sees page after page", async () => {
  const look = storeWith(Array.from({ length: 2_500 }, (_, index) => ({ ageSeconds: index })));
  expect(await undelivered(look, always)).toEqual({ objects: 2_500, oldestSeconds: 2_499, complete: true });
});

test("the oldest is found on whatever page it lies", async () => {
  const look = storeWith(
    Array.from({ length: 2_500 }, (_, index) => ({ ageSeconds: index === 1_700 ? 99 : 7 })),
  );
  expect(await undelivered(look, always)).toEqual({ objects: 2_500, oldestSeconds: 99, complete: true });
});

test("looks for a thousand receipts, and counts the rest as undelivered", async () => {
  const look = storeWith(
    Array.from({ length: 2_500 }, (_, index) => ({ ageSeconds: 2_500 - index, drained: index < 1_200 })),
  );
  expect(await undelivered(look, always)).toEqual({ objects: 1_500, oldestSeconds: 1_500, complete: true });
});

test("receipts that there is no time to look for count as undelivered", async () => {
  const look = storeWith(Array.from({ length: 20 }, () => ({ ageSeconds: 7, drained: true })));
  let calls = 0;
  expect(await undelivered(look, () => ++calls <= 1)).toEqual({
    objects: 20,
    oldestSeconds: 7,
    complete: true,
  });
});

test("ends with what it knows when the time ends", async () => {
  const look = storeWith(Array.from({ length: 2_500 }, () => ({ ageSeconds: 7 })));
  let calls = 0;
  expect(await undelivered(look, () => ++calls <= 2)).toEqual({
    objects: 2_000,
    oldestSeconds: 7,
    complete: false,
  });
});

test("receipts are subtracted, and nobody else's objects counted", async () => {
  const anyObject = fc.record({ ageSeconds: fc.integer({ min: 0, max: 1e6 }), drained: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(anyObject, { maxLength: 30 }), async (objects) => {
      const look = storeWith(objects);
      look.store.objects.set("undeliverable/region=us-west-2/2025/01/31/12/0.ndjson", nothing);
      const left = objects.filter(({ drained }) => !drained).map(({ ageSeconds }) => ageSeconds);
      expect(await undelivered(look, always)).toEqual({
        objects: left.length,
        oldestSeconds: Math.max(0, ...left),
        complete: true,
      });
    }),
  );
});
