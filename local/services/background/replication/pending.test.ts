import { dueVersions, oldestSeconds, type PendingVersion } from "./pending";

const version = (key: string, createdAt: number, notBefore = 0): PendingVersion => ({
  key,
  versionId: "1",
  etag: "",
  createdAt,
  notBefore,
});
const keys = (versions: PendingVersion[]) => versions.map(({ key }) => key);

test.each([
  { title: "nothing before its lag is over", now: 1_499, due: [] },
  { title: "what is old enough", now: 1_500, due: ["old"] },
  { title: "the oldest first, one that failed not before its time", now: 3_000, due: ["old", "young"] },
  { title: "that one then, too", now: 9_000, due: ["old", "failed", "young"] },
])("copies $title", ({ now, due }) => {
  const pending = [version("young", 2_000), version("failed", 1_500, 9_000), version("old", 1_000)];
  expect(keys(dueVersions(pending, now, 500))).toEqual(due);
});

test("the oldest that waits, in seconds", () => {
  expect(oldestSeconds([], 9_000)).toBe(0);
  expect(oldestSeconds([version("a", 8_000), version("b", 4_000)], 9_000)).toBe(5);
});
