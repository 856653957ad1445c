/** The plot's data: acknowledgements per second by region, and what happened when. Pure. */
import type { AcknowledgedEvents } from "./journal";
import type { TimelineEntry } from "./timeline";

export interface Plot {
  /** Seconds since the load began. */
  readonly seconds: readonly number[];
  readonly regions: readonly { readonly region: string; readonly perSecond: readonly number[] }[];
  readonly markers: readonly Marker[];
}

export interface Marker {
  readonly seconds: number;
  readonly label: string;
  /** The four that tell the story; the others are drawn thinner. */
  readonly isMain: boolean;
}

/** @param loadAt epoch milliseconds. */
export function plotOf(
  acknowledgements: readonly AcknowledgedEvents[],
  timeline: readonly TimelineEntry[],
  loadAt: number,
  regions: readonly string[],
): Plot {
  const secondOf = (at: number) => Math.floor((at - loadAt) / 1_000);
  const last = acknowledgements.reduce((max, { at }) => Math.max(max, secondOf(at)), 0);
  const perSecond = new Map(regions.map((region) => [region, new Array<number>(last + 2).fill(0)]));
  for (const { region, at, events } of acknowledgements) {
    const counts = perSecond.get(region);
    const second = secondOf(at);
    if (counts && second >= 0) counts[second] = (counts[second] ?? 0) + events;
  }
  return {
    seconds: Array.from({ length: last + 2 }, (_, second) => second),
    regions: [...perSecond].map(([region, counts]) => ({ region, perSecond: counts })),
    markers: markersOf(timeline),
  };
}

function markersOf(timeline: readonly TimelineEntry[]): Marker[] {
  const fault = timeline.find(({ kind }) => kind === "fault");
  if (!fault) return [];
  const seen = new Set<string>();
  return timeline
    .filter(({ seconds }) => seconds >= fault.seconds)
    .flatMap((entry) => {
      const label = labels[entry.kind];
      if (label === undefined) return [];
      // The way back turns the check and DNS a second time.
      const isFirst = !seen.has(entry.kind);
      seen.add(entry.kind);
      const where = entry.kind === "dns" ? ` → ${entry.region}` : "";
      const isMain = isFirst && main.has(entry.kind);
      return [
        {
          seconds: entry.seconds,
          label: `${isFirst ? label : (again[entry.kind] ?? label)}${where}`,
          isMain,
        },
      ];
    });
}

const labels: Partial<Record<TimelineEntry["kind"], string>> = {
  fault: "fault",
  health: "health flip",
  dns: "DNS",
  recovered: "recovered",
  repair: "repair",
  failback: "failback",
};
const again: Partial<Record<TimelineEntry["kind"], string>> = { health: "health flips back" };
const main = new Set(["fault", "health", "dns", "failback"]);
