import { isKnown, readable, stringsIn, UNKNOWN, valueAt } from "./values";

const SENTINEL = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

test.each([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
])("%s stands for an unknown", (sentinel) => expect(readable(sentinel)).toBe(UNKNOWN));

test.each([
  { title: "keeps what is known", wire: { a: [1, "x", true] }, read: { a: [1, "x", true] } },
  { title: "marks an unknown", wire: SENTINEL, read: UNKNOWN },
  { title: "marks an unknown deep inside", wire: { a: [{ b: SENTINEL }] }, read: { a: [{ b: UNKNOWN }] } },
  { title: "marks an unknown of another type", wire: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", read: UNKNOWN },
  { title: "unwraps a secret", wire: secret("s"), read: "s" },
  { title: "unwraps a secret deep inside", wire: [{ a: secret({ b: secret(1) }) }], read: [{ a: { b: 1 } }] },
  { title: "unwraps a secret that is unknown", wire: { a: secret(SENTINEL) }, read: { a: UNKNOWN } },
  { title: "takes null for absent", wire: { a: null }, read: {} },
  {
    title: "keeps an archive, which is an object with another signature",
    wire: { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", path: "x" },
    read: { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", path: "x" },
  },
])("$title", ({ wire, read }) => expect(readable(wire)).toEqual(read));

const properties = {
  a: { b: { c: 1 } },
  list: [{ x: 1 }, { x: 2 }],
  one: [{ x: 3 }],
  flat: { x: 4 },
  unknown: UNKNOWN,
  partly: { known: "k", unknown: UNKNOWN },
  items: [UNKNOWN, "known"],
  "0": "zero",
  named: [{ x1: 5, "1x": 6 }],
  long: Array.from({ length: 11 }, (_, index) => index),
};
test.each([
  ["a.b.c", 1],
  ["a.b", { c: 1 }],
  ["a.nothing", undefined],
  ["a.nothing.below", undefined],
  ["a.b.c.below-a-number", undefined],
  ["a.b.c[0]", undefined],
  ["long[10]", 10],
  ["named.x1", 5],
  ["named.1x", 6],
  ["list[1].x", 2],
  ["list[2].x", undefined],
  ["list[2]", undefined],
  ["list.x", undefined], // Of which of the two?
  ["one.x", 3],
  ["one[0].x", 3],
  ["one[1].x", undefined],
  ["flat[0].x", 4],
  ["flat[1].x", undefined],
  ["flat.x", 4],
  ["unknown", UNKNOWN],
  ["unknown.below[3].it", UNKNOWN],
  ["partly.known", "k"],
  ["partly.unknown", UNKNOWN],
  ["partly.unknown.below", UNKNOWN],
  ["items[0]", UNKNOWN],
  ["items[1]", "known"],
  ["0", "zero"],
  ["constructor", undefined],
])("at %s", (path, value) => expect(valueAt(properties, path)).toEqual(value));

test.each([
  [UNKNOWN, false],
  [undefined, true],
  ["x", true],
  [null, true],
  [[], true],
  [{ a: ["x"] }, true],
  [["x", UNKNOWN], false],
  [{ a: { b: UNKNOWN } }, false],
])("whether %p is known in all its parts", (value, known) => expect(isKnown(value)).toBe(known));

test.each([
  ["x", ["x"]],
  [
    ["x", { a: "y", b: [1, "z"] }],
    ["x", "y", "z"],
  ],
  [[UNKNOWN, 1, true, undefined, null], []],
])("the strings in %p", (value, strings) => expect(stringsIn(value)).toEqual(strings));
