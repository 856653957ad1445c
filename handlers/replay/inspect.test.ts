import { undeliverableObject } from "../delivery/undeliverable-object";
import { limits } from "../event/limits";
import { pack } from "../event/pack";
import { inspect } from "./inspect";

const lines = ['{"event_id":"e1"}', '{"event_id":"e2","n":"é"}'];
const from = { origin: "eu-west-1", holder: "eu-west-1", build: "b1", reason: "Throttled", at: 0 };

/** An object as delivery writes it, and then changed. */
const written = (texts: string[], change: { body?: Buffer; metadata?: object; key?: string } = {}) => {
  const { key, body, manifest } = undeliverableObject(pack(texts), from);
  return inspect(change.key ?? key, {
    body: change.body ?? body,
    metadata: { ...manifest, ...change.metadata },
  });
};

test("an object as it was written is whole", () => {
  expect(written(lines)).toMatchObject({ lines, flaw: undefined });
});

const tooLarge = JSON.stringify({ event_id: "e3", p: "x".repeat(limits.recordBytesMax) });

test.each([
  {
    title: "no manifest",
    found: written(lines, { metadata: { sha256: undefined } }),
    flaw: "manifest_missing",
    lines,
  },
  {
    title: "a body cut short",
    found: written(lines, { body: Buffer.from(`${lines[0]}\n{"event_`) }),
    flaw: "checksum_mismatch",
    lines: [lines[0]],
  },
  {
    title: "another key",
    found: written(lines, { key: "undeliverable/region=eu-west-1/x" }),
    flaw: "key_mismatch",
    lines,
  },
  { title: "a line that is no JSON", found: written([...lines, "{"]), flaw: "event_unreadable", lines },
  { title: "a line without an id", found: written([...lines, "{}"]), flaw: "event_unreadable", lines },
  { title: "a line that is no object", found: written(["[]", ...lines]), flaw: "event_unreadable", lines },
  { title: "an event too large", found: written([tooLarge, ...lines]), flaw: "event_too_large", lines },
  {
    title: "fewer events than promised",
    found: written(lines, { metadata: { events: "3" } }),
    flaw: "event_count_mismatch",
    lines,
  },
  {
    title: "nothing at all",
    found: inspect("undeliverable/region=eu-west-1/", { body: Buffer.alloc(0), metadata: {} }),
    flaw: "manifest_missing",
    lines: [],
  },
])("$title is a flaw, and spoils no other event", ({ found, flaw, lines }) => {
  expect(found).toMatchObject({ flaw, lines });
});

test("a line that is no UTF-8 spoils itself alone", () => {
  const body = Buffer.concat([
    Buffer.from(`${lines[0]}\n`),
    Buffer.from([0xff, 0x0a]),
    Buffer.from(`${lines[1]}`),
  ]);
  expect(inspect("k", { body, metadata: {} }).lines).toEqual(lines);
});
