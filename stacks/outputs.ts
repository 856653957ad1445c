/** What whoever operates a region must know of it: all computed, so that no state has to be reachable to know it. */
import { type Names, namesOf } from "./names";
import { routingOf } from "./routing";
import type { Settings } from "./settings";

/** Names, and how the region is reached. The ids that AWS chooses (health checks, the API) are found by these names. */
export interface RegionOutputs {
  readonly accountId: string;
  readonly region: string;
  readonly role: "primary" | "standby";
  /** What every name of the region begins with, its alarms' too. */
  readonly namePrefix: string;
  readonly zoneId: string;
  /** The name that clients call; the same in both stacks. */
  readonly failoverName: string;
  /** The name that only this region answers. */
  readonly regionalName: string;
  readonly lakeBucket: string;
  readonly undeliverableBucket: string;
  readonly streamName: string;
  readonly collectFunction: string;
  readonly replayFunction: string;
  readonly replayQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly etlFunction: string;
  readonly etlQueueUrl: string;
  readonly etlDeadLetterQueueUrl: string;
  /** The Postgres instance; it is reached from inside the region's network alone. */
  readonly databaseIdentifier: string;
}

/** @param origin of SQS's URLs; on AWS `https://sqs.<region>.amazonaws.com` ("Identifiers for Amazon SQS queues"). */
export function outputsOf(
  settings: Settings,
  place: { readonly project: string; readonly region: string; readonly accountId: string },
  origin = `https://sqs.${place.region}.amazonaws.com`,
): RegionOutputs {
  const { region, accountId } = place;
  const names: Names = namesOf({ ...place, environment: settings.environment });
  const { zoneId, failoverName, regionalName } = routingOf(settings, region);
  const queueUrl = (name: string) => `${origin}/${accountId}/${name}`;
  return {
    accountId,
    region,
    role: settings.role,
    namePrefix: names.prefix,
    zoneId,
    failoverName,
    regionalName,
    lakeBucket: names.lakeBucket,
    undeliverableBucket: names.undeliverableBucket,
    streamName: names.stream,
    collectFunction: names.collect,
    replayFunction: names.replay,
    replayQueueUrl: queueUrl(names.replayQueue),
    deadLetterQueueUrl: queueUrl(names.deadLetterQueue),
    etlFunction: names.etl,
    etlQueueUrl: queueUrl(names.etlQueue),
    etlDeadLetterQueueUrl: queueUrl(names.etlDeadLetterQueue),
    databaseIdentifier: names.database,
  };
}
