/** Settings of the warehouse: its network, its database, and what loads it. */
import { z } from "zod";
import { SECONDS, whole } from "./setting";

/** arm64 ("DB instance classes": the letter g behind the generation). Those of class c are for clusters, which this is none of. */
const instanceClass = (fallback: string, description: string) =>
  z
    .string()
    .regex(
      /^db\.(t4g\.(micro|small|medium|large|2?xlarge)|([mr][6-9]gd?|x2g)\.(large|\d*xlarge))$/,
      "must be an arm64 class, e.g. db.m8g.large",
    )
    .default(fallback)
    .meta({ description });

/** The provider takes a range by its first address alone. */
function startsItsRange(cidrBlock: string): boolean {
  const [address = "", length] = cidrBlock.split("/");
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return value % 2 ** (32 - Number(length)) === 0;
}

/** The network that the database and its loaders are in. */
export const network = z
  .strictObject({
    // Of what no network on the internet has ("RFC 1918"); VPCs are /16 to /28 ("VPC CIDR blocks").
    cidrBlock: z
      .string()
      .regex(
        /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])|172\.(1[6-9]|2\d|3[01])|192\.168)(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){2}\/(1[6-9]|2[0-4])$/,
        { error: "must be a private range of /16 to /24, e.g. 10.20.0.0/20", abort: true },
      )
      .refine(startsItsRange, "must begin at its range's first address, e.g. 10.20.0.0/20")
      .default("10.20.0.0/20")
      .meta({
        description:
          "Addresses of the region's private network; the same in both regions, as they are never joined",
      }),
    zones: whole(2, 4, 2, {
      description:
        "Zones with a subnet and an address of each interface endpoint; endpoints are billed by zone",
    }),
  })
  .prefault({});

/** The Postgres. */
export const database = z
  .strictObject({
    instanceClass: instanceClass("db.m8g.large", "Of the primary's Postgres"),
    standbyInstanceClass: instanceClass(
      "db.t4g.medium",
      "Of the standby's Postgres; set it to instanceClass when analysts move there",
    ),
    multiAz: z.boolean().default(true).meta({
      description: "A copy in a second zone, which takes over when the first is lost; doubles the price",
    }),
    storageGib: whole(20, 65_536, 100, { description: "Storage to begin with", unit: "GiB" }),
    storageGibMax: whole(22, 65_536, 1_000, {
      description: "How far RDS may let the storage grow by itself",
      unit: "GiB",
    }),
    backupDays: whole(1, 35, 14, {
      description: "How far back Postgres can be restored to any second",
      unit: "days",
    }),
    authentication: z.enum(["secret", "iam"]).default("secret").meta({
      description:
        "How etl logs in. secret: the rotated master secret. iam: a user with the rights of loading alone; not proven locally",
    }),
  })
  .prefault({});

/** What loads the lake into it. */
export const etl = z
  .strictObject({
    timeoutSeconds: whole(30, 900, 300, {
      description: "Longest run of etl, one object; the queue hides its message six times as long",
      unit: SECONDS,
    }),
    memoryMebibytes: whole(256, 10_240, 1_024, { description: "Memory of etl and migrate", unit: "MiB" }),
    concurrencyMax: whole(2, 50, 4, {
      description: "Runs at once, and so connections to Postgres; one connection each",
    }),
    receivesMax: whole(5, 1_000, 50, {
      description: "Receives before an object's message goes to the dead-letter queue",
    }),
    retryBaseSeconds: whole(1, 900, 30, {
      description: "Wait after the first failure of the database; each further one doubles it",
      unit: SECONDS,
    }),
    // With the longest run it stays under the 12 hours that SQS can hide a message ("ChangeMessageVisibility").
    retrySecondsMax: whole(1, 36_000, 3_600, { description: "Longest such wait", unit: SECONDS }),
    pastYears: whole(1, 100, 20, {
      description: "How far back a client's time is believed; beyond, the time of receipt counts",
      unit: "years",
    }),
    futureHours: whole(0, 168, 24, {
      description: "How far ahead of its receipt a client's time is believed",
      unit: "hours",
    }),
    partitionDays: whole(1, 3_650, 400, {
      description: "How far back a day has a partition of its own; older days share the default one",
      unit: "days",
    }),
  })
  .prefault({});
