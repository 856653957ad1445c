import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { zip } from "../../provider/zip";
import { until } from "../test-account";
import { installMinistack } from "./install";
import { type MinistackOptions, startMinistack } from "./launch";

const accountId = "000000000000";
let folder: string;
let options: MinistackOptions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-ministack-"));
  const logFile = join(folder, "ministack.log");
  options = { installation: await installMinistack(), dataDir: join(folder, "data"), accountId, logFile };
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const clientOf = (url: string) => ({
  endpoint: url,
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A function that says which Node it runs on, as which process, and what of this machine it sees. */
async function createFunction(url: string): Promise<LambdaClient> {
  const iam = new IAMClient(clientOf(url));
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: "runs", AssumeRolePolicyDocument: trust }),
  );
  const lambda = new LambdaClient(clientOf(url));
  const code = `exports.handler = async () => { console.log("x"); return {
    node: process.version, pid: process.pid, home: process.env.HOME, leak: process.env.HOLDFAST_TEST_LEAK }; };`;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "runs",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Code: { ZipFile: zip(new Map([["index.js", Buffer.from(code)]])) },
    }),
  );
  return lambda;
}

async function invoke(
  lambda: LambdaClient,
): Promise<{ node: string; pid: number; home: string; leak?: string }> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "runs" }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

test("a folder belongs to one run at a time; a run that ends frees it", async () => {
  const dataDir = join(folder, "one-at-a-time");
  const first = await startMinistack({ ...options, dataDir });
  const said: string[] = [];
  await expect(
    startMinistack({ ...options, dataDir, onProgress: (text) => said.push(text) }),
  ).rejects.toMatchObject({ code: "HF_LOCAL_IN_USE", values: { dataDir } });
  expect(said).toEqual([`waiting for another run to let go of ${dataDir}`]);

  const [second] = await Promise.all([startMinistack({ ...options, dataDir }), first.stop()]);
  await second.stop();
}, 60_000);

/** A zombie is no process any more; it waits for whoever reaps orphans. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(stat);
}

test("functions run on Node 22, see nothing of the caller's environment, and end with MiniStack", async () => {
  process.env.HOLDFAST_TEST_LEAK = "leaked";
  const ministack = await startMinistack(options);
  try {
    const answer = await invoke(await createFunction(ministack.url));
    expect(answer.node).toMatch(/^v22\./);
    expect(answer.home).toBe(join(options.dataDir, "home"));
    expect(answer.leak).toBeUndefined();
    await ministack.stop();
    expect([await isAlive(answer.pid), await isAlive(ministack.pid)]).toEqual([false, false]);
  } finally {
    delete process.env.HOLDFAST_TEST_LEAK;
    await ministack.stop();
  }
}, 60_000);

test("roles, functions and objects survive a stop and start; stopping twice is harmless", async () => {
  const first = await startMinistack(options);
  const s3 = new S3Client({ ...clientOf(first.url), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "kept" }));
  await s3.send(new PutObjectCommand({ Bucket: "kept", Key: "a", Body: "b" }));
  await first.stop();
  await first.stop();

  const second = await startMinistack(options);
  try {
    const again = new S3Client({ ...clientOf(second.url), forcePathStyle: true });
    const { Body } = await again.send(new GetObjectCommand({ Bucket: "kept", Key: "a" }));
    expect(await Body?.transformToString()).toBe("b");
    const iam = new IAMClient(clientOf(second.url));
    expect((await iam.send(new GetRoleCommand({ RoleName: "runs" }))).Role?.RoleName).toBe("runs");
    expect((await invoke(new LambdaClient(clientOf(second.url)))).node).toMatch(/^v22\./);
  } finally {
    await second.stop();
  }
}, 60_000);

test("a queue still brings its messages to its function after a stop and start", async () => {
  const first = await startMinistack(options);
  const { QueueUrl } = await new SQSClient(clientOf(first.url)).send(
    new CreateQueueCommand({ QueueName: "kept" }),
  );
  await new LambdaClient(clientOf(first.url)).send(
    new CreateEventSourceMappingCommand({
      FunctionName: "runs",
      EventSourceArn: `arn:aws:sqs:eu-west-1:${accountId}:kept`,
    }),
  );
  await first.stop();

  const second = await startMinistack(options);
  try {
    const sqs = new SQSClient({ ...clientOf(second.url), useQueueUrlAsEndpoint: false });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "after" }));
    const counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    await until(
      () => sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counts] })),
      ({ Attributes }) => counts.every((count) => Attributes?.[count] === "0"),
    );
  } finally {
    await second.stop();
  }
}, 60_000);

test("a killed starter leaves no process behind: MiniStack, its guard and the workers end, the state is saved", async () => {
  const starter = join(folder, "starter.ts");
  const launch = JSON.stringify(join(__dirname, "launch.ts"));
  await writeFile(
    starter,
    `import { startMinistack } from ${launch};
     startMinistack(${JSON.stringify(options)}).then(({ url, pid }) => process.send?.({ url, pid }));`,
  );
  const child = fork(starter, [], { execArgv: ["--import", require.resolve("tsx")] });
  const [{ url, pid }] = (await once(child, "message")) as [{ url: string; pid: number }];
  const worker = await invoke(new LambdaClient(clientOf(url)));
  child.kill("SIGKILL");
  const isGone = (one: number) =>
    until(
      () => isAlive(one),
      (alive) => !alive,
    );
  await Promise.all([isGone(pid), isGone(worker.pid)]);
}, 60_000);

test("a killed MiniStack takes its workers along", async () => {
  const ministack = await startMinistack(options);
  const worker = await invoke(new LambdaClient(clientOf(ministack.url)));
  process.kill(ministack.pid, "SIGKILL");
  await until(
    () => isAlive(worker.pid),
    (alive) => !alive,
  );
  await ministack.stop();
}, 60_000);

test("what cannot start is an error that names the log", async () => {
  const installation = { python: "/nonexistent/python", folder };
  await expect(startMinistack({ ...options, installation })).rejects.toMatchObject({
    code: "HF_LOCAL_SERVICE_START",
    values: { logFile: options.logFile },
  });
});
