/** A network for specs: the subnet `inner` follows a table without routes, `outer` one that leads to an internet gateway. */
import { resource } from "../../testing/stack";

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const vpc = resource(
  "aws:ec2/vpc:Vpc",
  "vpc",
  {},
  { outputs: { defaultSecurityGroupId: "sg-default" } },
);
export const inner = resource("aws:ec2/subnet:Subnet", "inner", { vpcId: "vpc-id" });
export const outer = resource("aws:ec2/subnet:Subnet", "outer", { vpcId: "vpc-id" });

export const network = [
  vpc,
  inner,
  outer,
  resource("aws:ec2/internetGateway:InternetGateway", "igw", { vpcId: "vpc-id" }),
  resource("aws:ec2/routeTable:RouteTable", "private", { vpcId: "vpc-id" }),
  resource("aws:ec2/routeTable:RouteTable", "public", { vpcId: "vpc-id" }),
  resource("aws:ec2/route:Route", "out", {
    routeTableId: "public-id",
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: "igw-id",
  }),
  resource(ASSOCIATION, "inner-to-private", { subnetId: "inner-id", routeTableId: "private-id" }),
  resource(ASSOCIATION, "outer-to-public", { subnetId: "outer-id", routeTableId: "public-id" }),
];
