import { z } from "zod";
import { collectMarginMs, deliveryBudgetMs, drainBudgetMs } from "../handlers/delivery/budget";
import { namesOf, namesTooLong } from "./names";

/** What a setting means and in which unit; with its default and bounds it makes the README's table. */
interface Meaning {
  description: string;
  unit?: string;
}

const whole = (min: number, max: number, fallback: number, meaning: Meaning) =>
  z
    .int()
    .min(min)
    .max(max)
    .default(fallback)
    .meta({ ...meaning });

/** Of the partition `aws`: ARNs here, and replication between its regions, know no other. */
const REGION = /^(?!cn-|us-gov-|us-iso|eu-isoe?-)[a-z]{2}(-[a-z]+)+-\d$/;
/** "PutRetentionPolicy" takes no others; longer ones are left out, as personal data is in no log anyway. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;
const SECONDS = "seconds";
const MILLISECONDS = "milliseconds";

/** The wait for one call: to connect, and from there to the whole answer. Both end the call. */
const patience = (what: string, connectMs: number, requestMs: number) => ({
  connectMs: whole(50, 5_000, connectMs, { description: `Longest connect to ${what}`, unit: MILLISECONDS }),
  requestMs: whole(100, 20_000, requestMs, {
    description: `Longest answer of ${what} once connected`,
    unit: MILLISECONDS,
  }),
});

/** All configuration of a stack: namespace `holdfast`, a key each. Unknown keys are errors at every level. */
export const settingsSchema = z.strictObject({
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, "must be 1 to 12 small letters and digits, a letter first")
    .meta({ description: "Part of every name, so that one account can hold several pairs" }),
  role: z.enum(["primary", "standby"]).meta({
    description: "primary: answered while healthy. standby: answered while the primary is not",
  }),
  peerRegion: z
    .string()
    .regex(REGION, "must be a region, e.g. us-west-2")
    .meta({ description: "The region of the other stack of the pair" }),
  peerReady: z.boolean().default(true).meta({
    description: "false while the peer's buckets do not exist yet: nothing is replicated then",
  }),
  routing: z.strictObject({
    zoneId: z
      .string()
      .regex(/^Z[A-Z0-9]{1,31}$/, "must be a hosted zone's id, e.g. Z0123456789ABCDEFGHIJ")
      .meta({ description: "The public hosted zone that failoverName lies in; it exists before any stack" }),
    failoverName: z
      .string()
      .max(64) // The first name of a certificate ("RequestCertificate").
      .regex(
        /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){2,}[a-z][a-z0-9-]*[a-z0-9]$/,
        "must be a name below the zone's own, e.g. events.example.com: at its apex a CNAME is impossible",
      )
      .meta({ description: "The name that clients use and failover moves; below the zone's own name" }),
    ttlSeconds: whole(1, 60, 60, {
      description: "How long resolvers keep the failover name's answer",
      unit: SECONDS,
    }),
    checkIntervalSeconds: z
      .union([z.literal(10), z.literal(30)])
      .default(10)
      .meta({ description: "Between two health checks of one checker", unit: SECONDS }),
    checkFailures: whole(1, 10, 3, {
      description: "Failed checks in a row that make a checker call unhealthy",
    }),
  }),
  stream: z
    .strictObject({
      bufferSeconds: whole(0, 900, 600, {
        description: "Longest that Firehose holds a record before it writes an object",
        unit: SECONDS,
      }),
      bufferMebibytes: whole(1, 128, 128, {
        description: "Size at which Firehose writes an object at once",
        unit: "MiB",
      }),
    })
    .prefault({}),
  collect: z
    .strictObject({
      timeoutSeconds: whole(3, 28, 18, {
        description: "Longest run of collect; above the delivery budget, below API Gateway's 29 s",
        unit: SECONDS,
      }),
      memoryMebibytes: whole(128, 10_240, 512, { description: "Memory of collect", unit: "MiB" }),
      ip: z.enum(["truncated", "whole", "none"]).default("truncated").meta({
        description: "How much of a client's address an event keeps: /24 or /48, all of it, nothing",
      }),
      allowedOrigins: z
        .array(
          z.string().regex(/^(\*|https?:\/\/[^/,\s]+)$/, "must be * or an origin, e.g. https://shop.example"),
        )
        .min(1)
        .default(["*"])
        .meta({ description: "Origins whose pages may read the answers" }),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      firehose: z
        .strictObject({
          attempts: whole(1, 10, 3, {
            description: "Calls to Firehose at most; each resends only what was refused",
          }),
          ...patience("Firehose", 300, 2_000),
          retryDelayMs: whole(0, 2_000, 100, {
            description: "Longest wait between two calls to Firehose",
            unit: MILLISECONDS,
          }),
        })
        .prefault({}),
      here: z.strictObject(patience("S3 in the region", 300, 2_000)).prefault({}),
      peer: z.strictObject(patience("S3 in the peer region", 1_000, 3_000)).prefault({}),
    })
    .prefault({}),
  health: z
    .strictObject({
      unhealthyAfterSeconds: whole(1, 60, 10, {
        description: "Without any durable path in the region before /health says so",
        unit: SECONDS,
      }),
      healthyAfterSeconds: whole(1, 900, 30, {
        description: "Of unbroken success before /health is healthy again; damps failback",
        unit: SECONDS,
      }),
      sharedSeconds: whole(0, 2, 2, {
        description: "How long one canary answers for all checkers",
        unit: SECONDS,
      }),
    })
    .prefault({}),
  replay: z
    .strictObject({
      timeoutSeconds: whole(30, 900, 120, { description: "Longest run of replay", unit: SECONDS }),
      memoryMebibytes: whole(128, 10_240, 512, { description: "Memory of replay", unit: "MiB" }),
      sweepMinutes: whole(1, 60, 5, { description: "Between two sweeps of what is left", unit: "minutes" }),
      sweepObjectsMax: whole(1, 10_000, 500, { description: "Objects that one sweep drains at most" }),
      batchSize: whole(1, 10, 10, { description: "Objects that one run takes from the queue at most" }),
      concurrencyMax: whole(2, 1_000, 5, { description: "Runs from the queue at once" }),
      receivesMax: whole(5, 1_000, 10, {
        description:
          "Receives before a message goes to the dead-letter queue; the sweep still replays its object",
      }),
    })
    .prefault({}),
  throttle: z
    .strictObject({
      ratePerSecond: whole(1, 10_000, 2_000, { description: "Requests a route takes", unit: "a second" }),
      burst: whole(1, 5_000, 2_000, { description: "Requests a route takes at once beyond its rate" }),
      healthRatePerSecond: whole(10, 10_000, 200, {
        description: "The same for /health, which nothing else may use up",
        unit: "a second",
      }),
      healthBurst: whole(10, 5_000, 200, { description: "The same at once, for /health" }),
    })
    .prefault({}),
  replication: z
    .strictObject({
      replicate: z.enum(["all", "undeliverable", "none"]).default("all").meta({
        description: "What leaves the region: both buckets, only undeliverable batches, nothing",
      }),
      timeControl: z.boolean().default(false).meta({
        description: "S3 Replication Time Control: 15 minutes as a commitment, with metrics; billed by GB",
      }),
    })
    .prefault({}),
  retention: z
    .strictObject({
      logDays: z
        .union(LOG_DAYS.map((days) => z.literal(days)))
        .default(30)
        .meta({ description: "How long logs stay", unit: "days" }),
      noncurrentDays: whole(30, 3_650, 30, {
        description: "How long an overwritten or deleted version stays in a data bucket",
        unit: "days",
      }),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;

/** Where a stack stands: Pulumi gives these, not the settings. */
export interface StackPlace {
  project: string;
  stack: string;
  region: string | undefined;
}

/** What no single setting shows. Each sees the groups that are right in themselves, so all problems come at once. */
export const crossChecks: readonly ((
  settings: Partial<Settings>,
  place: StackPlace,
) => string | undefined | false)[] = [
  (_, { region }) =>
    (region === undefined || !REGION.test(region)) && "aws:region must be set to this stack's region.",
  ({ peerRegion }, { region }) =>
    peerRegion !== undefined &&
    peerRegion === region &&
    `peerRegion is ${peerRegion}, this stack's own region. Name the other region of the pair.`,
  ({ environment }, { project, region }) => {
    if (environment === undefined || region === undefined) return undefined;
    // Every account id has twelve digits, so the lengths are known before the account is.
    const long = namesTooLong(namesOf({ project, environment, region, accountId: "000000000000" }));
    return long.length > 0 && `environment makes names too long: ${long.join(" ")} Shorten it.`;
  },
  ({ routing }) =>
    routing !== undefined &&
    routing.checkIntervalSeconds * routing.checkFailures > 30 &&
    `routing.checkIntervalSeconds × checkFailures is ${routing.checkIntervalSeconds * routing.checkFailures} s, over 30. A dead region would be answered that long.`,
  ({ collect, delivery }) => {
    if (collect === undefined || delivery === undefined) return undefined;
    const needed = deliveryBudgetMs(delivery) + collectMarginMs;
    return (
      needed >= collect.timeoutSeconds * 1_000 &&
      `collect.timeoutSeconds is ${collect.timeoutSeconds}, and a delivery may take ${needed / 1_000} s with its margin. Raise it (28 at most), or lower the patience in delivery.`
    );
  },
  ({ replay, delivery }) => {
    if (replay === undefined || delivery === undefined) return undefined;
    const needed = drainBudgetMs(delivery) + collectMarginMs;
    return (
      needed >= replay.timeoutSeconds * 1_000 &&
      `replay.timeoutSeconds is ${replay.timeoutSeconds}, and draining one object may take ${needed / 1_000} s with its margin. Raise it, or lower the patience in delivery.`
    );
  },
];
