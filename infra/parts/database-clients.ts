/** Who may talk to the database, and where else those may go: one security group, and every rule that touches it. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface DatabaseClientsArgs {
  groupName: pulumi.Input<string>;
  vpcId: pulumi.Input<string>;
  databaseSecurityGroupId: pulumi.Input<string>;
  databasePort: pulumi.Input<number>;
  endpointSecurityGroupId: pulumi.Input<string>;
  /** Of S3 in this region: its gateway endpoint has no group, so its addresses are named. */
  s3PrefixListId: pulumi.Input<string>;
}

export interface DatabaseClients {
  readonly group: aws.ec2.SecurityGroup;
  /** Nothing in the group reaches anything before all of these are there. */
  readonly rules: readonly pulumi.Resource[];
}

const HTTPS_PORT = 443;

/**
 * `${name}-group` and its rules. Nobody may begin a conversation with the group; it may with the database, the interface endpoints and
 * S3, and with nobody else. The database has this one way in, and no way out. (Name resolution passes no group: "Security groups".)
 */
export function databaseClients(
  name: string,
  args: DatabaseClientsArgs,
  child: pulumi.CustomResourceOptions,
): DatabaseClients {
  const group = new aws.ec2.SecurityGroup(
    `${name}-group`,
    {
      name: args.groupName,
      description: "Functions that load the lake into Postgres",
      vpcId: args.vpcId,
    },
    child,
  );
  const tcp = (port: pulumi.Input<number>) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });

  /** To a group of ours: out here, in there. */
  const between = (peer: string, peerId: pulumi.Input<string>, port: pulumi.Input<number>) => [
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-${peer}`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: peerId,
        ...tcp(port),
        description: `The ${peer}`,
      },
      child,
    ),
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-into-${peer}`,
      {
        securityGroupId: peerId,
        referencedSecurityGroupId: group.id,
        ...tcp(port),
        description: "Functions that load the lake",
      },
      child,
    ),
  ];
  const toS3 = new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-s3`,
    {
      securityGroupId: group.id,
      prefixListId: args.s3PrefixListId,
      ...tcp(HTTPS_PORT),
      description: "S3, by its gateway endpoint",
    },
    child,
  );
  return {
    group,
    rules: [
      ...between("database", args.databaseSecurityGroupId, args.databasePort),
      ...between("endpoints", args.endpointSecurityGroupId, HTTPS_PORT),
      toS3,
    ],
  };
}
