/** Functions of the AWS provider that a program may call. */
import { DescribeAvailabilityZonesCommand, type DescribeAvailabilityZonesResult } from "@aws-sdk/client-ec2";
import { GetHostedZoneCommand, ListHostedZonesByNameCommand } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Properties } from "../../engine/graph";
import { HoldfastError } from "../../errors";
import type { Command, ServiceName } from "./clients";

interface Asked {
  readonly region: string;
  readonly accountId: string;
  send(service: ServiceName, command: Command): Promise<unknown>;
}

export type ProviderFunction = (args: Properties, asked: Asked) => Promise<Properties>;

export const functions: Readonly<Record<string, ProviderFunction>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": async (_args, { send }) => {
    const { Account, Arn, UserId } = (await send("sts", new GetCallerIdentityCommand({}))) as {
      Account: string;
      Arn: string;
      UserId: string;
    };
    return { id: Account, accountId: Account, arn: Arn, userId: UserId };
  },

  "aws:index/getAvailabilityZones:getAvailabilityZones": async (args, { region, send }) => {
    const filter = Object.keys(args).find((name) => name !== "region");
    if (filter)
      throw new HoldfastError("HF_LOCAL_UNMODELLED", { resource: `getAvailabilityZones.${filter}` });
    const { AvailabilityZones: zones = [] } = (await send(
      "ec2",
      new DescribeAvailabilityZonesCommand({}),
    )) as DescribeAvailabilityZonesResult;
    const sorted = zones.toSorted((a, b) => (String(a.ZoneName) < String(b.ZoneName) ? -1 : 1));
    return {
      id: region,
      region,
      names: sorted.map(({ ZoneName }) => ZoneName),
      zoneIds: sorted.map(({ ZoneId }) => ZoneId),
    };
  },

  "aws:index/getRegion:getRegion": async (_args, { region }) => ({
    id: region,
    name: region,
    region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),

  "aws:index/getPartition:getPartition": async () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),

  "aws:route53/getZone:getZone": async ({ zoneId, name }, { send }) => {
    const found = zoneId
      ? ((await send("route53", new GetHostedZoneCommand({ Id: String(zoneId) }))) as ZoneAnswer).HostedZone
      : (
          (await send("route53", new ListHostedZonesByNameCommand({ DNSName: String(name) }))) as ZonesAnswer
        ).HostedZones.find((zone) => withoutDot(zone.Name) === withoutDot(String(name)));
    if (!found) throw new HoldfastError("HF_LOCAL_ZONE", { zone: String(zoneId ?? name) });
    const id = found.Id.replace("/hostedzone/", "");
    return { id, zoneId: id, name: withoutDot(found.Name), arn: `arn:aws:route53:::hostedzone/${id}` };
  },
};

interface Zone {
  readonly Id: string;
  readonly Name: string;
}
interface ZoneAnswer {
  readonly HostedZone?: Zone;
}
interface ZonesAnswer {
  readonly HostedZones: readonly Zone[];
}

const withoutDot = (name: string) => name.replace(/\.$/, "");
