import fc from "fast-check";
import { versionFor, type Weights } from "./version";

test.each<{ title: string; weights: Weights; drawn: number; version: string }>([
  { title: "its first version without weights", weights: {}, drawn: 0, version: "live" },
  { title: "the second below its weight", weights: { "2": 0.1 }, drawn: 0.0999, version: "2" },
  { title: "the first from the weight on", weights: { "2": 0.1 }, drawn: 0.1, version: "live" },
  { title: "the second alone when it has all", weights: { "2": 1 }, drawn: 0.9999, version: "2" },
  { title: "never one that weighs nothing", weights: { "2": 0 }, drawn: 0, version: "live" },
])("an alias gives $title", ({ weights, drawn, version }) => {
  expect(versionFor("live", weights, drawn)).toBe(version);
});

test("a version gets the share of requests that it weighs", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), (percent) => {
      const drawn = Array.from({ length: 100 }, (_, n) =>
        versionFor("live", { "2": percent / 100 }, (n + 0.5) / 100),
      );
      expect(drawn.filter((version) => version === "2")).toHaveLength(percent);
    }),
  );
});
