/** What somebody who floods a region can cost in an hour, from its settings and AWS's list prices. Pure. */
import { limits } from "../handlers/event/limits";
import type { Settings } from "../stacks/settings";

/** US dollars, the dearer of eu-west-1 and us-west-2 in late 2025 (each service's pricing page), in its first tier. */
export const listPrices = {
  /** HTTP API, a request for each 512 KB of it. What a throttle refuses is not billed. */
  apiRequest: 1.11 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGibibyteSecond: 0.0000133334,
  /** Direct PUT; each record counts in steps of 5 KB. */
  firehoseGibibyte: 0.031,
  s3Put: 0.005 / 1e3,
  s3GibibyteMonth: 0.023,
  /** Between two regions. */
  replicatedGibibyte: 0.02,
  logsGibibyte: 0.57,
  /** To the internet. */
  outGibibyte: 0.09,
} as const;
export type Prices = Readonly<Record<keyof typeof listPrices, number>>;

/** Taken as given where only a running system could tell; rather too high than too low. */
const assumed = {
  /** A small request, and one with a body as large as bodies may be, in seconds of `collect`. */
  smallSeconds: 0.05,
  largeSeconds: 0.4,
  smallBytes: 1_024,
  /** The access log's line, the function's own with its metrics, and Lambda's three about each run. */
  accessLineBytes: 250,
  functionLinesBytes: 1_000,
  /** An answer with its headers. */
  answerBytes: 600,
} as const;

const GIBIBYTE = 2 ** 30;
const HOUR_SECONDS = 3_600;
const METERED_BYTES = 512 * 1_000;
const RECORD_STEP_BYTES = 5 * 1_024;
/** What a stream takes a second without a raised quota ("Amazon Data Firehose Quota"); the rest goes the way of undeliverable events. */
const STREAM_BYTES = 5 * 2 ** 20;
/** Requests a second of an account's APIs in a region ("API Gateway quotas"): what is refused leaves a line in the access log, too. */
const ACCOUNT_RATE = 10_000;

type Region = Pick<Settings, "throttle" | "collect" | "replication">;

export interface AttackCost {
  readonly attack: string;
  readonly requestsPerSecond: number;
  /** Dollars for an hour of it, by what is billed. */
  readonly dollars: Readonly<
    Record<"API Gateway" | "Lambda" | "Firehose" | "S3, 30 days" | "replication" | "logs" | "out", number>
  >;
  readonly total: number;
}

/** One row an attack, each at its route's limit for an hour, and all of them at once. */
export function attackCosts(settings: Region, prices: Prices = listPrices): AttackCost[] {
  const { throttle } = settings;
  const { smallBytes, smallSeconds, largeSeconds } = assumed;
  const each = [
    eventFlood("small events", throttle.events.ratePerSecond, smallBytes, smallSeconds, settings, prices),
    eventFlood(
      "events of the largest size",
      throttle.events.ratePerSecond,
      limits.bodyBytesMax,
      largeSeconds,
      settings,
      prices,
    ),
    eventFlood("pixels", throttle.pixel.ratePerSecond, smallBytes, smallSeconds, settings, prices),
    // A canary is shared for seconds, so health requests add runs of the function and next to no events.
    eventFlood(
      "health checks, STOP checks and preflights",
      throttle.health.ratePerSecond + throttle.stop.ratePerSecond + throttle.preflight.ratePerSecond,
      0,
      smallSeconds,
      settings,
      prices,
    ),
    refusedFlood(prices),
  ];
  // Small and large events share a route: only the dearer of them can have all of it.
  const atOnce = each.filter(({ attack }) => attack !== "small events");
  return [...each, sumOf("all but small events at once", atOnce)];
}

function eventFlood(
  attack: string,
  requestsPerSecond: number,
  bytes: number,
  seconds: number,
  { collect, replication }: Region,
  prices: Prices,
): AttackCost {
  const requests = requestsPerSecond * HOUR_SECONDS;
  const gibibytes = (requests * bytes) / GIBIBYTE;
  const firehoseBytes = Math.ceil(bytes / RECORD_STEP_BYTES) * RECORD_STEP_BYTES;
  const undeliverable = bytes === 0 ? 0 : Math.max(0, 1 - STREAM_BYTES / (requestsPerSecond * bytes));
  const undeliverableCopies = replication.replicate === "none" ? 1 : 2;
  const lakeCopies = replication.replicate === "all" ? 2 : 1;
  // Old versions stay for weeks, and the lake for longer: each byte is kept once in the lake, and once as it waited.
  const kept = gibibytes * (lakeCopies + undeliverable * undeliverableCopies);
  const replicated = gibibytes * (lakeCopies - 1 + undeliverable * (undeliverableCopies - 1));
  const memoryGibibytes = collect.memoryMebibytes / 1_024;
  return costOf(attack, requestsPerSecond, {
    "API Gateway": requests * Math.max(1, Math.ceil(bytes / METERED_BYTES)) * prices.apiRequest,
    Lambda: requests * (prices.lambdaRequest + seconds * memoryGibibytes * prices.lambdaGibibyteSecond),
    // All of it in the end: replay brings there what the stream did not take.
    Firehose: ((requests * firehoseBytes) / GIBIBYTE) * prices.firehoseGibibyte,
    // An undeliverable batch and its receipt, in each bucket that holds them.
    "S3, 30 days":
      requests * undeliverable * 2 * undeliverableCopies * prices.s3Put + kept * prices.s3GibibyteMonth,
    replication: replicated * prices.replicatedGibibyte,
    logs: logged(requests, assumed.accessLineBytes + assumed.functionLinesBytes, prices),
    out: ((requests * assumed.answerBytes) / GIBIBYTE) * prices.outGibibyte,
  });
}

/** What the throttles refuse costs its answer and its line in the access log. */
function refusedFlood(prices: Prices): AttackCost {
  const requests = ACCOUNT_RATE * HOUR_SECONDS;
  return costOf("refused with 429", ACCOUNT_RATE, {
    "API Gateway": 0,
    Lambda: 0,
    Firehose: 0,
    "S3, 30 days": 0,
    replication: 0,
    logs: logged(requests, assumed.accessLineBytes, prices),
    out: ((requests * assumed.answerBytes) / GIBIBYTE) * prices.outGibibyte,
  });
}

const logged = (requests: number, bytes: number, { logsGibibyte }: Prices): number =>
  ((requests * bytes) / GIBIBYTE) * logsGibibyte;

const costOf = (attack: string, requestsPerSecond: number, dollars: AttackCost["dollars"]): AttackCost => ({
  attack,
  requestsPerSecond,
  dollars,
  total: Object.values(dollars).reduce((sum, cost) => sum + cost, 0),
});

function sumOf(attack: string, costs: readonly AttackCost[]): AttackCost {
  const dollars: Record<string, number> = {};
  for (const cost of costs)
    for (const [service, amount] of Object.entries(cost.dollars))
      dollars[service] = (dollars[service] ?? 0) + amount;
  const rate = costs.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0);
  return costOf(attack, rate, dollars as AttackCost["dollars"]);
}

/** As a Markdown table, in dollars an hour and region. */
export function attackCostTable(settings: Region): string {
  const costs = attackCosts(settings);
  const services = Object.keys(costs[0]?.dollars ?? {});
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["flood", "a second", ...services, "$ an hour"]),
    `|---|${"---:|".repeat(services.length + 2)}`,
    ...costs.map(({ attack, requestsPerSecond, dollars, total }) =>
      row([attack, String(requestsPerSecond), ...Object.values(dollars).map(money), `**${money(total)}**`]),
    ),
    "",
  ].join("\n");
}

const money = (dollars: number): string => dollars.toFixed(2);
