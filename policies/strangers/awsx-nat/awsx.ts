/** What `new awsx.ec2.Vpc(name)` of @pulumi/awsx 3 registers by default: three zones, a public and a private subnet in each,
 *  a NAT gateway for each zone. Its own provider is a program that is not at hand here. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const ranges: Record<string, string[]> = {
  private: ["10.0.0.0/19", "10.0.64.0/19", "10.0.128.0/19"],
  public: ["10.0.32.0/20", "10.0.96.0/20", "10.0.160.0/20"],
};

export class Vpc extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[] = [];
  readonly privateSubnetIds: pulumi.Output<string>[] = [];
  readonly routeTables: aws.ec2.RouteTable[] = [];

  constructor(name: string, zones: string[]) {
    super("awsx:ec2:Vpc", name, {});
    const shared = { Name: name };
    const vpc = new aws.ec2.Vpc(name, { cidrBlock: "10.0.0.0/16", tags: shared }, { parent: this });
    const inVpc = { parent: vpc, dependsOn: [vpc] };
    const igw = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: shared }, inVpc);
    zones.forEach((zone, index) => {
      let nat: aws.ec2.NatGateway | undefined;
      for (const kind of ["public", "private"]) {
        const subnetName = `${name}-${kind}-${index + 1}`;
        const tags = { ...shared, Name: subnetName, SubnetType: kind };
        const subnet = new aws.ec2.Subnet(
          subnetName,
          {
            vpcId: vpc.id,
            availabilityZone: zone,
            mapPublicIpOnLaunch: kind === "public",
            cidrBlock: ranges[kind]?.[index],
            tags,
          },
          inVpc,
        );
        (kind === "public" ? this.publicSubnetIds : this.privateSubnetIds).push(subnet.id);
        const inSubnet = { parent: subnet, dependsOn: [subnet] };
        const table = new aws.ec2.RouteTable(subnetName, { vpcId: vpc.id, tags }, inSubnet);
        this.routeTables.push(table);
        const inTable = { parent: table, dependsOn: [table] };
        new aws.ec2.RouteTableAssociation(
          subnetName,
          { routeTableId: table.id, subnetId: subnet.id },
          inTable,
        );
        const everywhere = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0" };
        if (kind === "public") {
          const numbered = `${name}-${index + 1}`;
          const eip = new aws.ec2.Eip(numbered, { tags: { Name: numbered } }, inSubnet);
          nat = new aws.ec2.NatGateway(
            numbered,
            { subnetId: subnet.id, allocationId: eip.allocationId, tags: { Name: numbered } },
            inSubnet,
          );
          new aws.ec2.Route(subnetName, { ...everywhere, gatewayId: igw.id }, inTable);
        } else new aws.ec2.Route(subnetName, { ...everywhere, natGatewayId: nat?.id }, inTable);
      }
    });
    this.vpcId = vpc.id;
    this.registerOutputs({ vpcId: vpc.id });
  }
}
