import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly subnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: { range: string; region: string }) {
    super("crm:base:Network", name);
    const inside = { parent: this };
    const vpc = new aws.ec2.Vpc(`${name}-vpc`, { cidrBlock: args.range }, inside);
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id }, inside);
    new Traffic(name, vpc, args.region, inside);
    const subnets = ["a", "b"].map(
      (zone, index) =>
        new aws.ec2.Subnet(
          `${name}-${zone}`,
          {
            vpcId: vpc.id,
            availabilityZone: `${args.region}${zone}`,
            cidrBlock: args.range.replace(/0\.0\/16$/, `${index}.0/24`),
          },
          inside,
        ),
    );
    // One table for all: the one that comes with the network.
    const table = new aws.ec2.DefaultRouteTable(
      `${name}-table`,
      { defaultRouteTableId: vpc.defaultRouteTableId },
      inside,
    );
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${args.region}.s3`,
        routeTableIds: [table.id],
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: "*",
              Action: ["s3:GetObject"],
              Resource: ["arn:aws:s3:::crm-import/*"],
            },
          ],
        }),
      },
      inside,
    );
    this.vpcId = vpc.id;
    this.subnetIds = pulumi.all(subnets.map((subnet) => subnet.id));
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds });
  }
}

/** What records who talks to whom. */
class Traffic extends pulumi.ComponentResource {
  constructor(name: string, vpc: aws.ec2.Vpc, region: string, options: pulumi.ComponentResourceOptions) {
    super("crm:base:Traffic", `${name}-traffic`, {}, options);
    new aws.ec2.FlowLog(
      `${name}-flows`,
      {
        vpcId: vpc.id,
        trafficType: "ALL",
        logDestinationType: "s3",
        logDestination: `arn:aws:s3:::crm-flows-${region}`,
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
