/** A network with functions and endpoints in it, for the specs of this pack. */
import type { GraphResource, Properties } from "../../../engine/graph";
import { ACCOUNT, FUNCTION, policyText, role } from "../../least-privilege/testing/access";
import { type ResourceOptions, resource } from "../../testing/stack";

export const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

export const vpc = (name = "vpc", props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource("aws:ec2/vpc:Vpc", name, { cidrBlock: "10.0.0.0/16", ...props }, options);

export const subnet = (
  name: string,
  zone: string | undefined = "eu-west-1a",
  props: Properties = {},
  options?: ResourceOptions,
): GraphResource =>
  resource("aws:ec2/subnet:Subnet", name, { vpcId: "vpc-id", availabilityZone: zone, ...props }, options);

export const table = (name: string, props: Properties = {}): GraphResource =>
  resource("aws:ec2/routeTable:RouteTable", name, { vpcId: "vpc-id", ...props });

export const follows = (of: string, the: string): GraphResource =>
  resource("aws:ec2/routeTableAssociation:RouteTableAssociation", `${of}-follows`, {
    subnetId: `${of}-id`,
    routeTableId: `${the}-id`,
  });

export const worker = (
  name = "worker",
  subnets: readonly string[] = ["a", "b"],
  options?: ResourceOptions,
): GraphResource =>
  resource(
    FUNCTION,
    name,
    {
      name,
      role: `arn:aws:iam::${ACCOUNT}:role/worker`,
      vpcConfig: { subnetIds: subnets.map((one) => `${one}-id`), securityGroupIds: ["sg-id"] },
    },
    options,
  );

export const endpoint = (service: string, props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource(
    ENDPOINT,
    service,
    { vpcId: "vpc-id", serviceName: `com.amazonaws.eu-west-1.${service}`, ...props },
    options,
  );

export const interfaceTo = (
  service: string,
  props: Properties = {},
  options?: ResourceOptions,
): GraphResource =>
  endpoint(
    service,
    { vpcEndpointType: "Interface", subnetIds: ["a-id", "b-id"], privateDnsEnabled: true, ...props },
    options,
  );

export const narrow = policyText({ Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });

/** Two subnets in two zones, one table, and a function in both. */
export const network = (): GraphResource[] => [
  vpc(),
  subnet("a", "eu-west-1a"),
  subnet("b", "eu-west-1b"),
  table("inside"),
  follows("a", "inside"),
  follows("b", "inside"),
  role(),
  worker(),
];
