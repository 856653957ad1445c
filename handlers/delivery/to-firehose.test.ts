import { type PackedRecord, pack } from "../event/pack";
import { FakeFirehose, type Fault, none } from "../testing/fakes";
import { deliverySettings } from "../testing/settings";
import { VirtualClock } from "../testing/virtual-clock";
import { toFirehose } from "./to-firehose";

const records = ["a", "b", "c", "d"].flatMap((line) => pack([line]));

async function keepWith(faults: Fault[], sent: readonly PackedRecord[] = records) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, faults);
  const place = toFirehose({ firehose, clock, patience: deliverySettings.firehose, random: () => 1 });
  const startedAt = clock.now();
  const refused = await clock.run(place.keep(sent, ""));
  return { calls: firehose.calls, refused, elapsedMs: clock.now() - startedAt };
}

test.each<{ title: string; faults: Fault[]; calls: string[]; refused: string[]; elapsedMs: number }>([
  { title: "one call when all is accepted", faults: [none], calls: ["abcd"], refused: [], elapsedMs: 0 },
  {
    title: "only the refused records again, in order",
    faults: [{ kind: "partial", mask: 0b1010 }, { kind: "partial", mask: 0b1 }, none],
    calls: ["abcd", "bd", "b"],
    refused: [],
    elapsedMs: 400,
  },
  {
    title: "as many attempts as allowed, then it gives back what is left",
    faults: [{ kind: "partial", mask: 0b1000 }],
    calls: ["abcd", "d"],
    refused: [],
    elapsedMs: 200,
  },
  {
    title: "all again after a throttle",
    faults: [{ kind: "throttled" }, none],
    calls: ["abcd", "abcd"],
    refused: [],
    elapsedMs: 200,
  },
  {
    title: "all again after a lost connection, though Firehose may have taken it",
    faults: [{ kind: "taken_unanswered" }, none],
    calls: ["abcd", "abcd"],
    refused: [],
    elapsedMs: 200,
  },
  {
    title: "a hang ends at the call's patience, and is not asked again",
    faults: [{ kind: "hang" }],
    calls: ["abcd"],
    refused: ["a", "b", "c", "d"],
    elapsedMs: 2_000,
  },
  {
    title: "a late answer counts as none",
    faults: [{ kind: "late", milliseconds: 2_100 }, none],
    calls: ["abcd"],
    refused: ["a", "b", "c", "d"],
    elapsedMs: 2_000,
  },
  {
    title: "attempts after the first have what is left of one call's time",
    faults: [{ kind: "partial", mask: 0b1 }, { kind: "hang" }],
    calls: ["abcd", "a"],
    refused: ["a"],
    elapsedMs: 2_000,
  },
  {
    title: "no further attempt in the second half of the time: it would cut off answers that come",
    faults: [{ kind: "slow_throttled", milliseconds: 801 }, none],
    calls: ["abcd"],
    refused: ["a", "b", "c", "d"],
    elapsedMs: 801,
  },
  {
    title: "no second attempt at what stays denied",
    faults: [{ kind: "denied" }],
    calls: ["abcd"],
    refused: ["a", "b", "c", "d"],
    elapsedMs: 0,
  },
])("$title", async ({ faults, calls, refused, elapsedMs }) => {
  const seen = await keepWith(faults);
  expect(seen.calls.map((sent) => sent.join("").replaceAll("\n", ""))).toEqual(calls);
  expect(seen.refused.records.map(({ data }) => data.toString().trim())).toEqual(refused);
  expect(seen.elapsedMs).toBe(elapsedMs);
});

test("batches of one attempt travel together, and one's failure resends only its own records", async () => {
  const large = [..."0123456789"];
  const sent = large.flatMap((digit) => pack([digit.repeat(1_000_000)]));
  const { calls, refused } = await keepWith([{ kind: "throttled" }, none, none, none, none], sent);
  expect(refused.records).toEqual([]);
  expect(calls.map((batch) => batch.map((text) => text[0]).join(""))).toEqual([
    "012",
    "345",
    "678",
    "9",
    "012",
  ]);
});

test("of one attempt, only what was refused is sent again, and not before the last batch has its answer", async () => {
  const large = [..."0123"].flatMap((digit) => pack([digit.repeat(1_000_000)]));
  const { calls, refused, elapsedMs } = await keepWith(
    [{ kind: "slow_throttled", milliseconds: 100 }, { kind: "late", milliseconds: 700 }, none],
    large,
  );
  // Both batches of the first attempt are awaited: only then is known what is left.
  expect(calls.map((batch) => batch.map((text) => text[0]).join(""))).toEqual(["012", "3", "012"]);
  expect(refused.records).toEqual([]);
  expect(elapsedMs).toBe(700 + 200);
});

test("what one batch gave up is handed back, though another one's next attempt succeeds", async () => {
  const large = [..."0123"].flatMap((digit) => pack([digit.repeat(1_000_000)]));
  const { calls, refused } = await keepWith([{ kind: "denied" }, { kind: "throttled" }, none], large);
  expect(calls.map((batch) => batch.map((text) => text[0]).join(""))).toEqual(["012", "3", "3"]);
  expect(refused.records.map(({ data }) => data.toString()[0])).toEqual(["0", "1", "2"]);
  expect(refused.reason).toBe("AccessDeniedException");
});
