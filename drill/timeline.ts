/** What happened, when, in the drill's words. */
import { z } from "zod";
import { now } from "./journal";

export const timelineKinds = [
  "load",
  "fault",
  "health",
  "check",
  "dns",
  "step",
  "recovered",
  "repair",
  "failback",
  "load-ended",
  "settled",
  "loaded",
] as const;

export const timelineEntrySchema = z.object({
  at: z.string().describe("When, ISO 8601."),
  seconds: z.number().describe("Seconds since the load began."),
  kind: z
    .enum(timelineKinds)
    .describe(
      "`health`: a health check that DNS follows turned; `check`: one that it does not follow by itself. `dns`: the failover name answered another region. `step`: the scenario went on. `recovered`, `failback`: 99 % of the clients were acknowledged there, or a region that was rebuilt served again. `loaded`: both databases were counted.",
    ),
  region: z.string().optional().describe("The region that it concerns or leads to."),
  text: z.string().describe("The same for a person."),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export type TimelineKind = TimelineEntry["kind"];

export class Timeline {
  readonly #entries: { at: number; kind: TimelineKind; region?: string; text: string }[] = [];

  constructor(private readonly onProgress: (text: string) => void) {}

  add(kind: TimelineKind, text: string, { at = now(), region }: { at?: number; region?: string } = {}): void {
    this.#entries.push({ at, kind, text, ...(region !== undefined && { region }) });
    this.onProgress(text);
  }

  /** The first of its kind at or after `from`, in epoch milliseconds. */
  firstAt(kind: TimelineKind, region: string, from: number): number | undefined {
    const times = this.#entries.filter(
      (entry) => entry.kind === kind && entry.region === region && entry.at >= from,
    );
    return times.length === 0 ? undefined : Math.min(...times.map(({ at }) => at));
  }

  entries(loadAt: number): TimelineEntry[] {
    return this.#entries
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, ...entry }) => ({
        at: new Date(at).toISOString(),
        seconds: Math.round(at - loadAt) / 1_000,
        ...entry,
      }));
  }
}
