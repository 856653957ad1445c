import { Pair } from "../operate/pair";
import { FakeS3 } from "../operate/testing/fake-s3";
import { exampleOutputs } from "../operate/testing/outputs";
import { type Options, requeueAll } from "./quarantine";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const all = { all: true, json: false, lines: 10 } as Options;

let s3: FakeS3;
let said: string;
beforeEach(() => {
  s3 = new FakeS3();
  said = "";
  const say = (text: unknown, ...rest: unknown[]) => {
    said += String(text);
    (rest.at(-1) as (() => void) | undefined)?.();
    return true;
  };
  jest.spyOn(process.stdout, "write").mockImplementation(say);
  jest.spyOn(process.stderr, "write").mockImplementation(say);
});
afterEach(() => {
  jest.restoreAllMocks();
  s3.client.restore();
});

test("requeue --all with nothing in quarantine is done", async () => {
  expect(await requeueAll(pair, all, [])).toBe(0);
  expect(said).toBe("Nothing is in quarantine.\n");
});

test("requeue --all fails while a region does not answer: what lies there was not requeued", async () => {
  s3.step = (_moment, _call, key) => {
    if (key.includes("us-west-2")) throw new Error("no route");
  };
  expect(await requeueAll(pair, all, [])).toBe(1);
  expect(said).toBe("us-west-2 is unreachable: no route\n");
});
