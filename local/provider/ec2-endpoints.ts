/** EC2: endpoints of AWS APIs in a VPC, and its flow logs. */
import {
  CreateFlowLogsCommand,
  CreateVpcEndpointCommand,
  DeleteFlowLogsCommand,
  DeleteVpcEndpointsCommand,
  DescribePrefixListsCommand,
  type LogDestinationType,
  ModifyVpcEndpointCommand,
  type TrafficType,
  type VpcEndpointType,
} from "@aws-sdk/client-ec2";
import { ec2Outputs, LABELS, relabel } from "./ec2";
import { handler, type ResourceHandler } from "./handler";

interface EndpointInputs {
  readonly vpcId: string;
  readonly serviceName: string;
  readonly vpcEndpointType?: VpcEndpointType;
  readonly routeTableIds?: readonly string[];
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  readonly privateDnsEnabled?: boolean;
  readonly policy?: string;
}

interface FlowLogInputs {
  readonly vpcId: string;
  readonly trafficType: TrafficType;
  readonly logDestinationType?: LogDestinationType;
  readonly logDestination: string;
  readonly iamRoleArn: string;
  readonly maxAggregationInterval?: number;
}

/** Ids as AWS takes a change of a list: those to add, and those to take away. */
const difference = (before: readonly string[] = [], after: readonly string[] = []) => ({
  add: some(after.filter((id) => !before.includes(id))),
  remove: some(before.filter((id) => !after.includes(id))),
});
const some = (ids: readonly string[] | undefined) => (ids?.length ? [...ids] : undefined);

export const vpcEndpoints: readonly ResourceHandler[] = [
  handler<EndpointInputs>({
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    service: "ec2",
    models: [
      "vpcId",
      "serviceName",
      "vpcEndpointType",
      "routeTableIds[]",
      "subnetIds[]",
      "securityGroupIds[]",
      "privateDnsEnabled",
      "policy",
    ],
    ignores: LABELS,
    differences: [
      "It is kept and answered; a function's calls go to its region's gate, whatever endpoint there is.",
      "policy, securityGroupIds and privateDnsEnabled are sent, and hold nobody back.",
    ],
    replacesOn: ["vpcId", "serviceName", "vpcEndpointType"],
    *create(inputs, place) {
      const { VpcEndpoint: endpoint }: { VpcEndpoint: { VpcEndpointId: string; State: string } } =
        yield new CreateVpcEndpointCommand({
          VpcId: inputs.vpcId,
          ServiceName: inputs.serviceName,
          VpcEndpointType: inputs.vpcEndpointType ?? "Gateway",
          RouteTableIds: some(inputs.routeTableIds),
          SubnetIds: some(inputs.subnetIds),
          SecurityGroupIds: some(inputs.securityGroupIds),
          PrivateDnsEnabled: inputs.privateDnsEnabled,
          PolicyDocument: inputs.policy,
        });
      const { PrefixLists: lists = [] } = yield new DescribePrefixListsCommand({
        Filters: [{ Name: "prefix-list-name", Values: [inputs.serviceName] }],
      });
      const id = endpoint.VpcEndpointId;
      return {
        id,
        outputs: {
          ...ec2Outputs("vpc-endpoint", id, place),
          state: endpoint.State,
          // Addresses to route to; only S3 and DynamoDB publish theirs ("AWS-managed prefix lists").
          prefixListId: lists[0]?.PrefixListId,
        },
      };
    },
    *update(id, inputs, _place, { inputs: before }) {
      const tables = difference(before.routeTableIds, inputs.routeTableIds);
      const subnets = difference(before.subnetIds, inputs.subnetIds);
      const groups = difference(before.securityGroupIds, inputs.securityGroupIds);
      yield new ModifyVpcEndpointCommand({
        VpcEndpointId: id,
        AddRouteTableIds: tables.add,
        RemoveRouteTableIds: tables.remove,
        AddSubnetIds: subnets.add,
        RemoveSubnetIds: subnets.remove,
        AddSecurityGroupIds: groups.add,
        RemoveSecurityGroupIds: groups.remove,
        PrivateDnsEnabled: inputs.privateDnsEnabled,
        // Without a policy of its own an endpoint lets everything through.
        ...(inputs.policy === undefined ? { ResetPolicy: true } : { PolicyDocument: inputs.policy }),
      });
      return {};
    },
    *delete(id) {
      yield new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] });
    },
  }),

  handler<FlowLogInputs>({
    type: "aws:ec2/flowLog:FlowLog",
    service: "ec2",
    models: [
      "vpcId",
      "trafficType",
      "logDestinationType",
      "logDestination",
      "iamRoleArn",
      "maxAggregationInterval",
    ],
    ignores: LABELS,
    differences: ["It is kept and answered, and writes nothing: no packet goes through a VPC here."],
    replacesOn: [
      "vpcId",
      "trafficType",
      "logDestinationType",
      "logDestination",
      "iamRoleArn",
      "maxAggregationInterval",
    ],
    *create(inputs, place) {
      const { FlowLogIds: ids }: { FlowLogIds: string[] } = yield new CreateFlowLogsCommand({
        ResourceType: "VPC",
        ResourceIds: [inputs.vpcId],
        TrafficType: inputs.trafficType,
        LogDestinationType: inputs.logDestinationType ?? "cloud-watch-logs",
        LogDestination: inputs.logDestination,
        DeliverLogsPermissionArn: inputs.iamRoleArn,
        MaxAggregationInterval: inputs.maxAggregationInterval,
      });
      const id = String(ids[0]);
      return { id, outputs: { arn: ec2Outputs("vpc-flow-log", id, place).arn } };
    },
    update: relabel,
    *delete(id) {
      yield new DeleteFlowLogsCommand({ FlowLogIds: [id] });
    },
  }),
];
