import { join, resolve } from "node:path";
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  UpdateDestinationCommand,
} from "@aws-sdk/client-firehose";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { TemporaryProgram } from "../testing/temporary-program";
import { destroy, exportState, importState, plan, preview, refresh, type StackRun, up } from ".";
import { startTestAws, type TestAws } from "./testing/ministack";
import { describeWithPulumi } from "./testing/with-pulumi";

jest.setTimeout(300_000);

/** Of each kind something: a network by awsx, a function with code, names that the program gives and that nobody gives. */
const source = `
  import * as aws from "@pulumi/aws";
  import * as awsx from "@pulumi/awsx";
  const group = new Group("group");
  const child = { parent: group };
  const net = new awsx.ec2.Vpc("net", { cidrBlock: "10.80.0.0/16", numberOfAvailabilityZones: 2,
    natGateways: { strategy: "None" }, subnetStrategy: "Auto", subnetSpecs: [{ type: "Isolated" }] }, child);
  const closed = new aws.ec2.SecurityGroup("closed", { vpcId: net.vpcId }, child);
  const role = (service: string) => new aws.iam.Role(service, { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service + ".amazonaws.com" }, Action: "sts:AssumeRole" }] }) }, child);
  const bucket = new aws.s3.Bucket("lake", { bucket: config.get("bucket") ?? "engine-lake", forceDestroy: true }, child);
  new aws.s3.BucketVersioning("lake", { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } }, child);
  const stream = new aws.kinesis.FirehoseDeliveryStream("stream", { destination: "extended_s3", extendedS3Configuration: {
    roleArn: role("firehose").arn, bucketArn: bucket.arn, bufferingInterval: 300, bufferingSize: config.getNumber("mebibytes") ?? 64,
  } }, child);
  const queue = new aws.sqs.Queue("queue", { visibilityTimeoutSeconds: 60 }, child);
  new aws.lambda.Function("answers", {
    role: role("lambda").arn, runtime: "nodejs22.x", handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 1") }),
    environment: { variables: { STREAM: stream.name, PASSWORD: pulumi.secret("hush") } },
    vpcConfig: { subnetIds: net.isolatedSubnetIds, securityGroupIds: [closed.id] },
  }, child);
  export const queueUrl = queue.url;
  export const streamName = stream.name;
  export const subnets = net.isolatedSubnetIds;
  export const password = pulumi.secret("hush");
`;

const nothing = { create: 0, update: 0, replace: 0, delete: 0 };

describeWithPulumi("a stack under Pulumi's own engine", () => {
  let local: TestAws;
  let program: TemporaryProgram;
  let run: StackRun;
  const withConfig = (config: Readonly<Record<string, unknown>>): StackRun => ({
    ...run,
    config: { ...run.config, ...config },
  });
  beforeAll(async () => {
    local = await startTestAws();
    program = new TemporaryProgram(source);
    const provider = { module: resolve("local", "provider", "index.ts"), options: local.endpoints };
    run = {
      ...program.run({}, { provider, config: { "aws:region": "eu-west-1" } }),
      statePath: join(local.dir, "dev"),
    };
  });
  afterAll(async () => {
    program?.remove();
    await local?.stop();
  });

  const buckets = async () => {
    const s3 = new S3Client(local.clientOptions("eu-west-1"));
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    s3.destroy();
    return Buckets.map(({ Name }) => Name);
  };
  const bufferSize = async (name: unknown, setTo?: number) => {
    const firehose = new FirehoseClient(local.clientOptions("eu-west-1"));
    const { DeliveryStreamDescription: found } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: String(name) }),
    );
    const destination = found?.Destinations?.[0];
    if (setTo !== undefined)
      await firehose.send(
        new UpdateDestinationCommand({
          DeliveryStreamName: String(name),
          CurrentDeliveryStreamVersionId: found?.VersionId,
          DestinationId: destination?.DestinationId,
          ExtendedS3DestinationUpdate: { BufferingHints: { SizeInMBs: setTo, IntervalInSeconds: 300 } },
        }),
      );
    firehose.destroy();
    return destination?.ExtendedS3DestinationDescription?.BufferingHints?.SizeInMBs;
  };
  const operations = (steps: readonly { operation: string; name: string }[]) =>
    steps.map(({ operation, name }) => `${operation} ${name}`);

  let outputs: Readonly<Record<string, unknown>>;
  let created: number;

  test("is previewed without being touched, and comes up whole", async () => {
    const previewed = await preview(run);
    expect(previewed.changes).toMatchObject({ update: 0, replace: 0, delete: 0 });
    expect(await buckets()).toEqual([]);
    const first = await up(run);
    created = first.changes.create;
    outputs = first.outputs;
    expect(first.changes).toEqual(previewed.changes);
    expect(created).toBe(16);
    expect(first.secretOutputs).toEqual(["password"]);
    expect(outputs).toMatchObject({ password: "hush", subnets: [expect.any(String), expect.any(String)] });
    expect(await buckets()).toEqual(["engine-lake"]);
  });

  test("has nothing to do the second time", async () => {
    const second = await up(run);
    expect(second.steps).toEqual([]);
    expect(second.changes).toEqual({ ...nothing, same: created });
    expect(second.outputs).toEqual(outputs);
  });

  test("changes one resource in place where one property changed", async () => {
    const changed = withConfig({ "demo:mebibytes": 100 });
    const type = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
    const properties = ["extendedS3Configuration"];
    expect(await plan(changed)).toEqual([{ operation: "change", type, name: "stream", properties }]);
    const { steps, changes } = await up(changed);
    expect(steps).toEqual([expect.objectContaining({ operation: "update", name: "stream", properties })]);
    expect(changes).toEqual({ ...nothing, update: 1, same: created - 1 });
    expect(await bufferSize(outputs.streamName)).toBe(100);
  });

  test("sees what another hand changed and what it deleted, and sets both right again", async () => {
    const { queueUrl, streamName } = outputs;
    run = withConfig({ "demo:mebibytes": 100 });
    expect((await refresh(run, { previewOnly: true })).steps).toEqual([]);
    await bufferSize(streamName, 7);
    const sqs = new SQSClient(local.clientOptions("eu-west-1"));
    await sqs.send(new DeleteQueueCommand({ QueueUrl: String(queueUrl) }));
    const drifted = await refresh(run, { previewOnly: true });
    expect(operations(drifted.steps).sort()).toEqual(["delete queue", "update stream"]);
    expect(drifted.unseen).toContainEqual(expect.stringContaining("aws:ec2/subnet:Subnet"));
    // A preview took nothing into the state.
    expect((await up(run)).steps).toEqual([]);

    expect(operations((await refresh(run)).steps).sort()).toEqual(["delete queue", "update stream"]);
    const mended = await up(run);
    expect(operations(mended.steps).sort()).toEqual(["create queue", "update stream"]);
    expect(await bufferSize(streamName)).toBe(100);
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    sqs.destroy();
    expect(QueueUrls).toEqual([mended.outputs.queueUrl]);
  });

  test("replaces a renamed bucket: the new one first, then who uses it, the old one last", async () => {
    const { steps, changes } = await up(withConfig({ "demo:bucket": "engine-renamed" }));
    expect(changes).toMatchObject({ create: 0, delete: 0 });
    const told = operations(steps);
    expect(told[0]).toBe("create-replacement lake");
    expect(told.indexOf("update stream")).toBeGreaterThan(0);
    expect(told.at(-1)).toBe("delete-replaced lake");
    expect(told.indexOf("update stream")).toBeLessThan(told.indexOf("delete-replaced lake"));
    expect(await buckets()).toEqual(["engine-renamed"]);
    run = withConfig({ "demo:bucket": "engine-renamed" });
  });

  test("moves to another backend with its state, secrets included", async () => {
    const moved = { ...run, statePath: join(local.dir, "moved") };
    await importState(moved, await exportState(run));
    const same = await up(moved);
    expect(same.steps).toEqual([]);
    expect(same.outputs.password).toBe("hush");
    run = moved;
  });

  test("goes, and leaves nothing", async () => {
    const gone = await destroy(run);
    expect(gone.changes).toMatchObject({ delete: created });
    expect(gone.resources).toEqual([]);
    expect(await buckets()).toEqual([]);
  });
});
