import { plotOf } from "./report-plot";
import type { TimelineEntry, TimelineKind } from "./timeline";

const EU = "eu-west-1";
const US = "us-west-2";
const entry = (kind: TimelineKind, seconds: number, region = EU): TimelineEntry => ({
  at: "",
  seconds,
  kind,
  region,
  text: "",
});
const acknowledged = (region: string, at: number, events = 1) => ({
  client: 0,
  region,
  at,
  events,
  startedAt: at,
});

test("counts acknowledged events by second and region", () => {
  const plot = plotOf(
    [acknowledged(EU, 1500, 3), acknowledged(EU, 1900), acknowledged(US, 3000, 2)],
    [],
    1000,
    [EU, US],
  );
  expect(plot.seconds).toEqual([0, 1, 2, 3]);
  expect(plot.regions).toEqual([
    { region: EU, perSecond: [4, 0, 0, 0] },
    { region: US, perSecond: [0, 0, 2, 0] },
  ]);
});

test("nothing acknowledged is an empty plot", () => {
  expect(plotOf([], [], 0, [EU]).regions).toEqual([{ region: EU, perSecond: [0, 0] }]);
});

test("marks fault, health flip, DNS change and failback, and the way between them thinner", () => {
  const timeline = [
    entry("load", 0),
    entry("fault", 8),
    entry("health", 17),
    entry("dns", 18, US),
    entry("recovered", 25),
    entry("repair", 30),
    entry("health", 33),
    entry("dns", 34),
    entry("failback", 40),
    entry("settled", 50),
  ];
  const { markers } = plotOf([], timeline, 0, [EU, US]);
  expect(markers.filter(({ isMain }) => isMain)).toEqual([
    { seconds: 8, label: "fault", isMain: true },
    { seconds: 17, label: "health flip", isMain: true },
    { seconds: 18, label: `DNS → ${US}`, isMain: true },
    { seconds: 40, label: "failback", isMain: true },
  ]);
  expect(markers.filter(({ isMain }) => !isMain).map(({ label }) => label)).toEqual([
    "recovered",
    "repair",
    "health flips back",
    `DNS → ${EU}`,
  ]);
});

test("without a fault there is nothing to mark", () => {
  expect(plotOf([], [entry("load", 0), entry("health", 2)], 0, [EU]).markers).toEqual([]);
});
