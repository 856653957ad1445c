import fc from "fast-check";
import { parseTombstone, type Tombstone, tombstoneKey, tombstoneText } from "./tombstone";

const tombstone: Tombstone = {
  version: "1",
  visitor_id: "v-1",
  forgotten_at: "2026-11-21T12:00:00.000Z",
  by: "support, request 17",
};
const key = tombstoneKey("v-1");
const changed = (changes: object) => JSON.stringify({ ...tombstone, ...changes });

test("its key gives the visitor away to nobody who does not know the id", () => {
  expect(key).toMatch(/^forgotten\/[0-9a-f]{64}\.json$/);
  expect(key).not.toContain("v-1");
});

test("what is written is read", () => {
  expect(parseTombstone(key, tombstoneText(tombstone))).toEqual(tombstone);
});

test.each([
  { title: "no JSON", text: "{", problem: "not_json" },
  { title: "no object", text: "[]", problem: "not_json" },
  { title: "a later version", text: changed({ version: "2" }), problem: "version_unknown" },
  { title: "no visitor", text: changed({ visitor_id: undefined }), problem: "visitor_id_invalid" },
  { title: "an empty visitor", text: changed({ visitor_id: "" }), problem: "visitor_id_invalid" },
  { title: "a visitor with a NUL", text: changed({ visitor_id: "v\0" }), problem: "visitor_id_invalid" },
  { title: "another visitor than its key's", text: changed({ visitor_id: "v-2" }), problem: "another_key" },
  { title: "no time", text: changed({ forgotten_at: null }), problem: "forgotten_at_invalid" },
  {
    title: "a time that is none",
    text: changed({ forgotten_at: "2026-13-01T00:00:00Z" }),
    problem: "forgotten_at_invalid",
  },
])("a text with $title is none", ({ text, problem }) => {
  expect(parseTombstone(key, text)).toEqual({ problem });
});

test("never throws, whatever the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseTombstone(key, text)).toHaveProperty("problem");
    }),
  );
});
