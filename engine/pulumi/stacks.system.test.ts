import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { writeRunFile } from "../../local/run-file";
import { destroy, plan, preview, refresh, type StackRun, up } from ".";
import type { Drift } from "./drift";
import { startTestAws, type TestAws } from "./testing/ministack";
import { describeWithPulumi } from "./testing/with-pulumi";

// Some hundred resources a run, and the state is written after each step.
jest.setTimeout(900_000);

const nothing = { create: 0, update: 0, replace: 0, delete: 0 };

describeWithPulumi("both of the project's stacks under Pulumi's own engine", () => {
  let local: TestAws;
  beforeAll(async () => {
    local = await startTestAws();
  });
  afterAll(async () => {
    await local?.stop();
  });

  const runOf = (stack: string, config: StackRun["config"] = {}): StackRun => ({
    programDir: resolve("."),
    stack,
    statePath: join(local.dir, "stacks", stack),
    provider: { module: resolve("local", "provider", "index.ts"), options: local.endpoints },
    config: { "holdfast:routing": { zoneId: local.zoneId }, ...config },
  });
  const both = <Result>(run: (stack: string) => Promise<Result>) =>
    Promise.all([run("prod-eu"), run("prod-us")] as const);

  let created: number;
  let queueUrl: string;
  let role: string;
  let collect: string;

  test("are previewed, come up, know their peer, and have nothing to do the third time", async () => {
    const alone = { "holdfast:peerReady": false };
    const previewed = await preview(runOf("prod-eu", alone));
    const [first] = await both((stack) => up(runOf(stack, alone)));
    created = first.changes.create;
    expect(first.changes).toEqual(previewed.changes);
    const [second] = await both((stack) => up(runOf(stack)));
    // The canary's schedule begins, and the dashboard shows what is replicated.
    expect(second.changes).toMatchObject({ update: 2, replace: 0, delete: 0, same: created - 2 });
    created += second.changes.create;
    const third = await both((stack) => up(runOf(stack)));
    expect(third.flatMap(({ steps }) => steps)).toEqual([]);
    expect(third[0].changes).toEqual({ ...nothing, same: created });
    queueUrl = String(second.outputs.replayQueueUrl);
    role = String(second.outputs.replayRole);
    collect = String(second.outputs.collectFunction);
  });

  test("change the stream alone, in place, where its buffer is another", async () => {
    const changed = runOf("prod-eu", { "holdfast:stream": { bufferMebibytes: 64 } });
    const type = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
    expect(await plan(changed)).toEqual([
      expect.objectContaining({ operation: "change", type, properties: ["extendedS3Configuration"] }),
    ]);
    const { steps, changes } = await up(changed);
    expect(steps).toEqual([expect.objectContaining({ operation: "update", type })]);
    expect(changes).toEqual({ ...nothing, update: 1, same: created - 1 });
  });

  /** `npm run drift`, as a process of its own, on what a local run would have left. */
  const drift = async () => {
    const { dir: dataDir, endpoints, zoneId } = local;
    const pair = { dataDir, endpoints, zoneId, engine: "pulumi", speed: endpoints.speed } as const;
    writeRunFile({ ...pair, bufferSeconds: 5, pid: process.pid, outputs: [] });
    const args = ["drift", "--data-dir", dataDir, "--stack", "prod-eu", "--json"];
    const child = spawn(process.execPath, [resolve("bin", "holdfast.js"), ...args], {
      stdio: ["ignore", "pipe", 2],
    });
    let printed = "";
    child.stdout?.on("data", (text) => {
      printed += text;
    });
    const [exitCode] = await once(child, "close");
    return { exitCode, drifts: JSON.parse(printed) as Drift[] };
  };
  const changes = ({ steps }: Drift) =>
    steps.flatMap(({ type, differences = [] }) =>
      differences.map(({ path }) => `${type.split(":").at(-1)} ${path}`),
    );

  test("npm run drift shows what another hand changed, and only that", async () => {
    const untouched = await drift();
    expect({ ...untouched, drifts: untouched.drifts.flatMap(changes) }).toEqual({ exitCode: 0, drifts: [] });

    const [sqs, iam, lambda] = [SQSClient, IAMClient, LambdaClient].map(
      (Client) => new Client(local.clientOptions("eu-west-1")),
    ) as [SQSClient, IAMClient, LambdaClient];
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { MessageRetentionPeriod: "60" } }),
    );
    const { PolicyNames: [PolicyName] = [] } = await iam.send(
      new ListRolePoliciesCommand({ RoleName: role }),
    );
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [everything] });
    await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName, PolicyDocument }));
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: collect, MemorySize: 128 }));

    const { exitCode, drifts } = await drift();
    expect(exitCode).toBe(1);
    expect(drifts.flatMap(changes).sort()).toEqual([
      "Function memorySize",
      "Queue messageRetentionSeconds",
      "RolePolicy policy",
    ]);

    const run = runOf("prod-eu", { "holdfast:stream": { bufferMebibytes: 64 } });
    await refresh(run);
    // A function's new version moves its alias.
    expect((await up(run)).changes).toMatchObject({ create: 0, replace: 0, delete: 0 });
    expect((await drift()).exitCode).toBe(0);
    for (const client of [sqs, iam, lambda]) client.destroy();
  });

  test("go but for what holds events, and come back around it", async () => {
    await expect(destroy(runOf("prod-us"))).rejects.toThrow(/HF_ENGINE_PROTECTED/);
    const gone = await destroy(runOf("prod-us"), { excludeProtected: true });
    const left = gone.resources.filter(({ type }) => type.startsWith("aws:"));
    expect(left).not.toEqual([]);
    // This engine keeps the whole of a network of which something protected needs a part.
    for (const { urn } of left)
      expect(urn).toMatch(/:(DataBucket|FirehoseToLake|LakeToQueue|Postgres)\$|\$awsx:ec2:Vpc\$/);
    const back = await up(runOf("prod-us"));
    expect(back.changes).toMatchObject({ create: gone.changes.delete, update: 0, replace: 0 });
  });
});
