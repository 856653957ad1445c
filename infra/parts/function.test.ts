import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, named, type Registered, record } from "../testing/record";
import { attachToNetworkPolicy, BundledFunction, functionTrust, writeLogsPolicy } from "./function";

jest.mock("./bundle", () => ({
  bundle: (handler: string) => ({
    files: { "index.js": `code of ${handler}`, "client-s3.js": "client" },
    build: "b0",
  }),
}));

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new BundledFunction("collect", {
        handler: "collect",
        functionName: "h-collect",
        accountId: ACCOUNT,
        timeoutSeconds: 18,
        memoryMebibytes: 512,
        logDays: 30,
        variables: { REGION: "eu-west-1", STREAM_NAME: pulumi.output("h-events") },
      }),
  );
});

test("is the bundle on Node 22, arm64, with its build in the environment", () => {
  const { code, ...inputs } = named(resources, "collect-lambda").inputs as {
    code: pulumi.asset.AssetArchive;
  };
  expect(inputs).toEqual({
    name: "h-collect",
    role: "arn:collect-role",
    runtime: "nodejs22.x",
    architectures: ["arm64"],
    handler: "index.handler",
    timeout: 18,
    memorySize: 512,
    environment: { variables: { REGION: "eu-west-1", STREAM_NAME: "h-events", BUILD: "b0" } },
  });
  expect(code).toBeInstanceOf(pulumi.asset.AssetArchive);
});

test("is zipped from the bundle's files", async () => {
  const { code } = named(resources, "collect-lambda").inputs as { code: pulumi.asset.AssetArchive };
  const assets = (await code.assets) as Record<string, pulumi.asset.StringAsset>;
  expect(Object.keys(assets).sort()).toEqual(["client-s3.js", "index.js"]);
  expect(await assets["index.js"]?.text).toBe("code of collect");
  expect(await assets["client-s3.js"]?.text).toBe("client");
});

test("has a log group that ends, before it can run", () => {
  expect(named(resources, "collect-logs").inputs).toEqual({
    name: "/aws/lambda/h-collect",
    retentionInDays: 30,
  });
  expect(named(resources, "collect-lambda").dependsOn).toEqual(["collect-logs", "collect-write-logs"]);
});

test("has a role of its own, which writes its own logs and nothing else", () => {
  expect(named(resources, "collect-role").inputs).toEqual({
    name: "h-collect",
    assumeRolePolicy: functionTrust(ACCOUNT),
  });
  expect(named(resources, "collect-write-logs").inputs).toEqual({
    name: "write-logs",
    role: "h-collect",
    policy: writeLogsPolicy("arn:collect-logs"),
  });
  expect(resources).toHaveLength(5);
});

test("is assumed by Lambda for this account alone", () => {
  expect(JSON.parse(functionTrust("1")).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: ["sts:AssumeRole"],
      Condition: { StringEquals: { "aws:SourceAccount": "1" } },
    },
  ]);
});

test("may not create log groups", () => {
  expect(JSON.parse(writeLogsPolicy("arn:g")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: ["arn:g:log-stream:*"],
    },
  ]);
});

test("keeps executions for itself and writes traces when it is told to", async () => {
  const traced = await record(
    () =>
      new BundledFunction("collect", {
        handler: "collect",
        functionName: "h-collect",
        accountId: ACCOUNT,
        timeoutSeconds: 18,
        memoryMebibytes: 512,
        logDays: 30,
        reservedConcurrency: 900,
        tracing: "xray",
        variables: {},
      }),
  );
  expect(named(traced, "collect-lambda").inputs).toMatchObject({
    reservedConcurrentExecutions: 900,
    tracingConfig: { mode: "Active" },
  });
  expect(JSON.parse(String(named(traced, "collect-write-traces").inputs.policy)).Statement).toEqual([
    { Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: ["*"] },
  ]);
});

test("in a network it has the rights to enter it first, and its code may not use them", async () => {
  const inside = await record(
    () =>
      new BundledFunction("load", {
        handler: "load",
        functionName: "h-load",
        accountId: ACCOUNT,
        timeoutSeconds: 18,
        memoryMebibytes: 512,
        logDays: 30,
        variables: {},
        vpc: { region: "eu-west-1", subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
      }),
  );
  expect(named(inside, "load-lambda").inputs).toMatchObject({
    vpcConfig: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
  });
  expect(named(inside, "load-lambda").dependsOn).toEqual([
    "load-attach-to-network",
    "load-logs",
    "load-write-logs",
  ]);
  expect(named(inside, "load-attach-to-network").inputs).toEqual({
    name: "attach-to-network",
    role: "h-load",
    policy: attachToNetworkPolicy("eu-west-1", ACCOUNT, "h-load"),
  });
});

test("outside of a network it has no such right", () => {
  expect(named(resources, "collect-lambda").inputs).not.toHaveProperty("vpcConfig");
  expect(resources.map(({ name }) => name)).not.toContain("collect-attach-to-network");
});

test("interfaces are Lambda's to make, in the region of the account, and nobody's who calls as the function", () => {
  const changes = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ];
  const looks = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
  expect(JSON.parse(attachToNetworkPolicy("eu-west-1", "1", "f")).Statement).toEqual([
    { Effect: "Allow", Action: changes, Resource: ["arn:aws:ec2:eu-west-1:1:*/*"] },
    { Effect: "Allow", Action: looks, Resource: ["*"] },
    {
      Effect: "Deny",
      Action: [...changes, "ec2:DetachNetworkInterface", ...looks],
      Resource: ["*"],
      Condition: {
        ArnEquals: { "lambda:SourceFunctionArn": "arn:aws:lambda:eu-west-1:1:function:f" },
      },
    },
  ]);
});
