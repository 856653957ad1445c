import fc from "fast-check";
import { type LakeObject, type LedgerInput, lackingIn, takeLedger } from "./ledger";

const EU = "eu-west-1";
const US = "us-west-2";
const line = (event_id: string, drill = "d1", protocol = "events") => ({
  event_id,
  protocol,
  properties: { drill },
});
const object = (key: string, ids: readonly string[], over: Partial<LakeObject> = {}): LakeObject => ({
  region: EU,
  key,
  storedAt: 0,
  lines: ids.map((id) => line(id)),
  ...over,
});
const input = (over: Partial<LedgerInput>): LedgerInput => ({
  drillId: "d1",
  attempted: new Set(["a", "b"]),
  acknowledged: new Map([["a", 0]]),
  objects: [],
  regions: [EU, US],
  lateAfterSeconds: 10,
  ...over,
});

const nothing = { lost: [], unexpected: [], duplicates: [], late: [] };
test.each([
  {
    title: "an acknowledged event that landed is not lost",
    objects: [object("1", ["a"])],
    expected: nothing,
  },
  { title: "an acknowledged event nowhere is lost", objects: [], expected: { ...nothing, lost: ["a"] } },
  { title: "an unacknowledged event may land", objects: [object("1", ["a", "b"])], expected: nothing },
  {
    title: "an event that nobody sent is unexpected",
    objects: [object("1", ["a", "x"])],
    expected: { ...nothing, unexpected: ["x"] },
  },
  {
    title: "a replica is the same object",
    objects: [object("1", ["a"]), object("1", ["a"], { region: US })],
    expected: nothing,
  },
  {
    title: "an event in two source objects is a duplicate",
    objects: [object("1", ["a"]), object("2", ["a"], { region: US })],
    expected: { ...nothing, duplicates: ["a"] },
  },
  {
    title: "an event that landed in the peer alone is not lost",
    objects: [object("1", ["a"], { region: US })],
    expected: nothing,
  },
  {
    title: "up to the limit is not late",
    objects: [object("1", ["a"], { storedAt: 10_000 })],
    expected: nothing,
  },
  {
    title: "past the limit is late",
    objects: [object("1", ["a"], { storedAt: 10_001 })],
    expected: { ...nothing, late: ["a"] },
  },
  {
    title: "a late replica of a timely object is not late",
    objects: [object("1", ["a"]), object("1", ["a"], { region: US, storedAt: 60_000 })],
    expected: nothing,
  },
])("$title", ({ objects, expected }) => {
  expect(takeLedger(input({ objects }))).toMatchObject(expected);
});

test("canaries and other drills' events are counted apart", () => {
  const lines = [
    line("a"),
    line("c", "d1", "canary"),
    line("f", "d0"),
    { event_id: "g", protocol: "events" },
  ];
  const ledger = takeLedger(input({ objects: [object("1", [], { lines })] }));
  expect(ledger).toMatchObject({
    ...nothing,
    landed: new Set(["a"]),
    canaries: new Set(["c"]),
    foreign: new Set(["f", "g"]),
  });
});

test("an event cannot pass itself off as a canary by its properties", () => {
  const lines = [{ event_id: "x", protocol: "events", properties: { drill: "d1", protocol: "canary" } }];
  const ledger = takeLedger(input({ objects: [object("1", [], { lines })] }));
  expect(ledger).toMatchObject({ lost: ["a"], unexpected: ["x"], canaries: new Set() });
});

test("each lake is counted alone", () => {
  const ledger = takeLedger(input({ objects: [object("1", ["a"]), object("2", ["b"], { region: US })] }));
  expect(ledger.lakes).toEqual({ [EU]: new Set(["a"]), [US]: new Set(["b"]) });
  expect(lackingIn(ledger, EU)).toEqual(["b"]);
  expect(lackingIn(ledger, US)).toEqual(["a"]);
});

const minus = (ids: Iterable<string>, others: ReadonlySet<string>) =>
  new Set([...ids].filter((one) => !others.has(one)));

test("lost, unexpected and duplicates are what their definitions say, whatever landed where", () => {
  const id = fc.constantFrom(..."abcdefgh");
  const ids = fc.uniqueArray(id);
  const objects = fc.array(
    fc.record({
      region: fc.constantFrom(EU, US),
      key: fc.constantFrom("1", "2", "3"),
      storedAt: fc.nat(),
      lines: fc.array(id.map((one) => line(one))),
    }),
  );
  fc.assert(
    fc.property(ids, ids, objects, (attemptedIds, acknowledgedIds, lake) => {
      const attempted = new Set(attemptedIds);
      const acknowledged = new Map(acknowledgedIds.map((one) => [one, 0]));
      const ledger = takeLedger(input({ attempted, acknowledged, objects: lake }));
      const landed = new Set(lake.flatMap(({ lines }) => lines.map(({ event_id }) => event_id)));
      const keysOf = (one: string) =>
        new Set(lake.filter(({ lines }) => lines.some((l) => l.event_id === one)).map(({ key }) => key));

      expect(ledger.landed).toEqual(landed);
      expect(new Set(ledger.lost)).toEqual(minus(acknowledgedIds, landed));
      expect(new Set(ledger.unexpected)).toEqual(minus(landed, attempted));
      expect(new Set(ledger.duplicates)).toEqual(new Set([...landed].filter((one) => keysOf(one).size > 1)));
      for (const region of [EU, US])
        expect(new Set(lackingIn(ledger, region))).toEqual(minus(landed, ledger.lakes[region] ?? new Set()));
    }),
  );
});
