/** What no single setting shows: settings that fit each on its own, and not together. */
import {
  collectMarginMs,
  deliveryBudgetMs,
  drainBudgetMs,
  firehoseBudgetMs,
} from "../handlers/delivery/budget";
import { concurrencyAtPeak } from "./concurrency";
import { loadersMax } from "./connections";
import { namesOf, namesTooLong } from "./names";
import { REGION, type Settings } from "./settings";
import { tagsProblem } from "./tags";
import { seenSeconds, TRYING_SECONDS_MAX, tryingSeconds } from "./waiting";

/** Where a stack stands: Pulumi gives these, not the settings. */
export interface StackPlace {
  project: string;
  stack: string;
  region: string | undefined;
  /** What `aws:defaultTags` holds; absent where settings are read without their stack's file. */
  defaultTags?: unknown;
}

/** Each sees the groups that are right in themselves, so all problems come at once. */
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
  ({ environment, role }, { project, defaultTags }) =>
    environment !== undefined &&
    role !== undefined &&
    defaultTags !== undefined &&
    tagsProblem(defaultTags, { project, environment, role }),
  ({ edge, role }) =>
    edge !== undefined &&
    role === "primary" &&
    "edge is set in the primary's stack. Set it in the standby's: one name belongs to one distribution, and the edge must be changeable while the primary is gone.",
  ({ edge, routing }) =>
    edge !== undefined &&
    routing !== undefined &&
    `.${edge.name}`.endsWith(`.${routing.failoverName}`) &&
    `edge.name is ${edge.name}, which is routing.failoverName or lies below it. CloudFront asks that name: give the edge another.`,
  ({ edge, collect }) =>
    edge !== undefined &&
    collect !== undefined &&
    collect.ip !== "none" &&
    `collect.ip is ${collect.ip}, and behind the edge every address is CloudFront's. Set collect.ip to none, in both stacks.`,
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
  ({ delivery }) => {
    if (delivery === undefined) return undefined;
    const longest = firehoseBudgetMs(delivery.firehose);
    return (
      delivery.breaker.slowMs >= longest &&
      `delivery.breaker.slowMs is ${delivery.breaker.slowMs}, and no delivery to Firehose takes longer than ${longest} ms (connectMs + requestMs). Lower it, or a slow Firehose never opens the breaker.`
    );
  },
  ({ health }) =>
    health !== undefined &&
    health.unhealthyAfterSeconds <= health.sharedSeconds &&
    `health.unhealthyAfterSeconds is ${health.unhealthyAfterSeconds}, not over health.sharedSeconds (${health.sharedSeconds}). Batches that an open breaker kept from Firehose could call a region unhealthy before the next canary shows that Firehose works. Raise it, or lower sharedSeconds.`,
  ({ collect, delivery, throttle }) => {
    if (collect === undefined || delivery === undefined || throttle === undefined) return undefined;
    const needed = concurrencyAtPeak(throttle, delivery.firehose);
    return (
      needed > collect.reservedConcurrency &&
      `collect.reservedConcurrency is ${collect.reservedConcurrency}, and the routes of throttle can hold ${needed} executions while Firehose hangs (each burst, and each rate for its longest request). Raise it as far as the account's quota goes, or lower throttle or delivery.firehose.requestMs.`
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
  ({ database }) =>
    database !== undefined &&
    database.storageGibMax < 1.1 * database.storageGib &&
    `database.storageGibMax is ${database.storageGibMax}, less than a tenth above database.storageGib (${database.storageGib}). RDS takes no smaller room to grow: raise it.`,
  ({ etl, database }) => {
    if (etl === undefined || database === undefined) return undefined;
    const smallest = [database.instanceClass, database.standbyInstanceClass].sort(
      (one, other) => loadersMax(one) - loadersMax(other),
    )[0] as string;
    return (
      etl.concurrencyMax > loadersMax(smallest) &&
      `etl.concurrencyMax is ${etl.concurrencyMax}, and ${smallest} has ${loadersMax(smallest)} connections for loading (a quarter of all). Lower it, or take a larger class.`
    );
  },
  ({ etl }) =>
    etl !== undefined &&
    etl.retryBaseSeconds > etl.retrySecondsMax &&
    `etl.retryBaseSeconds is ${etl.retryBaseSeconds}, over etl.retrySecondsMax (${etl.retrySecondsMax}): no wait could be so short. Lower it, or raise retrySecondsMax.`,
  ({ etl }) =>
    etl !== undefined &&
    tryingSeconds(etl) > TRYING_SECONDS_MAX &&
    `etl.receivesMax is ${etl.receivesMax}, and that many tries can take ${Math.ceil(tryingSeconds(etl) / 86_400)} days: of the 14 days that SQS keeps a message, less than half were left to mend things. Lower it, etl.retrySecondsMax or etl.timeoutSeconds.`,
  ({ alarms, etl }) =>
    alarms !== undefined &&
    etl !== undefined &&
    alarms.loadDelaySeconds >= seenSeconds(etl) &&
    `alarms.loadDelaySeconds is ${alarms.loadDelaySeconds}, and a message that kills etl each time is in its queue's age for ${seenSeconds(etl)} s only (three times six timeouts). Lower it, or raise etl.timeoutSeconds.`,
  ({ alarms, replay }) =>
    alarms !== undefined &&
    replay !== undefined &&
    alarms.undeliveredAgeSeconds < 2 * 60 * replay.sweepMinutes &&
    `alarms.undeliveredAgeSeconds is ${alarms.undeliveredAgeSeconds}, under two sweeps of ${replay.sweepMinutes} minutes: what the next sweep would drain is an alarm. Raise it, or lower replay.sweepMinutes.`,
];
