import {
  CreateHostedZoneCommand,
  ListHostedZonesByNameCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { LocalEndpoints } from "./endpoints";

/** A domain that nobody owns (RFC 2606), whatever the stacks' own files name; its zone exists before any stack, as on AWS. */
const ZONE_NAME = "holdfast.example";
export const FAILOVER_NAME = `events.${ZONE_NAME}`;

/** The hosted zone's id, creating the zone once. */
export async function createHostedZone(endpoints: LocalEndpoints): Promise<string> {
  const route53 = new Route53Client({
    endpoint: endpoints.route53,
    region: "us-east-1",
    credentials: { ...endpoints.credentials }, // A copy: the SDK marks what it is given.
  });
  try {
    const { HostedZones } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: ZONE_NAME }));
    const existing = HostedZones?.find((zone) => zone.Name === `${ZONE_NAME}.`);
    const zone =
      existing ??
      (await route53.send(new CreateHostedZoneCommand({ Name: ZONE_NAME, CallerReference: ZONE_NAME })))
        .HostedZone;
    return (zone?.Id ?? "").replace("/hostedzone/", "");
  } finally {
    route53.destroy();
  }
}
