/** EC2: networks, their subnets, tables and gateways. */
import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { handler, type Made, type Place, type ResourceHandler, type Talk } from "./handler";

interface VpcInputs {
  readonly cidrBlock: string;
  readonly enableDnsHostnames?: boolean;
  readonly enableDnsSupport?: boolean;
}

interface SubnetInputs {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone?: string;
  readonly mapPublicIpOnLaunch?: boolean;
}

interface InVpc {
  readonly vpcId: string;
}

interface AssociationInputs {
  readonly routeTableId: string;
  readonly subnetId: string;
}

export const LABELS = { "tags.*": "Labels are for bills and people; nothing here reads them." };

const arnOf = (kind: string, id: string, { region, accountId }: Place) =>
  `arn:aws:ec2:${region}:${accountId}:${kind}/${id}`;

/** What everything of EC2's answers with. */
export const ec2Outputs = (kind: string, id: string, place: Place) => ({
  arn: arnOf(kind, id, place),
  ownerId: place.accountId,
});

/** Of what has nothing but labels to change: without it, another label would replace the resource. */
export function* relabel(): Talk<Made["outputs"]> {
  yield* [];
  return {};
}

/** One attribute a call ("ModifyVpcAttribute"), each with AWS's default where the program says nothing. */
function* nameHosts(
  id: string,
  { enableDnsSupport = true, enableDnsHostnames = false }: VpcInputs,
): Talk<void> {
  yield new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsSupport: { Value: enableDnsSupport } });
  yield new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsHostnames: { Value: enableDnsHostnames } });
}

/** What AWS makes along with a VPC. */
function* madeWith(vpcId: string): Talk<{ defaultSecurityGroupId?: string; mainRouteTableId?: string }> {
  const inVpc = { Name: "vpc-id", Values: [vpcId] };
  const { SecurityGroups: groups = [] } = yield new DescribeSecurityGroupsCommand({
    Filters: [inVpc, { Name: "group-name", Values: ["default"] }],
  });
  const { RouteTables: tables = [] } = yield new DescribeRouteTablesCommand({
    Filters: [inVpc, { Name: "association.main", Values: ["true"] }],
  });
  return { defaultSecurityGroupId: groups[0]?.GroupId, mainRouteTableId: tables[0]?.RouteTableId };
}

export const networks: readonly ResourceHandler[] = [
  handler<VpcInputs>({
    type: "aws:ec2/vpc:Vpc",
    service: "ec2",
    models: ["cidrBlock", "enableDnsHostnames", "enableDnsSupport"],
    ignores: LABELS,
    differences: [
      "It is kept and answered, and nothing stands in it: functions and the database are processes of this machine, which all reach each other.",
    ],
    replacesOn: ["cidrBlock"],
    *create(inputs, place) {
      const { Vpc: vpc }: { Vpc: { VpcId: string } } = yield new CreateVpcCommand({
        CidrBlock: inputs.cidrBlock,
      });
      yield* nameHosts(vpc.VpcId, inputs);
      const made = yield* madeWith(vpc.VpcId);
      return { id: vpc.VpcId, outputs: { ...ec2Outputs("vpc", vpc.VpcId, place), ...made } };
    },
    *update(id, inputs) {
      yield* nameHosts(id, inputs);
      return {};
    },
    *delete(id) {
      yield new DeleteVpcCommand({ VpcId: id });
    },
  }),

  handler<SubnetInputs>({
    type: "aws:ec2/subnet:Subnet",
    service: "ec2",
    models: ["vpcId", "cidrBlock", "availabilityZone", "mapPublicIpOnLaunch"],
    ignores: LABELS,
    differences: ["Two subnets with overlapping ranges are taken; AWS refuses the second."],
    replacesOn: ["vpcId", "cidrBlock", "availabilityZone"],
    *create(inputs, place) {
      const { Subnet: subnet }: { Subnet: { SubnetId: string; AvailabilityZone: string } } =
        yield new CreateSubnetCommand({
          VpcId: inputs.vpcId,
          CidrBlock: inputs.cidrBlock,
          AvailabilityZone: inputs.availabilityZone,
        });
      if (inputs.mapPublicIpOnLaunch) yield mapAddress(subnet.SubnetId, true);
      return {
        id: subnet.SubnetId,
        outputs: {
          ...ec2Outputs("subnet", subnet.SubnetId, place),
          availabilityZone: subnet.AvailabilityZone,
        },
      };
    },
    *update(id, { mapPublicIpOnLaunch }) {
      yield mapAddress(id, mapPublicIpOnLaunch ?? false);
      return {};
    },
    *delete(id) {
      yield new DeleteSubnetCommand({ SubnetId: id });
    },
  }),

  handler<InVpc>({
    type: "aws:ec2/internetGateway:InternetGateway",
    service: "ec2",
    models: ["vpcId"],
    ignores: LABELS,
    replacesOn: [],
    *create({ vpcId }, place) {
      const { InternetGateway: gateway }: { InternetGateway: { InternetGatewayId: string } } =
        yield new CreateInternetGatewayCommand({});
      const id = gateway.InternetGatewayId;
      yield new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId });
      return { id, outputs: ec2Outputs("internet-gateway", id, place) };
    },
    *update(id, { vpcId }, _place, before) {
      if (vpcId === before.inputs.vpcId) return {};
      yield new DetachInternetGatewayCommand({ InternetGatewayId: id, VpcId: before.inputs.vpcId });
      yield new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId });
      return {};
    },
    *delete(id, { vpcId }) {
      yield new DetachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId });
      yield new DeleteInternetGatewayCommand({ InternetGatewayId: id });
    },
  }),

  handler<InVpc>({
    type: "aws:ec2/routeTable:RouteTable",
    service: "ec2",
    models: ["vpcId"],
    ignores: LABELS,
    differences: ["It is kept and answered; no packet is routed by it."],
    replacesOn: ["vpcId"],
    *create({ vpcId }, place) {
      const { RouteTable: table }: { RouteTable: { RouteTableId: string } } =
        yield new CreateRouteTableCommand({ VpcId: vpcId });
      return { id: table.RouteTableId, outputs: ec2Outputs("route-table", table.RouteTableId, place) };
    },
    update: relabel,
    *delete(id) {
      yield new DeleteRouteTableCommand({ RouteTableId: id });
    },
  }),

  handler<AssociationInputs>({
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    service: "ec2",
    models: ["routeTableId", "subnetId"],
    replacesOn: ["routeTableId", "subnetId"],
    deleteFirst: true, // A subnet has one table ("AssociateRouteTable").
    *create({ routeTableId, subnetId }) {
      const { AssociationId: id }: { AssociationId: string } = yield new AssociateRouteTableCommand({
        RouteTableId: routeTableId,
        SubnetId: subnetId,
      });
      return { id, outputs: {} };
    },
    *delete(id) {
      yield new DisassociateRouteTableCommand({ AssociationId: id });
    },
  }),
];

const mapAddress = (id: string, value: boolean) =>
  new ModifySubnetAttributeCommand({ SubnetId: id, MapPublicIpOnLaunch: { Value: value } });
