import { Pair } from "../operate/pair";
import { FakeEtl } from "../operate/testing/fake-etl";
import { FakeS3 } from "../operate/testing/fake-s3";
import { exampleOutputs } from "../operate/testing/outputs";
import { reloadOptionsSchema, reloadSpan } from "./reload";
import { EXIT_INTERRUPTED, parseOptions } from "./usage";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const given = {
  target: "local",
  dataDir: ".holdfast/local",
  stacks: "prod-eu,prod-us",
  from: "2026-11-01T00",
  to: "2026-11-02T00",
};
const key = (hour: string) => `events/region=eu-west-1/2026/11/01/${hour}/a`;

let s3: FakeS3;
let etl: FakeEtl;
let said: string;
beforeEach(() => {
  s3 = new FakeS3();
  etl = new FakeEtl();
  said = "";
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
  jest.spyOn(process.stdout, "write").mockImplementation((text, ...rest: unknown[]) => {
    said += String(text);
    (rest.at(-1) as () => void)();
    return true;
  });
  for (const { lakeBucket } of pair.regions)
    for (const one of [key("01"), key("05"), "forgotten/x.json"]) s3.put(lakeBucket, one, "x");
});
afterEach(() => {
  jest.restoreAllMocks();
  s3.client.restore();
  etl.client.restore();
});
const run = (over: object = {}) =>
  reloadSpan(pair, parseOptions(reloadOptionsSchema, { ...given, ...over }), () => undefined);

test("says what it loaded", async () => {
  expect(await run()).toBe(0);
  expect(said).toMatch(/^objects +4\nloaded +4\ntombstones +2\nlines +12\nnew events +0\nduplicates +8\n/);
  expect(said).toMatch(/What was rejected stands in rejected_events, with its object, line and reason\.\n$/);
});

test("exit code 1 when an object failed: it is named, and so is the command that does it alone", async () => {
  etl.answer = refuseWhen(etl, (one, name) => one === key("05") && name === "etl-us-west-2");
  expect(await run()).toBe(1);
  expect(said).toContain(`us-west-2 ${key("05")}: connection refused`);
  expect(said).toContain("npm run reload -- --from 2026-11-01T05 --to 2026-11-01T06 --target local\n");
});

test("a tombstone that failed asks for the whole span again, in the same region and place", async () => {
  etl.answer = refuseWhen(etl, (one) => one.startsWith("forgotten/"));
  expect(await run({ region: "us-west-2", dataDir: "elsewhere" })).toBe(1);
  expect(said).toContain(
    "npm run reload -- --from 2026-11-01T00 --to 2026-11-02T00 --region us-west-2 --target local --data-dir elsewhere\n",
  );
});

test("interrupted: exit code 130, how far it came, and the command that goes on", async () => {
  etl.answer = (one) => {
    if (one === key("05")) process.emit("SIGINT");
    return { key: one, outcome: "loaded-before" };
  };
  const lakes = Array.from({ length: 6 }, (_, index) => key(`1${index}`));
  for (const one of lakes) s3.put(pair.primary.lakeBucket, one, "x");
  expect(await run()).toBe(EXIT_INTERRUPTED);
  expect(said).toMatch(/left +[1-9]\n/);
  expect(said).toMatch(
    /Not all is loaded\. Go on with what is left \(nothing is loaded twice\):\n.*--to 2026-11-01T16 /,
  );
});

test("--json gives the sums", async () => {
  await run({ json: true });
  expect(JSON.parse(said)).toEqual({
    ...{ from: "2026-11-01T00", to: "2026-11-02T00", tombstones: 2, objects: 4, loaded: 4, forgotten: 2 },
    ...{ lines: 12, events: 0, duplicates: 8, replaced: 0, rejected: 4, canaries: 4 },
    ...{ failed: [], left: 0, unreachable: [], goOn: null },
  });
});

test.each([
  { title: "a day", over: { from: "2026-11-01" }, problem: /--from "2026-11-01": must be an hour in UTC/ },
  { title: "an empty span", over: { to: "2026-11-01T00" }, problem: /--to must be later than --from/ },
  { title: "an unknown region", over: { region: "mars" }, problem: /the pair's regions are/ },
])("refuses $title", async ({ over, problem }) => {
  await expect((async () => run(over))()).rejects.toThrow(problem);
});

function refuseWhen(
  from: FakeEtl,
  refuses: (key: string, functionName: string) => boolean,
): FakeEtl["answer"] {
  const { answer } = from;
  return (one, name) => {
    if (refuses(one, name)) throw new Error("connection refused");
    return answer(one, name);
  };
}
