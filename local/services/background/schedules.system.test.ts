import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { type ServiceProcess, startService } from "../../process";
import { ACCOUNT_ID, ROOT, startTestAccount, type TestAccount, until, zipOf } from "../test-account";
import type { ScheduleCounts } from "./schedules/scheduler";
import type { BackgroundConfig, BackgroundReady } from "./service";

const region = "eu-west-1";
const functionArn = `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:swept`;
let account: TestAccount;
let service: ServiceProcess<BackgroundReady>;
let scheduler: SchedulerClient;
let roleArn: string;
/** What the function was invoked with. */
const events: Record<string, unknown>[] = [];
let listener: Server;

const start = () =>
  startService<BackgroundConfig, BackgroundReady>(
    "background",
    join(__dirname, "main.ts"),
    {
      ministack: account.url,
      aws: { [region]: account.url },
      credentials: ROOT,
      accountId: ACCOUNT_ID,
      speed: 120, // A minute is half a second.
      replicationLagSeconds: 1,
      stateDir: join(account.folder, "background"),
    },
    join(account.folder, "background.log"),
  );
const clientOf = () =>
  new SchedulerClient({ region, endpoint: service.ready.url, credentials: ROOT, maxAttempts: 1 });
const counts = async (name: string) => {
  const answer = await fetch(`${service.ready.control}/schedules`);
  return ((await answer.json()) as Record<string, ScheduleCounts>)[`${region}/${name}`];
};

const schedule = (
  Name: string,
  changes: Partial<CreateScheduleCommandInput> = {},
): CreateScheduleCommandInput => ({
  Name,
  ScheduleExpression: "rate(1 minute)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: functionArn, RoleArn: roleArn, Input: JSON.stringify({ from: Name }) },
  ...changes,
});
const fire = (name: string) => fetch(`${service.ready.control}/schedules/${name}/fire`, { method: "POST" });
const firedBy = (name: string) => events.filter(({ from }) => from === name).length;

beforeAll(async () => {
  account = await startTestAccount();
  listener = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    events.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  roleArn = await account.createRole("sweep", "scheduler.amazonaws.com");
  await account.allow("sweep", [{ action: ["lambda:InvokeFunction"], resource: [functionArn] }]);
  const lambda = new LambdaClient({ region, endpoint: account.url, credentials: ROOT });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "swept",
      Role: await account.createRole("function", "lambda.amazonaws.com"),
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Environment: { Variables: { TEST_URL: url } },
      Code: {
        ZipFile: zipOf(
          "index.js",
          `exports.handler = async (event) => {
            console.log("invoked");
            await fetch(process.env.TEST_URL, { method: "POST", body: JSON.stringify(event) });
          };`,
        ),
      },
    }),
  );
  lambda.destroy();
  service = await start();
  scheduler = clientOf();
}, 120_000);

afterAll(async () => {
  scheduler?.destroy();
  await service?.stop();
  await account?.stop();
  listener?.closeAllConnections();
  listener?.close();
}, 30_000);

test("invokes at once and then at its rate on the run's clock, until it is disabled", async () => {
  await scheduler.send(new CreateScheduleCommand(schedule("sweep")));
  await until(
    async () => firedBy("sweep"),
    (fired) => fired >= 3,
  );
  await scheduler.send(new UpdateScheduleCommand(schedule("sweep", { State: "DISABLED" })));
  const before = (await counts("sweep"))?.fired;
  await service.stop(); // Whatever was under way has ended.
  service = await start();
  scheduler.destroy();
  scheduler = clientOf();
  expect((await scheduler.send(new GetScheduleCommand({ Name: "sweep" }))).State).toBe("DISABLED");
  expect((await counts("sweep"))?.fired).toBe(0);
  expect(before).toBeGreaterThanOrEqual(3);
}, 30_000);

test("describes, lists and deletes", async () => {
  const input = schedule("described", {
    ScheduleExpression: "rate(2 hours)",
    Description: "d",
    State: "DISABLED",
  });
  const { ScheduleArn } = await scheduler.send(new CreateScheduleCommand(input));
  expect(ScheduleArn).toBe(`arn:aws:scheduler:${region}:${ACCOUNT_ID}:schedule/default/described`);
  await expect(
    scheduler.send(new CreateScheduleCommand({ ...input, ClientToken: "other" })),
  ).rejects.toMatchObject({
    name: "ConflictException",
    $metadata: { httpStatusCode: 409 },
  });
  expect(await scheduler.send(new GetScheduleCommand({ Name: "described" }))).toMatchObject({
    Arn: ScheduleArn,
    GroupName: "default",
    ScheduleExpression: "rate(2 hours)",
    FlexibleTimeWindow: { Mode: "OFF" },
    State: "DISABLED",
    CreationDate: expect.any(Date),
    Target: { Arn: functionArn, RoleArn: roleArn },
  });
  const listed = await scheduler.send(new ListSchedulesCommand({ NamePrefix: "desc", State: "DISABLED" }));
  expect(listed.Schedules?.map(({ Name }) => Name)).toEqual(["described"]);
  await scheduler.send(new DeleteScheduleCommand({ Name: "described" }));
  await expect(scheduler.send(new GetScheduleCommand({ Name: "described" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Schedule described does not exist.",
  });
});

test("fires on demand, with the context attributes filled in", async () => {
  const Target = {
    Arn: functionArn,
    RoleArn: roleArn,
    Input: '{"from":"now","at":"<aws.scheduler.scheduled-time>","attempt":"<aws.scheduler.attempt-number>"}',
  };
  await scheduler.send(new CreateScheduleCommand(schedule("now", { State: "DISABLED", Target })));
  expect((await fire("now")).status).toBe(200);
  const [event] = await until(
    async () => events.filter(({ from }) => from === "now"),
    ({ length }) => length > 0,
  );
  expect(event).toEqual({
    from: "now",
    attempt: "1",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
  expect((await fire("nobody")).status).toBe(404);
}, 30_000);

test("a role too narrow shows as failures, and the retry goes through once it is widened", async () => {
  const RoleArn = await account.createRole("narrow", "scheduler.amazonaws.com");
  const Target = { Arn: functionArn, RoleArn, Input: '{"from":"narrow"}' };
  await scheduler.send(
    new CreateScheduleCommand(schedule("narrow", { ScheduleExpression: "rate(1 day)", Target })),
  );
  const failing = await until(
    () => counts("narrow"),
    (found) => (found?.failures ?? 0) > 0,
  );
  expect(failing?.lastError).toContain("not authorized to perform: lambda:InvokeFunction");
  await account.allow("narrow", [{ action: ["lambda:InvokeFunction"], resource: [functionArn] }]);
  await until(
    async () => firedBy("narrow"),
    (fired) => fired === 1,
  );
}, 30_000);

test("refuses a role that does not trust Scheduler", async () => {
  const RoleArn = await account.createRole("for-lambda", "lambda.amazonaws.com");
  const Target = { Arn: functionArn, RoleArn };
  await expect(
    scheduler.send(new CreateScheduleCommand(schedule("untrusted", { Target }))),
  ).rejects.toMatchObject({
    name: "ValidationException",
    message: "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  });
});

test.each([
  {
    title: "cron, which has no model",
    changes: { ScheduleExpression: "cron(0 12 * * ? *)" },
    says: "rate() only",
  },
  { title: "an expression that is none", changes: { ScheduleExpression: "soon" }, says: "Invalid Schedule" },
  { title: "a flexible window", changes: { FlexibleTimeWindow: { Mode: "FLEXIBLE" as const } }, says: "OFF" },
  {
    title: "another target",
    changes: { Target: { Arn: "arn:aws:sqs:eu-west-1:000000000000:q", RoleArn: "r" } },
    says: "Lambda",
  },
])("refuses $title", async ({ changes, says }) => {
  await expect(scheduler.send(new CreateScheduleCommand(schedule("refused", changes)))).rejects.toMatchObject(
    {
      name: "ValidationException",
      message: expect.stringContaining(says),
    },
  );
});
