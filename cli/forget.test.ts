import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { tombstoneKey } from "../handlers/etl/tombstone";
import { Pair } from "../operate/pair";
import { FakeEtl } from "../operate/testing/fake-etl";
import { FakeS3 } from "../operate/testing/fake-s3";
import { exampleOutputs } from "../operate/testing/outputs";
import { run as runCommand } from ".";
import { forgetVisitor } from "./forget";
import { EXIT_USAGE } from "./usage";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const ANN = "arn:aws:iam::123456789012:user/ann";

let s3: FakeS3;
let etl: FakeEtl;
const sts = mockClient(STSClient);
let said: string;
beforeEach(() => {
  s3 = new FakeS3();
  etl = new FakeEtl();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Arn: ANN });
  said = "";
  const take = (text: string | Uint8Array, ...rest: unknown[]) => {
    said += String(text);
    const done = rest.at(-1);
    if (typeof done === "function") done();
    return true;
  };
  jest.spyOn(process.stderr, "write").mockImplementation(take);
  jest.spyOn(process.stdout, "write").mockImplementation(take);
});
afterEach(() => {
  jest.restoreAllMocks();
  s3.client.restore();
  etl.client.restore();
});
afterAll(() => sts.restore());

const run = (over: { yes?: boolean; json?: boolean; reason?: string } = {}) =>
  forgetVisitor(pair, { visitor: "v-1", reason: undefined, yes: true, json: false, ...over }, (text) => {
    said += `${text}\n`;
  });

test("says what will happen, does it in both regions, and says what comes next", async () => {
  expect(await run({ reason: "asked by mail" })).toBe(0);
  expect(said).toMatch(
    /^Events, sessions and the visitor's row go from the databases of eu-west-1 and us-west-2/,
  );
  expect(said).toMatch(
    /eu-west-1: forgotten; 1 events and 1 sessions deleted just now\.\nus-west-2: forgotten/,
  );
  const written = JSON.parse(String(s3.bucket(pair.standby.lakeBucket).get(tombstoneKey("v-1"))?.body));
  expect(written).toMatchObject({ visitor_id: "v-1", by: ANN, reason: "asked by mail" });
});

test("a region whose database did not take it: exit code 1, what remains, and that it may be run again", async () => {
  etl.answer = (key, name) => {
    if (name === "etl-us-west-2") throw new Error("connection refused");
    return { key, outcome: "forgotten", events: 2, sessions: 1 };
  };
  expect(await run()).toBe(1);
  expect(said).toMatch(
    /eu-west-1: forgotten; 2 events.*\nus-west-2: the tombstone lies in its lake, and its database is not known to have taken it: connection refused\. Its queue tries again by itself\.\nRun it again/,
  );
});

test("nobody confirms it: REFUSED, and no tombstone is written", async () => {
  Object.defineProperty(process.stdin, "isTTY", { value: false, configurable: true }); // Whoever runs the tests is not asked.
  expect(await run({ yes: false })).toBe(2);
  expect(said).toContain("REFUSED: not confirmed. Nothing is changed.\n");
  expect(s3.keys(pair.primary.lakeBucket)).toEqual([]);
});

test("no visitor's id is a mistake in typing, before anything is asked", async () => {
  expect(await runCommand(["forget", "--visitor", "a b", "--yes"])).toBe(EXIT_USAGE);
  expect(said).toContain('--visitor "a b": no visitor has such an id');
});
