import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network";

export class Database extends pulumi.ComponentResource {
  readonly instance: aws.rds.Instance;
  readonly clients: aws.ec2.SecurityGroup;

  constructor(name: string, { network }: { network: Network }) {
    super("crm:base:Database", name);
    const inside = { parent: this };
    const { vpcId } = network;
    this.clients = new aws.ec2.SecurityGroup(`${name}-clients`, { vpcId }, inside);
    const group = new aws.ec2.SecurityGroup(`${name}-db`, { vpcId }, inside);
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-in`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: this.clients.id,
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
      },
      inside,
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      {
        securityGroupId: this.clients.id,
        referencedSecurityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
      },
      inside,
    );
    const subnets = new aws.rds.SubnetGroup(name, { subnetIds: network.subnetIds }, inside);
    this.instance = new aws.rds.Instance(
      name,
      {
        engine: "postgres",
        instanceClass: "db.t4g.small",
        allocatedStorage: 20,
        username: "crm",
        manageMasterUserPassword: true,
        storageEncrypted: true,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [group.id],
      },
      { ...inside, protect: true },
    );
    this.registerOutputs({ instance: this.instance });
  }
}
