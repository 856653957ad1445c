/** Against a real SQS API: messages that died in their queue are in it again, whole and once. */
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { ROOT, startTestAccount, type TestAccount } from "../local/services/test-account";
import { Pair } from "./pair";
import { queueDepth } from "./queues";
import { redrive } from "./redrive";
import { exampleOutputs } from "./testing/outputs";

const REGION = "eu-west-1";
const LETTERS = 23;
const RECEIVES_MAX = 2;

let account: TestAccount;
let pair: Pair;
let sqs: SQSClient;
let queue: string;
let deadLetters: string;
beforeAll(async () => {
  account = await startTestAccount();
  const access = { credentials: ROOT, regions: { [REGION]: account.url, "us-west-2": account.url } };
  const standby = exampleOutputs("standby", "us-west-2");
  const first = new Pair([exampleOutputs("primary", REGION), standby], access);
  sqs = first.clients.sqs(REGION);
  deadLetters = await create("dead-letters");
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ["QueueArn"] }),
  );
  queue = await create("queue", {
    VisibilityTimeout: "0",
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: Attributes?.QueueArn,
      maxReceiveCount: RECEIVES_MAX,
    }),
  });
  const urls = { etlQueueUrl: queue, etlDeadLetterQueueUrl: deadLetters };
  pair = new Pair([exampleOutputs("primary", REGION, urls), standby], access);
  first.close();
  sqs = pair.clients.sqs(REGION);
}, 120_000);
afterAll(async () => {
  pair?.close();
  await account?.stop();
}, 30_000);

async function create(name: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  return QueueUrl as string;
}

/** Received as often as allowed and never deleted: then each is a dead letter. */
async function letAllDie(): Promise<void> {
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return;
  }
}

async function bodiesIn(url: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
    );
    if (Messages.length === 0) return bodies.sort();
    bodies.push(...Messages.map(({ Body = "" }) => Body));
  }
}

test(`${LETTERS} that died are in their queue again; what never was in it stays`, async () => {
  const bodies = Array.from({ length: LETTERS }, (_, index) => `object ${String(index).padStart(2, "0")}`);
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }));
  await letAllDie();
  await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: "a failed sweep" }));
  expect(await queueDepth(pair, pair.primary, deadLetters)).toMatchObject({ visible: LETTERS + 1 });

  expect(await redrive(pair, pair.primary, "etl", { count: LETTERS + 1 })).toEqual({
    redriven: LETTERS,
    foreign: 1,
    returned: 0,
    failed: [],
  });
  expect(await bodiesIn(queue)).toEqual(bodies);
  // Visible to whoever looks next: nothing of it is hidden.
  expect(await queueDepth(pair, pair.primary, deadLetters)).toMatchObject({ visible: 1, inFlight: 0 });
  expect(await bodiesIn(deadLetters)).toEqual(["a failed sweep"]);
}, 60_000);
