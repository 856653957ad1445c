import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, named, type Registered, record } from "../testing/record";
import { BundledFunction, functionTrust, writeLogsPolicy } from "./function";

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
