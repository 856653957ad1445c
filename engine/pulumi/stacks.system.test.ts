import { join, resolve } from "node:path";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { destroy, plan, preview, refresh, type StackRun, up } from ".";
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

  test("show what another hand changed, and only that", async () => {
    const run = runOf("prod-eu", { "holdfast:stream": { bufferMebibytes: 64 } });
    const sqs = new SQSClient(local.clientOptions("eu-west-1"));
    const set = { QueueUrl: queueUrl, Attributes: { MessageRetentionPeriod: "60" } };
    await sqs.send(new SetQueueAttributesCommand(set));
    const { steps } = await refresh(run, { previewOnly: true });
    expect(steps).toEqual([expect.objectContaining({ operation: "update", type: "aws:sqs/queue:Queue" })]);
    expect(steps[0]?.differences).toEqual([
      expect.objectContaining({ path: "messageRetentionSeconds", now: 60 }),
    ]);
    await refresh(run);
    expect((await up(run)).changes).toMatchObject({ create: 0, update: 1, replace: 0, delete: 0 });
    const asked = { QueueUrl: queueUrl, AttributeNames: ["MessageRetentionPeriod" as const] };
    expect(
      (await sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.MessageRetentionPeriod,
    ).not.toBe("60");
    sqs.destroy();
  });

  test("go but for what holds events, and come back around it", async () => {
    await expect(destroy(runOf("prod-us"))).rejects.toThrow(/HF_ENGINE_PROTECTED/);
    const gone = await destroy(runOf("prod-us"), { excludeProtected: true });
    const left = gone.resources.filter(({ type }) => type.startsWith("aws:"));
    expect(left).not.toEqual([]);
    // This engine keeps the whole of a network of which something protected needs a part.
    for (const { urn } of left)
      expect(urn).toMatch(/:(DataBucket|FirehoseToLake|Postgres)\$|\$awsx:ec2:Vpc\$/);
    const back = await up(runOf("prod-us"));
    expect(back.changes).toMatchObject({ create: gone.changes.delete, update: 0, replace: 0 });
  });
});
