import { dueAt, emptyBuffer, withRecords } from "./buffer-policy";

const hints = { sizeMebibytes: 1, intervalSeconds: 60 };
const mebibyte = 1024 * 1024;

test.each([
  { title: "an empty buffer is never due", buffer: emptyBuffer, due: undefined },
  {
    title: "a waiting one when its oldest record is old enough",
    buffer: { records: 1, bytes: 9, oldestAt: 1_000 },
    due: 61_000,
  },
  { title: "a full one at once", buffer: { records: 1, bytes: mebibyte, oldestAt: 1_000 }, due: 1_000 },
  {
    title: "one byte short of full waits",
    buffer: { records: 1, bytes: mebibyte - 1, oldestAt: 1_000 },
    due: 61_000,
  },
])("$title", ({ buffer, due }) => {
  expect(dueAt(buffer, hints)).toBe(due);
});

test("an interval of 0 delivers at once", () => {
  expect(dueAt({ records: 1, bytes: 1, oldestAt: 5 }, { ...hints, intervalSeconds: 0 })).toBe(5);
});

test("counts records and bytes, and keeps the oldest arrival", () => {
  const once = withRecords(emptyBuffer, [2, 3], 1_000);
  expect(withRecords(once, [5], 2_000)).toEqual({ records: 3, bytes: 10, oldestAt: 1_000 });
  expect(withRecords(emptyBuffer, [], 1_000)).toEqual(emptyBuffer);
});
