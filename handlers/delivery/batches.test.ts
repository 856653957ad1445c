import fc from "fast-check";
import { limits } from "../event/limits";
import { batchesOf, batchLimits, encodedBytes } from "./batches";

const recordOf = (bytes: number) => ({ data: Buffer.alloc(bytes), events: 1 });

test.each([
  { title: "none of none", sizes: [], batches: [] },
  { title: "one of one", sizes: [10], batches: [1] },
  { title: "500 records", sizes: new Array(501).fill(1), batches: [500, 1] },
  {
    title: "the largest records by their bytes",
    sizes: new Array(7).fill(limits.recordBytesMax),
    batches: [3, 3, 1],
  },
])("$title", ({ sizes, batches }) => {
  expect(batchesOf(sizes.map(recordOf)).map((batch) => batch.length)).toEqual(batches);
});

test("every record is in one batch, in order, and every batch is within AWS's limits", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: limits.recordBytesMax }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 1_200 }),
      (sizes, small) => {
        const records = [...sizes, ...new Array<number>(small).fill(3)].map((size) => {
          return { data: { length: size } as Buffer, events: 1 };
        });
        const batches = batchesOf(records);
        expect(batches.flat()).toEqual(records);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(batchLimits.recordsMax);
          const bytes = batch.reduce((sum, record) => sum + encodedBytes(record), 0);
          expect(bytes).toBeLessThanOrEqual(batchLimits.bytesMax);
        }
      },
    ),
  );
});
