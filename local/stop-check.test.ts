import type { TimelineEntry } from "./services/route53/timeline";
import { healthySince } from "./stop-check";

const turn = (at: string, id: string, to: "healthy" | "unhealthy"): TimelineEntry => ({
  at,
  kind: "health",
  id,
  from: to === "healthy" ? "unhealthy" : "healthy",
  to,
});
const dns: TimelineEntry = {
  at: "2026-01-01T00:00:09Z",
  kind: "dns",
  name: "n",
  type: "A",
  from: null,
  to: "a",
};

test.each([
  { title: "nothing was noted yet", timeline: [], since: undefined },
  {
    title: "it only just began, unhealthy",
    timeline: [turn("2026-01-01T00:00:01Z", "a", "unhealthy")],
    since: undefined,
  },
  {
    title: "another check settled",
    timeline: [turn("2026-01-01T00:00:01Z", "b", "healthy")],
    since: undefined,
  },
  {
    title: "it settled",
    timeline: [
      turn("2026-01-01T00:00:01Z", "a", "unhealthy"),
      turn("2026-01-01T00:00:02Z", "a", "healthy"),
      dns,
    ],
    since: Date.parse("2026-01-01T00:00:02Z"),
  },
  {
    title: "it turned again",
    timeline: [turn("2026-01-01T00:00:02Z", "a", "healthy"), turn("2026-01-01T00:00:03Z", "a", "unhealthy")],
    since: undefined,
  },
])("healthy since $since: $title", ({ timeline, since }) => {
  expect(healthySince(timeline, "a")).toBe(since);
});
