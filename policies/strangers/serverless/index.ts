import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table(
  "notes",
  {
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true },
  },
  { protect: true },
);

const assumedByLambda = aws.iam.getPolicyDocumentOutput({
  statements: [
    { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }] },
  ],
}).json;

function lambda(name: string, actions: string[]) {
  const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: assumedByLambda });
  const access = new aws.iam.Policy(`${name}-access`, {
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: table.arn }],
    },
  });
  new aws.iam.RolePolicyAttachment(`${name}-access`, { role, policyArn: access.arn });
  new aws.iam.RolePolicyAttachment(`${name}-logs`, {
    role,
    policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
  });
  return new aws.lambda.Function(name, {
    role: role.arn,
    runtime: aws.lambda.Runtime.NodeJS22dX,
    handler: "index.handler",
    timeout: 10,
    environment: { variables: { TABLE: table.name } },
    code: new pulumi.asset.AssetArchive({
      "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1"),
    }),
  });
}

const read = lambda("read", ["dynamodb:GetItem", "dynamodb:Query"]);
const write = lambda("write", ["dynamodb:*"]); // Wrong: may also delete the table.

const api = new aws.apigatewayv2.Api("notes", { protocolType: "HTTP" });
for (const [method, handler] of [
  ["GET", read],
  ["POST", write],
] as const) {
  const integration = new aws.apigatewayv2.Integration(`${method}-notes`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: handler.invokeArn,
    payloadFormatVersion: "2.0",
  });
  new aws.apigatewayv2.Route(`${method}-notes`, {
    apiId: api.id,
    routeKey: `${method} /notes`,
    target: pulumi.interpolate`integrations/${integration.id}`,
  });
  new aws.lambda.Permission(`${method}-notes`, {
    function: handler.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
  });
}
new aws.apigatewayv2.Stage("notes", { apiId: api.id, name: "$default", autoDeploy: true });
export const url = api.apiEndpoint;
