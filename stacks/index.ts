/** One stack, one region: the program that `pulumi up` runs. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { namesOf } from "./names";
import { readSettings } from "./read-settings";
import { Region } from "./region";
import { routingOf } from "./routing";
import { tryEvents as eventsCommand, tryPixel as pixelCommand } from "./try";

const settings = readSettings(); // Before anything is registered, so that a bad value changes nothing.
const { accountId } = aws.getCallerIdentityOutput();
const namesIn = (where: string) =>
  accountId.apply((id) =>
    namesOf({
      project: pulumi.getProject(),
      environment: settings.environment,
      region: where,
      accountId: id,
    }),
  );
const routing = routingOf(settings, settings.region);
const here = new Region(settings.region, {
  settings,
  region: settings.region,
  accountId,
  names: namesIn(settings.region),
  peerNames: namesIn(settings.peerRegion),
  routing,
});

export { accountId };
export const region = settings.region;
export const role = settings.role;
export const { failoverName, regionalName, zoneId } = routing;
/** Where clients send. */
export const endpoint = `https://${failoverName}`;
/** This region alone, whatever Route 53 says. */
export const regionalEndpoint = `https://${regionalName}`;
export const namePrefix = namesIn(settings.region).prefix;
export const lakeBucket = here.lake.bucket.bucket;
export const undeliverableBucket = here.undeliverable.bucket.bucket;
export const streamName = here.delivery.stream.name;
export const collectFunction = here.collect.function.name;
export const replayFunction = here.replay.function.name;
export const collectRole = here.collect.role.name;
export const replayRole = here.replay.role.name;
export const replayQueueUrl = here.replay.queue.url;
export const deadLetterQueueUrl = here.replay.deadLetterQueue.url;
export const etlFunction = here.warehouse.etl.name;
export const etlQueueUrl = here.toLoad.queue.url;
export const etlDeadLetterQueueUrl = here.toLoad.deadLetterQueue.url;
export const databaseIdentifier = namesIn(settings.region).database;
export const apiId = here.http.api.id;
export const tryPixel = pixelCommand(endpoint);
export const tryEvents = eventsCommand(endpoint);
