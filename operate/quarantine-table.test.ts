import { quarantineTable } from "./quarantine-table";

const now = Date.UTC(2026, 10, 21, 15);
const one = {
  key: "quarantine/region=eu-west-1/x.ndjson",
  region: "eu-west-1",
  sha256: "0123456789abcdef".repeat(4),
  storedAt: new Date(now - 12_000_000),
  bytes: 4_096,
  events: 12,
  deliverable: 11,
  reason: "event_unreadable",
  source: undefined,
};

test("a row for each, with what the commands take for a key", () => {
  expect(quarantineTable([one, { ...one, region: "us-west-2", events: 5 }], [], now)).toBe(
    `region     key           age         events  bytes  reason${"          "}
eu-west-1  0123456789ab  3 h 20 min      12   4096  event_unreadable
us-west-2  0123456789ab  3 h 20 min       5   4096  event_unreadable`,
  );
});

test.each([
  { title: "an empty one is said to be empty", unreachable: [], text: "Nothing is in quarantine." },
  {
    title: "one that cannot be read is not called empty",
    unreachable: [{ region: "eu-west-1", problem: "timed out" }],
    text: "eu-west-1 is unreachable: timed out\nNothing is in quarantine where it could be read.",
  },
])("$title", ({ unreachable, text }) => {
  expect(quarantineTable([], unreachable, now)).toBe(text);
});
