/**
 * `awsx.ec2.Vpc` of @pulumi/awsx 3.9, as far as a network of isolated subnets needs it: same names, parents, tags and order
 * as its own provider registers ("Vpc" in the registry of Pulumi packages; `awsx/ec2/vpc.ts` of its sources).
 */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { HoldfastError } from "../../errors";
import { UNKNOWN } from "../graph";
import type { Component } from "./component";
import { zoneRanges } from "./zone-ranges";

/** Where the program says nothing ("VpcArgs"). */
const DEFAULT_CIDR_BLOCK = "10.0.0.0/16";
const DEFAULT_ZONES = 3;

interface Vpc {
  readonly cidrBlock: string;
  readonly zones: number;
  /** Of a zone's range; without it, an even share. */
  readonly zoneBits?: number;
  /** Passed on to the VPC as they are. */
  readonly dns: { readonly enableDnsHostnames?: boolean; readonly enableDnsSupport?: boolean };
}

/** One table for each subnet, none of them with a route; and an internet gateway, which awsx makes in every case. */
export async function constructVpc({ parent, name, inputs, protect }: Component): Promise<pulumi.Inputs> {
  const { cidrBlock, zones, zoneBits, dns } = supported(name, inputs);
  const zoneNames = await firstZones(name, zones);
  const tags = { Name: name };
  const vpc = new aws.ec2.Vpc(name, { ...dns, cidrBlock, tags }, { parent, protect });
  const inVpc = { parent: vpc, dependsOn: [vpc] };
  const internetGateway = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags }, inVpc);

  const ranges = zoneRanges(cidrBlock, zones, zoneBits);
  const made = zoneNames.map((availabilityZone, index) => {
    const subnetName = `${name}-isolated-${index + 1}`;
    const subnetTags = { Name: subnetName, SubnetType: "Isolated" };
    const subnet = new aws.ec2.Subnet(
      subnetName,
      {
        vpcId: vpc.id,
        availabilityZone,
        mapPublicIpOnLaunch: false,
        cidrBlock: ranges[index],
        tags: subnetTags,
      },
      inVpc,
    );
    const routeTable = new aws.ec2.RouteTable(
      subnetName,
      { vpcId: vpc.id, tags: subnetTags },
      { parent: subnet, dependsOn: [subnet] },
    );
    const association = new aws.ec2.RouteTableAssociation(
      subnetName,
      { routeTableId: routeTable.id, subnetId: subnet.id },
      { parent: routeTable, dependsOn: [routeTable] },
    );
    return { subnet, routeTable, association };
  });

  const subnets = made.map(({ subnet }) => subnet);
  const none: never[] = [];
  return {
    vpc,
    vpcId: vpc.id,
    internetGateway,
    subnets,
    isolatedSubnets: subnets,
    isolatedSubnetIds: subnets.map(({ id }) => id),
    routeTables: made.map(({ routeTable }) => routeTable),
    routeTableAssociations: made.map(({ association }) => association),
    subnetLayout: [{ type: "Isolated" }],
    privateSubnets: none,
    privateSubnetIds: none,
    publicSubnets: none,
    publicSubnetIds: none,
    routes: none,
    natGateways: none,
    eips: none,
    vpcEndpoints: none,
  };
}

/** In the order that AWS lists them, which begins with Local Zones where an account has opted in to some. */
async function firstZones(name: string, asked: number): Promise<string[]> {
  const { names } = await aws.getAvailabilityZones({});
  const found = names.length;
  if (found < asked) throw new HoldfastError("HF_ENGINE_ZONES", { name, asked, found });
  return names.slice(0, asked);
}

/** Each property, with the values that are known here; whatever else a program says is refused. */
const takes: Readonly<Record<string, (value: unknown) => boolean>> = {
  cidrBlock: (value) => typeof value === "string",
  numberOfAvailabilityZones: isNumber,
  availabilityZoneCidrMask: isNumber,
  enableDnsHostnames: isBoolean,
  enableDnsSupport: isBoolean,
  natGateways: (value) => isExactly(value, { strategy: "None" }),
  subnetStrategy: (value) => value === "Auto",
  subnetSpecs: (value) =>
    Array.isArray(value) && value.length === 1 && isExactly(value[0], { type: "Isolated" }),
};

/** Without them awsx makes public subnets, and the way out for private ones. */
const required = ["natGateways", "subnetStrategy", "subnetSpecs"];

function supported(name: string, inputs: Component["inputs"]): Vpc {
  for (const property of new Set([...required, ...Object.keys(inputs)]))
    if (inputs[property] === UNKNOWN || !takes[property]?.(inputs[property]))
      throw new HoldfastError("HF_ENGINE_UNSUPPORTED", {
        feature: `awsx.ec2.Vpc.${property} = ${JSON.stringify(inputs[property])} (${name})`,
      });
  const known = inputs as {
    readonly cidrBlock?: string;
    readonly numberOfAvailabilityZones?: number;
    readonly availabilityZoneCidrMask?: number;
  } & Vpc["dns"];
  const { enableDnsHostnames, enableDnsSupport } = known;
  return {
    cidrBlock: known.cidrBlock ?? DEFAULT_CIDR_BLOCK,
    zones: known.numberOfAvailabilityZones ?? DEFAULT_ZONES,
    zoneBits: known.availabilityZoneCidrMask,
    dns: { enableDnsHostnames, enableDnsSupport },
  };
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

const isExactly = (value: unknown, wanted: object) => JSON.stringify(value) === JSON.stringify(wanted);
