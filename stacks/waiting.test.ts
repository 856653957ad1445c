import { defaultSettings } from "./settings";
import { tryingSeconds } from "./waiting";

const etl = {
  ...defaultSettings.etl,
  timeoutSeconds: 30, // A run that ends without a word: 180 s.
  retryBaseSeconds: 100,
  retrySecondsMax: 1_000,
};

test.each([
  { title: "a short wait is as long as a silent run could be", receivesMax: 1, is: 180 },
  { title: "waits double", receivesMax: 3, is: 180 + 200 + 400 },
  { title: "up to the longest", receivesMax: 6, is: 180 + 200 + 400 + 800 + 1_000 + 1_000 },
])("$title", ({ receivesMax, is }) => {
  expect(tryingSeconds({ ...etl, receivesMax })).toBe(is);
});

test("by default it is tried for some two days", () => {
  expect(tryingSeconds(defaultSettings.etl) / 86_400).toBeCloseTo(1.9, 1);
});
