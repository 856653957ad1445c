import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { Pair } from "../operate/pair";
import { FakeSqs } from "../operate/testing/fake-sqs";
import { exampleOutputs } from "../operate/testing/outputs";
import { redriveAll } from "./redrive";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const DIED = { diedIn: "arn:aws:sqs:eu-west-1:123456789012:etl" };

let sqs: FakeSqs;
let said: string;
let progress: string[];
beforeEach(() => {
  sqs = new FakeSqs();
  said = "";
  progress = [];
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
  jest.spyOn(process.stdout, "write").mockImplementation((text, ...rest: unknown[]) => {
    said += String(text);
    (rest.at(-1) as () => void)();
    return true;
  });
  for (const body of ["1", "2"]) sqs.put(pair.primary.etlDeadLetterQueueUrl, body, DIED);
});
afterEach(() => {
  jest.restoreAllMocks();
  sqs.client.restore();
});

const run = (over: { yes?: boolean; json?: boolean; region?: string } = {}) =>
  redriveAll(pair, { queue: "etl", region: undefined, yes: true, json: false, ...over }, (text) =>
    progress.push(text),
  );

test("counts first, then says what became of each region's", async () => {
  expect(await run()).toBe(0);
  expect(progress.slice(0, 2)).toEqual([
    "eu-west-1: 2 dead letters of etl.",
    "us-west-2: 0 dead letters of etl.",
  ]);
  expect(said).toBe(
    "us-west-2: 0 of 0 dead letters are in etl's queue again.\neu-west-1: 2 of 2 dead letters are in etl's queue again.\nnpm run status shows what is left.\n",
  );
});

test("nobody confirms it: REFUSED, and nothing is changed", async () => {
  Object.defineProperty(process.stdin, "isTTY", { value: false, configurable: true }); // Whoever runs the tests is not asked.
  expect(await run({ yes: false })).toBe(2);
  expect(said).toBe("REFUSED: not confirmed. Nothing is changed.\n");
  expect(sqs.bodies(pair.primary.etlDeadLetterQueueUrl)).toEqual(["1", "2"]);
});

test("a letter that was not taken is exit code 1", async () => {
  sqs.refused.add("1");
  expect(await run()).toBe(1);
  expect(said).toMatch(
    /1 of 2 dead letters are in etl's queue again; not sent: try again\.\nWhat was not done/,
  );
});

test("a region that does not answer is exit code 1, and the other one is redriven", async () => {
  const QueueUrl = pair.standby.etlDeadLetterQueueUrl;
  sqs.client.on(GetQueueAttributesCommand, { QueueUrl }).rejects(new Error("no answer"));
  expect(await run()).toBe(1);
  expect(said).toMatch(/^us-west-2: not done: no answer\.\neu-west-1: 2 of 2/);
});

test("nothing to redrive is said, and nobody is asked", async () => {
  expect(await run({ region: "us-west-2", yes: false })).toBe(0);
  expect(said).toBe("us-west-2: 0 of 0 dead letters are in etl's queue again.\n");
});

test("--json gives the counts", async () => {
  await run({ json: true });
  expect(JSON.parse(said)).toEqual({
    queue: "etl",
    regions: [
      { region: "us-west-2", found: 0, redriven: 0, foreign: 0, returned: 0, failed: [] },
      { region: "eu-west-1", found: 2, redriven: 2, foreign: 0, returned: 0, failed: [] },
    ],
  });
});
