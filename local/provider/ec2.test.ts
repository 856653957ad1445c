import { hold, of, place } from "./testing/talk";

const arn = (path: string) => `arn:aws:ec2:eu-west-1:000000000000:${path}`;
const closing = (direction: string, ids: string[]) => [
  `RevokeSecurityGroup${direction}Command`,
  { GroupId: "sg", SecurityGroupRuleIds: ids },
];
const rules = {
  SecurityGroupRules: [
    { SecurityGroupRuleId: "in-1", IsEgress: false },
    { SecurityGroupRuleId: "out-1", IsEgress: true },
  ],
};
const byGroup = { Filters: [{ Name: "group-id", Values: ["sg"] }] };

test.each([
  {
    title: "a network, its attributes one by one, and what AWS made along with it",
    type: "aws:ec2/vpc:Vpc",
    inputs: { cidrBlock: "10.80.0.0/16", enableDnsHostnames: true },
    answers: [
      { Vpc: { VpcId: "vpc" } },
      {},
      {},
      { SecurityGroups: [{ GroupId: "sg" }] },
      { RouteTables: [{ RouteTableId: "rtb" }] },
    ],
    commands: [
      ["CreateVpcCommand", { CidrBlock: "10.80.0.0/16" }],
      ["ModifyVpcAttributeCommand", { VpcId: "vpc", EnableDnsSupport: { Value: true } }],
      ["ModifyVpcAttributeCommand", { VpcId: "vpc", EnableDnsHostnames: { Value: true } }],
      [
        "DescribeSecurityGroupsCommand",
        {
          Filters: [
            { Name: "vpc-id", Values: ["vpc"] },
            { Name: "group-name", Values: ["default"] },
          ],
        },
      ],
      [
        "DescribeRouteTablesCommand",
        {
          Filters: [
            { Name: "vpc-id", Values: ["vpc"] },
            { Name: "association.main", Values: ["true"] },
          ],
        },
      ],
    ],
    id: "vpc",
    outputs: { arn: arn("vpc/vpc"), defaultSecurityGroupId: "sg", mainRouteTableId: "rtb" },
  },
  {
    title: "a subnet in its zone",
    type: "aws:ec2/subnet:Subnet",
    inputs: { vpcId: "vpc", cidrBlock: "10.80.0.0/17", availabilityZone: "a", mapPublicIpOnLaunch: false },
    answers: [{ Subnet: { SubnetId: "s", AvailabilityZone: "a" } }],
    commands: [["CreateSubnetCommand", { VpcId: "vpc", CidrBlock: "10.80.0.0/17", AvailabilityZone: "a" }]],
    id: "s",
    outputs: { arn: arn("subnet/s"), availabilityZone: "a" },
  },
  {
    title: "a subnet that gives addresses of the internet",
    type: "aws:ec2/subnet:Subnet",
    inputs: { vpcId: "vpc", cidrBlock: "10.80.0.0/17", mapPublicIpOnLaunch: true },
    answers: [{ Subnet: { SubnetId: "s", AvailabilityZone: "a" } }],
    commands: [
      ["CreateSubnetCommand", { VpcId: "vpc", CidrBlock: "10.80.0.0/17" }],
      ["ModifySubnetAttributeCommand", { SubnetId: "s", MapPublicIpOnLaunch: { Value: true } }],
    ],
    id: "s",
  },
  {
    title: "an internet gateway, and where it is",
    type: "aws:ec2/internetGateway:InternetGateway",
    inputs: { vpcId: "vpc" },
    answers: [{ InternetGateway: { InternetGatewayId: "igw" } }],
    commands: [
      ["CreateInternetGatewayCommand", {}],
      ["AttachInternetGatewayCommand", { InternetGatewayId: "igw", VpcId: "vpc" }],
    ],
    id: "igw",
    outputs: { arn: arn("internet-gateway/igw") },
  },
  {
    title: "the table of a subnet",
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    inputs: { routeTableId: "rtb", subnetId: "s" },
    answers: [{ AssociationId: "assoc" }],
    commands: [["AssociateRouteTableCommand", { RouteTableId: "rtb", SubnetId: "s" }]],
    id: "assoc",
  },
  {
    title: "a group, without the rule that lets everything out",
    type: "aws:ec2/securityGroup:SecurityGroup",
    inputs: { name: "g", vpcId: "vpc" },
    answers: [{ GroupId: "sg" }, { SecurityGroupRules: [rules.SecurityGroupRules[1]] }],
    commands: [
      ["CreateSecurityGroupCommand", { GroupName: "g", Description: "Managed by Pulumi", VpcId: "vpc" }],
      ["DescribeSecurityGroupRulesCommand", byGroup],
      closing("Egress", ["out-1"]),
    ],
    id: "sg",
    outputs: { arn: arn("security-group/sg"), name: "g" },
  },
  {
    title: "the default group, closed both ways",
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    inputs: { vpcId: "vpc" },
    answers: [{ SecurityGroups: [{ GroupId: "sg" }] }, rules],
    commands: [
      expect.anything(),
      ["DescribeSecurityGroupRulesCommand", byGroup],
      closing("Ingress", ["in-1"]),
      closing("Egress", ["out-1"]),
    ],
    id: "sg",
  },
  {
    title: "a rule from a group",
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    inputs: {
      securityGroupId: "sg",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      referencedSecurityGroupId: "from",
      description: "Loads",
    },
    answers: [{ SecurityGroupRules: [{ SecurityGroupRuleId: "sgr" }] }],
    commands: [
      [
        "AuthorizeSecurityGroupIngressCommand",
        {
          GroupId: "sg",
          IpPermissions: [
            {
              IpProtocol: "tcp",
              FromPort: 5432,
              ToPort: 5432,
              UserIdGroupPairs: [{ GroupId: "from", Description: "Loads" }],
            },
          ],
        },
      ],
    ],
    id: "sgr",
    outputs: { securityGroupRuleId: "sgr", arn: arn("security-group-rule/sgr") },
  },
  {
    title: "a rule to S3's addresses",
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    inputs: { securityGroupId: "sg", ipProtocol: "tcp", fromPort: 443, toPort: 443, prefixListId: "pl" },
    answers: [{ SecurityGroupRules: [{ SecurityGroupRuleId: "sgr" }] }],
    commands: [
      [
        "AuthorizeSecurityGroupEgressCommand",
        {
          GroupId: "sg",
          IpPermissions: [
            { IpProtocol: "tcp", FromPort: 443, ToPort: 443, PrefixListIds: [{ PrefixListId: "pl" }] },
          ],
        },
      ],
    ],
    id: "sgr",
  },
  {
    title: "an endpoint of S3, with its prefix list",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: {
      vpcId: "vpc",
      serviceName: "com.amazonaws.eu-west-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: ["rtb"],
      policy: "{}",
    },
    answers: [
      { VpcEndpoint: { VpcEndpointId: "vpce", State: "available" } },
      { PrefixLists: [{ PrefixListId: "pl" }] },
    ],
    commands: [
      [
        "CreateVpcEndpointCommand",
        {
          VpcId: "vpc",
          ServiceName: "com.amazonaws.eu-west-1.s3",
          VpcEndpointType: "Gateway",
          RouteTableIds: ["rtb"],
          PolicyDocument: "{}",
        },
      ],
      [
        "DescribePrefixListsCommand",
        { Filters: [{ Name: "prefix-list-name", Values: ["com.amazonaws.eu-west-1.s3"] }] },
      ],
    ],
    id: "vpce",
    outputs: { prefixListId: "pl", state: "available" },
  },
  {
    title: "an endpoint in subnets, under the API's own name",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    inputs: {
      vpcId: "vpc",
      serviceName: "com.amazonaws.eu-west-1.sqs",
      vpcEndpointType: "Interface",
      subnetIds: ["s"],
      securityGroupIds: ["sg"],
      privateDnsEnabled: true,
    },
    answers: [{ VpcEndpoint: { VpcEndpointId: "vpce", State: "available" } }, { PrefixLists: [] }],
    commands: [
      [
        "CreateVpcEndpointCommand",
        {
          VpcId: "vpc",
          ServiceName: "com.amazonaws.eu-west-1.sqs",
          VpcEndpointType: "Interface",
          SubnetIds: ["s"],
          SecurityGroupIds: ["sg"],
          PrivateDnsEnabled: true,
        },
      ],
      expect.anything(),
    ],
    id: "vpce",
    outputs: { prefixListId: undefined },
  },
  {
    title: "flow logs of a network",
    type: "aws:ec2/flowLog:FlowLog",
    inputs: { vpcId: "vpc", trafficType: "ALL", logDestination: "arn:logs", iamRoleArn: "arn:role" },
    answers: [{ FlowLogIds: ["fl"] }],
    commands: [
      [
        "CreateFlowLogsCommand",
        {
          ResourceType: "VPC",
          ResourceIds: ["vpc"],
          TrafficType: "ALL",
          LogDestinationType: "cloud-watch-logs",
          LogDestination: "arn:logs",
          DeliverLogsPermissionArn: "arn:role",
        },
      ],
    ],
    id: "fl",
    outputs: { arn: arn("vpc-flow-log/fl") },
  },
])("creates $title", ({ type, inputs, answers, commands, id, outputs }) => {
  const held = hold(of(type).create(inputs, place), answers);
  expect(held.commands).toEqual(commands);
  expect(held.result.id).toBe(id);
  expect(held.result.outputs).toMatchObject(outputs ?? {});
});

const endpoint = {
  vpcId: "vpc",
  serviceName: "com.amazonaws.eu-west-1.sqs",
  subnetIds: ["s1", "s2"],
  policy: "{}",
};

test.each([
  {
    title: "a network's attributes, back to AWS's defaults too",
    type: "aws:ec2/vpc:Vpc",
    before: { cidrBlock: "10.80.0.0/16", enableDnsHostnames: true },
    after: { cidrBlock: "10.80.0.0/16" },
    commands: [
      ["ModifyVpcAttributeCommand", { VpcId: "id", EnableDnsSupport: { Value: true } }],
      ["ModifyVpcAttributeCommand", { VpcId: "id", EnableDnsHostnames: { Value: false } }],
    ],
  },
  {
    title: "where a gateway is",
    type: "aws:ec2/internetGateway:InternetGateway",
    before: { vpcId: "old" },
    after: { vpcId: "new" },
    commands: [
      ["DetachInternetGatewayCommand", { InternetGatewayId: "id", VpcId: "old" }],
      ["AttachInternetGatewayCommand", { InternetGatewayId: "id", VpcId: "new" }],
    ],
  },
  {
    title: "nothing of a gateway for a label",
    type: "aws:ec2/internetGateway:InternetGateway",
    before: { vpcId: "vpc", tags: { a: "1" } },
    after: { vpcId: "vpc" },
    commands: [],
  },
  {
    title: "nothing of a table for a label",
    type: "aws:ec2/routeTable:RouteTable",
    before: { vpcId: "vpc", tags: { a: "1" } },
    after: { vpcId: "vpc" },
    commands: [],
  },
  {
    title: "an endpoint's zones, by what came and what went",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    before: endpoint,
    after: { ...endpoint, subnetIds: ["s2", "s3"], policy: '{"a":1}' },
    commands: [
      [
        "ModifyVpcEndpointCommand",
        {
          VpcEndpointId: "id",
          AddSubnetIds: ["s3"],
          RemoveSubnetIds: ["s1"],
          PolicyDocument: '{"a":1}',
        },
      ],
    ],
  },
  {
    title: "an endpoint's policy to none",
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    before: endpoint,
    after: { ...endpoint, policy: undefined },
    commands: [["ModifyVpcEndpointCommand", { VpcEndpointId: "id", ResetPolicy: true }]],
  },
  {
    title: "a rule, whole and under the same id",
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    before: { securityGroupId: "sg", ipProtocol: "tcp", fromPort: 1, toPort: 1 },
    after: {
      securityGroupId: "sg",
      ipProtocol: "tcp",
      fromPort: 2,
      toPort: 3,
      referencedSecurityGroupId: "from",
    },
    commands: [
      [
        "ModifySecurityGroupRulesCommand",
        {
          GroupId: "sg",
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: "id",
              SecurityGroupRule: {
                IpProtocol: "tcp",
                FromPort: 2,
                ToPort: 3,
                ReferencedGroupId: "from",
              },
            },
          ],
        },
      ],
    ],
  },
])("changes $title", ({ type, before, after, commands }) => {
  const talk = of(type).update?.("id", after, place, { inputs: before, outputs: {} });
  expect(talk && hold(talk).commands).toEqual(commands);
});

test.each([
  {
    title: "a gateway once it is detached",
    type: "aws:ec2/internetGateway:InternetGateway",
    inputs: { vpcId: "vpc" },
    commands: [
      ["DetachInternetGatewayCommand", { InternetGatewayId: "id", VpcId: "vpc" }],
      ["DeleteInternetGatewayCommand", { InternetGatewayId: "id" }],
    ],
  },
  {
    title: "a rule by its id, in its direction",
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    inputs: { securityGroupId: "sg" },
    commands: [closing("Egress", ["id"])],
  },
  {
    title: "nothing of the default group, which goes with its network",
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    inputs: { vpcId: "vpc" },
    commands: [],
  },
])("deletes $title", ({ type, inputs, commands }) => {
  expect(hold(of(type).delete("id", inputs, place, {})).commands).toEqual(commands);
});
