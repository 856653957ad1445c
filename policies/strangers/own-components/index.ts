import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Database } from "./database";
import { Network } from "./network";

const { accountId } = aws.getCallerIdentityOutput();
const network = new Network("net", { range: "10.20.0.0/16", region: "eu-west-2" });
const database = new Database("crm", { network });

class Job extends pulumi.ComponentResource {
  constructor(name: string, args: { inside?: Network; seesDatabase?: Database }) {
    super("crm:jobs:Job", name);
    const options = { parent: this };
    const role = new aws.iam.Role(
      name,
      {
        assumeRolePolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Service: "lambda.amazonaws.com" },
              Condition: { StringEquals: { "aws:SourceAccount": accountId } },
            },
          ],
        }),
      },
      options,
    );
    const { inside, seesDatabase } = args;
    new aws.iam.RolePolicyAttachment(
      name,
      {
        role: role.name,
        policyArn: inside
          ? aws.iam.ManagedPolicy.AWSLambdaVPCAccessExecutionRole
          : aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
      },
      options,
    );
    new aws.lambda.Function(
      name,
      {
        role: role.arn,
        runtime: "nodejs22.x",
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({
          "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1"),
        }),
        environment: seesDatabase && { variables: { PGHOST: seesDatabase.instance.address } },
        vpcConfig: inside && { subnetIds: inside.subnetIds, securityGroupIds: [database.clients.id] },
      },
      options,
    );
    this.registerOutputs();
  }
}

new Job("import", { inside: network, seesDatabase: database });
new Job("invoices", { seesDatabase: database }); // Wrong: knows the database and runs outside of its network.
new Job("clock", {});
