import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { destroy, preview, type StackRun, up } from "../../engine/in-process";
import { TemporaryProgram } from "../../engine/testing/temporary-program";
import type { LocalEndpoints } from "../endpoints";
import { createHostedZone } from "../hosted-zone";
import type { Ministack } from "../services/ministack/launch";
import { type Postgres, startPostgres } from "../services/postgres";
import { problemsOf } from ".";
import { ministackIn } from "./testing/ministack";
import { place } from "./testing/talk";

jest.setTimeout(180_000);

const checkout = resolve(__dirname, "..", "..");
const dir = mkdtempSync(join(tmpdir(), "holdfast-provider-"));
let ministack: Ministack;
let databases: Record<string, Postgres>;
let endpoints: LocalEndpoints;
let zoneId: string;

// MiniStack alone stands for every service, so what is proven is that each command is understood, not what comes of it. The databases
// are real: a deployment migrates them.
beforeAll(async () => {
  ministack = await ministackIn(dir);
  const database = (address: string) =>
    startPostgres({ dataDir: join(dir, "postgres", address), host: address });
  const [eu, us] = await Promise.all([database("127.0.0.11"), database("127.0.0.12")]);
  databases = { "127.0.0.11": eu, "127.0.0.12": us };
  const aws = ministack.url;
  const region = (address: string) => {
    const { host, port, caFile, passwordFile, pid } = databases[address] as Postgres;
    const postgres = { host, port, caFile, passwordFile, pid };
    return { address, aws, control: { gate: "", firehose: "" }, postgres };
  };
  endpoints = {
    ...place.endpoints,
    route53: aws,
    global: aws,
    regions: { "eu-west-1": region("127.0.0.11"), "us-west-2": region("127.0.0.12") },
  };
  zoneId = await createHostedZone(endpoints);
});
afterAll(async () => {
  await ministack.stop();
  for (const database of Object.values(databases)) await database.stop();
  rmSync(dir, { recursive: true, force: true });
});

const provider = () => ({ module: join(__dirname, "index.ts"), options: endpoints });
const clientOptions = (region: string) => ({
  endpoint: ministack.url,
  region,
  credentials: endpoints.credentials,
  forcePathStyle: true,
});

const stackRun = (stack: string, config: StackRun["config"] = {}): StackRun => ({
  programDir: checkout,
  stack,
  statePath: join(dir, `${stack}.json`),
  provider: provider(),
  config: { "holdfast:routing": { zoneId }, ...config },
});

test.each(["prod-eu", "prod-us"])("every property that %s registers has a model", async (stack) => {
  const { resources } = await preview({ programDir: checkout, stack });
  const provided = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  expect(provided.length).toBeGreaterThan(0);
  expect(provided.flatMap(problemsOf).map(({ error }) => error.message)).toEqual([]);
});

test("both regions come up in the three steps of a first deployment, and one goes and comes back", async () => {
  const both = (config: StackRun["config"]) =>
    Promise.all([up(stackRun("prod-eu", config)), up(stackRun("prod-us", config))]);

  const [first] = await both({ "holdfast:peerReady": false });
  expect(first.changes).toMatchObject({ update: 0, replace: 0, delete: 0, same: 0 });
  const [second] = await both({});
  // The canary's schedule begins, and the dashboard shows what is replicated.
  expect(second.changes).toMatchObject({
    ...{ update: 2, replace: 0, delete: 0 },
    same: first.changes.create - 2,
  });
  const [third] = await both({});
  expect(third.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });

  expect(third.outputs).toMatchObject({ region: "eu-west-1", zoneId });
  const s3 = new S3Client(clientOptions("eu-west-1"));
  const { QueueConfigurations } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: String(third.outputs.undeliverableBucket) }),
  );
  s3.destroy();
  expect(QueueConfigurations?.[0]?.Events).toEqual(["s3:ObjectCreated:*"]);

  const gone = await destroy(stackRun("prod-us"), { excludeProtected: true });
  const left = gone.resources.filter(({ type }) => type.startsWith("aws:"));
  expect(left).not.toEqual([]);
  // What holds events stays: the data buckets, the stream with what it has not delivered, the list of what is to be loaded, the database
  // and the network that it is in.
  for (const { urn } of left)
    expect(urn).toMatch(
      /:(DataBucket|FirehoseToLake|LakeToQueue|Postgres)\$|\$aws:ec2\/(vpc:Vpc|subnet:Subnet)::/,
    );
  const back = await up(stackRun("prod-us"));
  expect(back.changes).toMatchObject({ create: gone.changes.delete, update: 0, replace: 0 });
});

const functionProgram = (answer: string) => `
  import * as aws from "@pulumi/aws";
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const role = new aws.iam.Role("role", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }) });
  const code = "exports.handler = async () => ({ code: '${answer}', word: process.env.WORD, peer: process.env.PEER_S3_ENDPOINT_URL })";
  const made = new aws.lambda.Function("answers", {
    role: role.arn, runtime: "nodejs22.x", handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
    environment: { variables: { WORD: config.require("word") } },
  });
  export const name = made.name;
`;

test("a function that is warm answers with its new environment and its new code", async () => {
  const program = new TemporaryProgram(functionProgram("old"));
  const lambda = new LambdaClient(clientOptions("eu-west-1"));
  const upWith = (word: string) =>
    up(program.run({}, { provider: provider(), config: { "aws:region": "eu-west-1", "demo:word": word } }));
  const answer = async (name: unknown) => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: String(name) }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  try {
    const { outputs } = await upWith("one");
    expect(await answer(outputs.name)).toEqual({ code: "old", word: "one", peer: ministack.url });
    expect((await upWith("two")).changes).toMatchObject({ update: 1, same: 1 });
    expect(await answer(outputs.name)).toMatchObject({ code: "old", word: "two" });
    program.program(functionProgram("new"));
    expect((await upWith("two")).changes).toMatchObject({ update: 1, same: 1 });
    expect(await answer(outputs.name)).toMatchObject({ code: "new", word: "two" });
  } finally {
    lambda.destroy();
    program.remove();
  }
});

test("a resource that AWS refuses is named with what AWS said", async () => {
  const program = new TemporaryProgram(`
    import * as aws from "@pulumi/aws";
    new aws.iam.RolePolicy("orphan", { role: "nobody", policy: "{}" });
  `);
  const run = program.run({}, { provider: provider(), config: { "aws:region": "eu-west-1" } });
  try {
    await expect(up(run)).rejects.toThrow(/create of urn:.*RolePolicy::orphan: NoSuchEntity/);
  } finally {
    program.remove();
  }
});
