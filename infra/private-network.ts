import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { allow, policyOf, type Statement, trustOf } from "./parts/policy";

/** AWS APIs, beside S3, that functions in the network call. */
export type InterfaceService = "secretsmanager" | "sqs";

/** A network with no way in and no way out but to the AWS APIs named here: for the database, and for what talks to it. */
export interface PrivateNetworkArgs {
  region: string;
  accountId: pulumi.Input<string>;
  /** IPv4 range, e.g. `10.80.0.0/16`; /16 to /28 ("VPC CIDR blocks"). */
  cidrBlock: string;
  /**
   * Availability zones, 2 to 4: RDS takes no fewer ("Working with a DB instance in a VPC"). The first ones of AWS's list, which
   * begins with Local Zones where the account has opted in to some: RDS has no Multi-AZ there.
   */
  zones: number;
  /** The only buckets that can be read from here. */
  bucketArns: pulumi.Input<string>[];
  /** Each is an interface in every zone, and is paid by the hour. */
  interfaceServices: readonly InterfaceService[];
  /** Days that flow logs stay: one of the values that CloudWatch Logs takes ("PutRetentionPolicy"). */
  logDays: pulumi.Input<number>;
  /** What every name begins with (`Names.prefix`), e.g. `holdfast-prod-eu-west-1-`. */
  namePrefix: pulumi.Input<string>;
}

/** Whom and what the endpoints let through: this account's roles, to what is this account's. */
interface Scope {
  region: string;
  accountId: string;
  namePrefix: string;
}

/** An endpoint's policy grants nothing, it bounds what roles have ("Control access to VPC endpoints using endpoint policies"). */
const through = (
  { accountId }: Scope,
  actions: string | readonly string[],
  resources: string | readonly string[],
) =>
  policyOf({
    ...allow(actions, resources, {
      StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceAccount": accountId },
    }),
    Principal: "*",
  } satisfies Statement);

/**
 * Reading these buckets. Nothing else here asks S3: Lambda loads its functions, and RDS its backups, outside the network
 * (of "Gateway endpoints for Amazon S3", the services that need buckets of their own).
 */
export const s3EndpointPolicy = (scope: Scope, bucketArns: readonly string[]): string =>
  through(
    scope,
    ["s3:GetObject", "s3:ListBucket"],
    bucketArns.flatMap((arn) => [arn, `${arn}/*`]),
  );

/** What is called, and of which resources. */
export const interfaceEndpointPolicy = (service: InterfaceService, scope: Scope): string => {
  const { region, accountId, namePrefix } = scope;
  switch (service) {
    case "secretsmanager":
      // Master users' secrets: RDS makes up their names, and begins them so ("Password management with Amazon RDS and Secrets Manager").
      return through(
        scope,
        "secretsmanager:GetSecretValue",
        `arn:aws:secretsmanager:${region}:${accountId}:secret:rds!*`,
      );
    case "sqs":
      return through(
        scope,
        "sqs:ChangeMessageVisibility",
        `arn:aws:sqs:${region}:${accountId}:${namePrefix}*`,
      );
  }
};

/** Flow logs of this account and region; their ids are not known before they are ("IAM role for publishing flow logs to CloudWatch Logs"). */
export const flowLogsTrust = ({ region, accountId }: Scope): string =>
  trustOf("vpc-flow-logs.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": accountId },
    ArnLike: { "aws:SourceArn": `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/*` },
  });

/**
 * Into the one log group, which exists already, so that nobody needs to create any. To describe groups is a right on all of
 * them ("Actions, resources, and condition keys for Amazon CloudWatch Logs").
 */
export const writeFlowLogsPolicy = (logGroupArn: string, { region, accountId }: Scope): string =>
  policyOf(
    allow(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"], `${logGroupArn}:*`),
    allow("logs:DescribeLogGroups", `arn:aws:logs:${region}:${accountId}:log-group:*`),
  );

/**
 * A quarter of the network for each zone, however many there are: an even share would change with their number, and a subnet
 * whose range changes is replaced, which a database in it does not let happen.
 */
const zoneBits = (cidrBlock: string): number => Number(cidrBlock.split("/")[1]) + 2;

export class PrivateNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** One in each zone. */
  readonly subnetIds: pulumi.Output<string[]>;
  /** Of the interface endpoints. Without rules of its own: whoever calls an endpoint says so, from which group (port 443). */
  readonly endpointSecurityGroupId: pulumi.Output<string>;
  /** The addresses of S3 in this region, for rules of security groups. */
  readonly s3PrefixListId: pulumi.Output<string>;

  constructor(name: string, args: PrivateNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:PrivateNetwork", name, {}, opts);
    const scope = pulumi
      .all([args.accountId, args.namePrefix])
      .apply(([accountId, namePrefix]): Scope => ({ region: args.region, accountId, namePrefix }));

    const network = new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: args.cidrBlock,
        numberOfAvailabilityZones: args.zones,
        subnetStrategy: "Auto",
        availabilityZoneCidrMask: zoneBits(args.cidrBlock),
        // Isolated: no route but to the network itself. The internet gateway that awsx makes all the same has none to it.
        subnetSpecs: [{ type: "Isolated" }],
        natGateways: { strategy: "None" },
        // Both, or neither the private names of endpoints nor the endpoint of S3 is found ("Gateway endpoints for Amazon S3").
        enableDnsSupport: true,
        enableDnsHostnames: true,
      },
      { parent: this },
    );
    this.vpcId = network.vpcId;
    this.subnetIds = network.isolatedSubnetIds;
    this.closeDefaultGroup(name);
    this.s3PrefixListId = this.endpointToS3(name, args, scope, network).prefixListId;
    this.endpointSecurityGroupId = this.endpointsTo(name, args, scope).id;
    this.logFlows(name, args, scope);
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds });
  }

  /** As AWS makes it, whatever names no group may talk to all its like, and to everywhere ("Default security groups for your VPCs"). */
  private closeDefaultGroup(name: string): void {
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: this.vpcId }, { parent: this });
  }

  /** One for all zones and without a price: a route in each table ("Gateway endpoints"). awsx's own endpoints never reach its outputs. */
  private endpointToS3(
    name: string,
    { region, bucketArns }: PrivateNetworkArgs,
    scope: pulumi.Output<Scope>,
    network: awsx.ec2.Vpc,
  ): aws.ec2.VpcEndpoint {
    return new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: this.vpcId,
        serviceName: `com.amazonaws.${region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: network.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
        policy: pulumi.all([scope, pulumi.all(bucketArns)]).apply(([of, arns]) => s3EndpointPolicy(of, arns)),
      },
      { parent: this },
    );
  }

  private endpointsTo(
    name: string,
    { region, interfaceServices, namePrefix }: PrivateNetworkArgs,
    scope: pulumi.Output<Scope>,
  ): aws.ec2.SecurityGroup {
    const child = { parent: this };
    const group = new aws.ec2.SecurityGroup(
      `${name}-endpoints`,
      {
        name: pulumi.interpolate`${namePrefix}endpoints`,
        description: "Interface endpoints of AWS APIs",
        vpcId: this.vpcId,
      },
      child,
    );
    for (const service of interfaceServices)
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: this.vpcId,
          serviceName: `com.amazonaws.${region}.${service}`,
          vpcEndpointType: "Interface",
          subnetIds: this.subnetIds,
          securityGroupIds: [group.id],
          // The SDK's usual host names lead here, so functions need no address of it.
          privateDnsEnabled: true,
          policy: scope.apply((of) => interfaceEndpointPolicy(service, of)),
        },
        child,
      );
    return group;
  }

  /** Refused packets and accepted ones: the refused show what tried, the accepted what got where. */
  private logFlows(name: string, args: PrivateNetworkArgs, scope: pulumi.Output<Scope>): void {
    const child = { parent: this };
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-flow-logs`,
      { name: pulumi.interpolate`/aws/vpc/${args.namePrefix}flow-logs`, retentionInDays: args.logDays },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-flow-logs-role`,
      {
        name: pulumi.interpolate`${args.namePrefix}flow-logs`,
        assumeRolePolicy: scope.apply(flowLogsTrust),
      },
      child,
    );
    const write = new aws.iam.RolePolicy(
      `${name}-write-flow-logs`,
      {
        name: "write-flow-logs",
        role: role.name,
        policy: pulumi.all([logs.arn, scope]).apply(([arn, of]) => writeFlowLogsPolicy(arn, of)),
      },
      child,
    );
    new aws.ec2.FlowLog(
      `${name}-flows`,
      {
        vpcId: this.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: logs.arn,
        iamRoleArn: role.arn,
      },
      // Without its rights a flow log turns to "Access error", and what passes meanwhile is in no log.
      { ...child, dependsOn: [write] },
    );
  }
}
