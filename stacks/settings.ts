import { z } from "zod";
import { MILLISECONDS, patience, routeThrottle, SECONDS, whole } from "./setting";
import { database, etl, network } from "./warehouse-settings";

/** Of the partition `aws`: ARNs here, and replication between its regions, know no other. */
export const REGION = /^(?!cn-|us-gov-|us-iso|eu-isoe?-)[a-z]{2}(-[a-z]+)+-\d$/;
/** "PutRetentionPolicy" takes no others; longer ones are left out, as personal data is in no log anyway. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;

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
    followStop: z.boolean().default(true).meta({
      description: "false while the STOP switch's check is new: only healthiness moves the traffic then",
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
      // "Configuring reserved concurrency for a function": 100 of the account's stay unreserved.
      reservedConcurrency: whole(1, 100_000, 900, {
        description:
          "Executions of collect at once, kept for it and its limit; at most the account's quota less 100",
      }),
      tracing: z.enum(["off", "xray"]).default("off").meta({
        description:
          "xray: AWS X-Ray samples runs of collect (HTTP APIs take no part in it); billed by trace",
      }),
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
            description:
              "Calls to Firehose at most, all in one call's time; each resends only what was refused",
          }),
          ...patience("Firehose", 300, 700),
          retryDelayMs: whole(0, 2_000, 100, {
            description: "Longest wait between two calls to Firehose",
            unit: MILLISECONDS,
          }),
        })
        .prefault({}),
      here: z.strictObject(patience("S3 in the region", 300, 2_000)).prefault({}),
      peer: z.strictObject(patience("S3 in the peer region", 1_000, 3_000)).prefault({}),
      breaker: z
        .strictObject({
          failures: whole(1, 10, 2, {
            description: "Failed or slow deliveries to Firehose in a row after which it is not asked",
          }),
          coolDownMs: whole(500, 300_000, 10_000, {
            description: "Time to S3 at once between two probes of Firehose, give or take a half",
            unit: MILLISECONDS,
          }),
          slowMs: whole(50, 20_000, 500, {
            description: "A delivery to Firehose that takes longer has failed, whatever Firehose took",
            unit: MILLISECONDS,
          }),
        })
        .prefault({}),
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
      events: routeThrottle("POST /events", 300, 100),
      pixel: routeThrottle("GET /i", 150, 50),
      preflight: routeThrottle("OPTIONS /events", 150, 50),
      health: routeThrottle("GET /health", 40, 40, 10),
      stop: routeThrottle("GET /stop", 20, 20, 10),
      canary: routeThrottle("POST /canary", 5, 5),
    })
    .prefault({}),
  canary: z
    .strictObject({
      everyHours: whole(1, 24, 24, {
        description: "Between two rounds of canaries from the region to both",
        unit: "hours",
      }),
      timeoutSeconds: whole(1, 29, 10, {
        description: "Longest answer to a canary before it has failed",
        unit: SECONDS,
      }),
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
      lakeDays: z
        .int()
        .min(7)
        .max(3_650)
        .optional()
        .meta({ description: "How long events stay in the lake; not set: for ever", unit: "days" }),
    })
    .prefault({}),
  alarms: z
    .strictObject({
      emails: z
        .array(z.email("must be an address, e.g. on-call@example.com"))
        .default([])
        .meta({ description: "Who gets a mail for each alarm; SNS asks each to confirm first" }),
      runbooks: z
        .string()
        .min(1)
        .max(200)
        .regex(/[^/]$/, "must not end with a slash")
        .default("docs/runbooks")
        .meta({
          description: "Where an alarm says that its runbook lies: an address, or a folder of the code",
        }),
      undeliveredAgeSeconds: whole(60, 43_200, 1_800, {
        description: "How long an undeliverable batch may wait before that is an alarm",
        unit: SECONDS,
      }),
      freshnessMarginSeconds: whole(60, 43_200, 900, {
        description: "How much longer than its buffer Firehose may hold a record before that is an alarm",
        unit: SECONDS,
      }),
      replicationLagSeconds: whole(60, 43_200, 900, {
        description: "How late the peer's objects may be here before that is an alarm",
        unit: SECONDS,
      }),
      loadDelaySeconds: whole(60, 43_200, 3_600, {
        description: "How long an object of the lake may wait for Postgres before that is an alarm",
        unit: SECONDS,
      }),
      certificateDays: whole(7, 45, 30, {
        description:
          "Days before the certificate's end from which that is an alarm; ACM renews it 60 days before",
        unit: "days",
      }),
    })
    .prefault({}),
  network,
  database,
  etl,
  edge: z
    .strictObject({
      name: z
        .string()
        .max(64) // The first name of a certificate ("RequestCertificate").
        .regex(
          /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){1,}[a-z][a-z0-9-]*[a-z0-9]$/,
          "must be a name, e.g. collect.example.com",
        )
        .meta({ description: "The name that clients use when CloudFront and WAF stand in front" }),
      zoneId: z
        .string()
        .regex(/^Z[A-Z0-9]{1,31}$/, "must be a hosted zone's id, e.g. Z0123456789ABCDEFGHIJ")
        .optional()
        .meta({ description: "The hosted zone of edge.name; not set: routing.zoneId" }),
      wafRatePer5Minutes: whole(100, 2_000_000_000, 10_000, {
        description: "Requests of one address beyond which WAF answers 429",
        unit: "in 5 minutes",
      }),
    })
    .optional(),
});

export type Settings = z.output<typeof settingsSchema>;

const { throttle, collect, replication } = settingsSchema.shape;
/** The groups that a document computes something from, as they are where nothing is set. */
export const defaultSettings = {
  throttle: throttle.parse({}),
  collect: collect.parse({}),
  replication: replication.parse({}),
  etl: etl.parse({}),
};
