import fc from "fast-check";
import type { StagedEvent } from "./lake-object";
import { contentHash, rowOf } from "./staging";

const event: StagedEvent = {
  line: 7,
  eventId: "id",
  eventName: "page_view",
  eventTime: Date.UTC(2026, 10, 21, 23, 59, 59, 999),
  clientTime: "2026-11-21",
  receivedAt: Date.UTC(2026, 10, 22),
  tenant: null,
  visitorId: "ann",
  protocol: "events",
  region: "eu-west-1",
  build: "b1",
  ip: null,
  userAgent: null,
  url: "/a\tb",
  properties: '{"a":"\\\\"}',
};
const hash = contentHash(event);

test("an event is a row of its values, its day first", () => {
  expect(rowOf(event)).toEqual({
    day: "2026-11-21",
    text: [
      ...["2026-11-21", "id", "2026-11-21T23:59:59.999Z", "2026-11-22T00:00:00.000Z", "eu-west-1"],
      ...[
        "page_view",
        "2026-11-21",
        "\\N",
        "ann",
        "events",
        "b1",
        "\\N",
        "\\N",
        "/a\\tb",
        '{"a":"\\\\\\\\"}',
      ],
      ...[hash, "7", "\\N", "\\N\n"],
    ].join("\t"),
  });
});

test("a rejected line has no day, and no value of an event", () => {
  const row = rowOf({ line: 3, reason: "not_json", excerpt: "{\n" });
  expect(row.day).toBeUndefined();
  expect(row.text.split("\t")).toEqual([...Array(16).fill("\\N"), "3", "not_json", "{\\n\n"]);
});

test.each<{ title: string; changes: Partial<StagedEvent>; reason: string }>([
  { title: "an id that no index holds", changes: { eventId: "x".repeat(513) }, reason: "event_id_too_long" },
  { title: "such a visitor", changes: { visitorId: "x".repeat(513) }, reason: "visitor_id_too_long" },
  { title: "a year before 1", changes: { eventTime: -8.64e15 }, reason: "time_out_of_range" },
  { title: "a receipt after 9999", changes: { receivedAt: 8.64e15 }, reason: "time_out_of_range" },
  { title: "no time at all", changes: { eventTime: Number.NaN }, reason: "time_out_of_range" },
])("$title is set aside", ({ changes, reason }) => {
  const row = rowOf({ ...event, ...changes });
  expect(row.day).toBeUndefined();
  expect(row.text.split("\t").slice(16, 18)).toEqual(["7", reason]);
});

test.each<{ title: string; changes: Partial<StagedEvent> }>([
  { title: "the longest id", changes: { eventId: "x".repeat(512) } },
  { title: "the first moment", changes: { eventTime: Date.parse("0001-01-01T00:00:00Z") } },
  { title: "the last moment", changes: { eventTime: Date.parse("9999-12-31T23:59:59.999Z") } },
])("$title is taken", ({ changes }) => {
  expect(rowOf({ ...event, ...changes }).day).toBeDefined();
});

describe("the hash of what an event says", () => {
  test("is a signed 64-bit number", () => {
    fc.assert(
      fc.property(fc.string(), (url) => {
        const number = BigInt(contentHash({ ...event, url }));
        expect(BigInt.asIntN(64, number)).toBe(number);
      }),
    );
  });

  const said = [
    "eventName",
    "clientTime",
    "tenant",
    "visitorId",
    "protocol",
    "build",
    "ip",
    "userAgent",
    "url",
  ];
  test.each([...said, "properties"])("is another one for another %s", (field) => {
    expect(contentHash({ ...event, [field]: "other" })).not.toBe(hash);
  });

  test.each(["line", "eventTime", "receivedAt"])("is the same for another %s", (field) => {
    expect(contentHash({ ...event, [field]: 5 })).toBe(hash);
  });

  test("tells an empty text from none, and a value from its neighbour's", () => {
    expect(contentHash({ ...event, tenant: "" })).not.toBe(hash);
    expect(contentHash({ ...event, ip: "a", userAgent: null })).not.toBe(
      contentHash({ ...event, ip: null, userAgent: "a" }),
    );
  });
});
