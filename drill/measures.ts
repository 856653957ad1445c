/** Figures of a drill beyond ledger and recovery: requests in flight, latency, answers. Pure. */
import { z } from "zod";
import type { RegionOutcome } from "../operate/deploy";
import type { FloodCounts } from "./flood";
import type { AcknowledgedEvents } from "./journal";
import type { FailedRequest } from "./recovery";

export const measureSchema = z.strictObject({
  name: z.string().describe("What was measured, and when."),
  value: z.number().nullable().describe("Null when there was nothing to measure."),
  unit: z.string().describe("Of the value."),
  most: z.number().optional().describe("A value above it fails the drill. Absent: a figure to look at."),
  least: z.number().optional().describe("A value below it fails the drill, as null does."),
});
export type Measure = z.infer<typeof measureSchema>;

/** How many requests each region's functions had under way, as its gate saw them. */
export interface InFlightSample {
  readonly at: number;
  readonly region: string;
  readonly now: number;
  /** The most since the sample before. */
  readonly peak: number;
}

/** What a drill's figures are made of. Times are epoch milliseconds. */
export interface Facts {
  readonly primary: string;
  readonly standby: string;
  readonly clients: number;
  readonly loadAt: number;
  readonly faultAt: number;
  readonly repairAt: number;
  /** When the last event was sent. */
  readonly endAt: number;
  readonly acknowledgements: readonly AcknowledgedEvents[];
  readonly failures: readonly FailedRequest[];
  readonly inFlight: readonly InFlightSample[];
  readonly flood: FloodCounts;
  readonly deployment: readonly RegionOutcome[] | undefined;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const within = ({ from, to }: Span, at: number): boolean => at >= from && at < to;

const samplesIn = ({ inFlight }: Facts, region: string, span: Span): InFlightSample[] =>
  inFlight.filter((sample) => sample.region === region && within(span, sample.at));

/** The most requests that the region's functions had under way at once; null without a sample. */
export function peakInFlight(facts: Facts, region: string, span: Span): number | null {
  const samples = samplesIn(facts, region, span);
  return samples.length === 0 ? null : Math.max(...samples.map(({ peak }) => peak));
}

/** How many requests the region's functions had under way, on average over the samples; null without one. */
export function meanInFlight(facts: Facts, region: string, span: Span): number | null {
  const samples = samplesIn(facts, region, span);
  return samples.length === 0
    ? null
    : rounded(samples.reduce((sum, one) => sum + one.now, 0) / samples.length);
}

/** Of requests that ended in the span with a 2xx, in seconds; null without one. @param share 0.5 is the median. */
export function latencySeconds({ acknowledgements }: Facts, span: Span, share: number): number | null {
  const seconds = acknowledgements
    .filter(({ at }) => within(span, at))
    .map(({ at, startedAt }) => (at - startedAt) / 1_000)
    .sort((a, b) => a - b);
  const value = seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))];
  return value === undefined ? null : rounded(value);
}

/** Clients' requests that were acknowledged in the span, a second. */
export const acknowledgedPerSecond = ({ acknowledgements }: Facts, span: Span): number =>
  rounded(acknowledgements.filter(({ at }) => within(span, at)).length / ((span.to - span.from) / 1_000));

/** Clients' requests that failed in the span. */
export const failedIn = ({ failures }: Facts, span: Span): number =>
  failures.filter(({ failedAt }) => within(span, failedAt)).length;

/** The share of clients that were acknowledged in the span, in percent. */
export function clientsServedPercent({ acknowledgements, clients }: Facts, span: Span): number {
  const served = new Set(acknowledgements.filter(({ at }) => within(span, at)).map(({ client }) => client));
  return rounded((100 * served.size) / clients);
}

/** What is beyond its limit, in words. */
export const measureProblems = (measures: readonly Measure[]): string[] =>
  measures.flatMap(({ name, value, unit, most, least }) => {
    if (value === null) return most === undefined && least === undefined ? [] : [`There is no ${name}.`];
    const said = `${name}: ${value} ${unit}`.trim();
    if (most !== undefined && value > most) return [`${said}, over ${most}.`];
    return least !== undefined && value < least ? [`${said}, under ${least}.`] : [];
  });

/** For tables: the value with its unit and limit. */
export function measureText({ value, unit, most, least }: Measure): string {
  const limits = [
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(least === undefined ? [] : [`at least ${least}`]),
  ];
  const shown = value === null ? "–" : `${value} ${unit}`.trim();
  return limits.length === 0 ? shown : `${shown} (${limits.join(", ")})`;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
