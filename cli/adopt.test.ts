import { Pair } from "../operate/pair";
import { FakeS3 } from "../operate/testing/fake-s3";
import { exampleOutputs } from "../operate/testing/outputs";
import { UndeliverableBucket } from "../operate/undeliverable-bucket";
import { undrainedIn } from "../operate/undrained";
import { takeOver } from "./adopt";

const LOST = "eu-west-1";
const SURVIVOR = "us-west-2";
const BUCKET = "undeliverable-us-west-2";
const pair = new Pair([exampleOutputs("primary", LOST), exampleOutputs("standby", SURVIVOR)], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});

let s3: FakeS3;
let said: string;
beforeEach(() => {
  s3 = new FakeS3();
  said = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text, ...rest: unknown[]) => {
    said += String(text);
    (rest.at(-1) as () => void)();
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  s3.client.restore();
});

const hash = (index: number) => String(index).repeat(64);
const batches = (...indexes: number[]) => {
  for (const index of indexes)
    s3.put(BUCKET, `undeliverable/region=${LOST}/2026/11/20/10/${hash(index)}.ndjson`, `{"e":${index}}\n`);
};
const run = async (
  over: { signsOfLife?: string[]; replicates?: boolean } = {},
  options: { dryRun?: boolean; yes?: boolean; force?: boolean; json?: boolean } = {},
) => {
  const bucket = new UndeliverableBucket(pair, pair.standby);
  const undrained = await undrainedIn(bucket, LOST);
  const plan = {
    lost: LOST,
    survivor: SURVIVOR,
    bucket,
    undrained,
    signsOfLife: [],
    replicates: true,
    ...over,
  };
  const given = { dryRun: false, yes: true, force: false, json: false, ...options };
  return takeOver(plan, given, () => undefined);
};
const copies = () => s3.keys(BUCKET, `undeliverable/region=${SURVIVOR}/`).length;

test("counts what it did, and says what comes next", async () => {
  batches(1, 2);
  s3.put(BUCKET, `drained/region=${LOST}/${hash(1)}.json`, "{}");
  expect(await run()).toBe(0);
  expect(said).toMatch(
    /^found +2\nalready drained +1\nadopted +1\nfailed +0\nus-west-2's replay delivers them/,
  );
});

test("exit code 1 when a batch failed, which is named", async () => {
  batches(1, 2);
  s3.step = (moment, call, key) => {
    if (moment === "before" && call === "copy" && key.includes(hash(1))) throw new Error("SlowDown");
  };
  expect(await run()).toBe(1);
  expect(said).toMatch(/adopted +1\nfailed +1\nundeliverable\/region=eu-west-1\/.*: SlowDown\nRun it again/);
});

test.each([
  {
    title: "the region may be alive, and it says why",
    over: { signsOfLife: ["its health check is healthy"] },
    options: {},
    text: /^REFUSED: eu-west-1 may be alive: its health check is healthy\.\n.* holds 1 batches of eu-west-1: 0 are drained, 1 wait/,
    code: 2,
  },
  {
    title: "the same in a dry run, as it would be refused",
    over: { signsOfLife: ["its health check is healthy"] },
    options: { dryRun: true },
    text: /^REFUSED/,
    code: 2,
  },
  {
    title: "nobody confirms it",
    over: {},
    options: { yes: false },
    text: /^REFUSED: not confirmed/,
    code: 2,
  },
  {
    title: "a dry run",
    over: {},
    options: { dryRun: true },
    text: /0 are drained, 1 wait\.\nThis was a dry run/,
    code: 0,
  },
])("changes nothing: $title", async ({ over, options, text, code }) => {
  Object.defineProperty(process.stdin, "isTTY", { value: false, configurable: true }); // Whoever runs the tests is not asked.
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
  batches(1);
  expect(await run(over, options)).toBe(code);
  expect(said).toMatch(text);
  expect(copies()).toBe(0);
});

test("--force takes over from a region that may be alive", async () => {
  batches(1);
  expect(await run({ signsOfLife: ["its health check is healthy"] }, { force: true })).toBe(0);
  expect(copies()).toBe(1);
});

test.each([
  { title: "all is drained", replicates: true, text: /There is nothing to take over\.\n$/ },
  {
    title: "nothing leaves the region",
    replicates: false,
    text: /replication\.replicate set to none, no batch leaves eu-west-1/,
  },
])("says that there is nothing to do when $title", async ({ replicates, text }) => {
  expect(await run({ replicates })).toBe(0);
  expect(said).toMatch(text);
});

test("--json gives the counts", async () => {
  batches(1);
  await run({}, { json: true });
  expect(JSON.parse(said)).toEqual({
    lost: LOST,
    survivor: SURVIVOR,
    replicated: true,
    signsOfLife: [],
    found: 1,
    alreadyDrained: 0,
    adopted: 1,
    failed: [],
  });
});
