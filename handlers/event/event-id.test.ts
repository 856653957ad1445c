import type { ClientEvent } from "./client-event";
import { contentId } from "./event-id";

const event: ClientEvent & { client_time: string } = {
  event_id: null,
  event_name: "click",
  client_time: "2025-01-31T12:00:00Z",
  tenant: null,
  visitor_id: "v1",
  url: "https://shop.example/",
  properties: { a: 1 },
};
const sender = { ip: "203.0.113.0", userAgent: "agent" };
const id = contentId(event, sender, 0);

test("the same content has the same id, a UUID of version 8", () => {
  expect(contentId({ ...event, properties: { a: 1 } }, { ...sender }, 0)).toBe(id);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each([
  { title: "name", other: contentId({ ...event, event_name: "tap" }, sender, 0) },
  { title: "time", other: contentId({ ...event, client_time: "2025-01-31T12:00:01Z" }, sender, 0) },
  { title: "visitor", other: contentId({ ...event, visitor_id: "v2" }, sender, 0) },
  { title: "properties", other: contentId({ ...event, properties: { a: 2 } }, sender, 0) },
  { title: "sender", other: contentId(event, { ...sender, userAgent: "another" }, 0) },
  { title: "place among its equals", other: contentId(event, sender, 1) },
])("another $title makes another id", ({ other }) => {
  expect(other).not.toBe(id);
});
