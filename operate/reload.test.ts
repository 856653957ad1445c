import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { Pair } from "./pair";
import { planReload, reload } from "./reload";
import { FakeEtl } from "./testing/fake-etl";
import { FakeS3 } from "./testing/fake-s3";
import { exampleOutputs } from "./testing/outputs";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const span = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 2) };
const key = (hour: string, name = "a", region = "eu-west-1") =>
  `events/region=${region}/2026/11/01/${hour}/${name}`;

let s3: FakeS3;
let etl: FakeEtl;
beforeEach(() => {
  s3 = new FakeS3();
  etl = new FakeEtl();
});
afterEach(() => {
  s3.client.restore();
  etl.client.restore();
});

const put = (...keys: string[]) => {
  for (const { lakeBucket } of pair.regions) for (const one of keys) s3.put(lakeBucket, one, "x");
};
const run = async (signal?: AbortSignal) =>
  reload(await planReload(pair, pair.regions, span), signal ? { signal } : {});

test("loads each object of each region's lake once, tombstones first, then by hour", async () => {
  put(key("02"), key("01", "b", "us-west-2"), key("00"), "forgotten/x.json");
  const done = await run();
  expect(etl.asked.slice(0, 2).sort()).toEqual([
    "etl-eu-west-1 forgotten/x.json",
    "etl-us-west-2 forgotten/x.json",
  ]);
  const hours = etl.asked.slice(2).map((one) => /2026\/11\/01\/(\d\d)/.exec(one)?.[1]);
  expect(hours).toEqual(["00", "00", "01", "01", "02", "02"]);
  expect(new Set(etl.asked).size).toBe(8);
  expect(done).toEqual({
    ...{ loaded: 6, forgotten: 2, lines: 18, events: 0, duplicates: 12, replaced: 0, rejected: 6 },
    ...{ canaries: 6, failed: [], left: [] },
  });
});

test("asks for two at a time", async () => {
  put(key("00"), key("01"), key("02"));
  etl.answer = async (one) => {
    await new Promise(setImmediate);
    return { key: one, outcome: "loaded-before" };
  };
  expect(await run()).toMatchObject({ loaded: 6, lines: 0 });
  expect(etl.inFlightMost).toBe(2);
});

test("an object that fails is named with its reason, and the others are loaded", async () => {
  put(key("00"), key("01"), key("02"));
  etl.answer = (one, name) => {
    if (one === key("01") && name === "etl-us-west-2") throw new Error("HF_WAREHOUSE: connection refused");
    return { key: one, outcome: "loaded-before" };
  };
  const { loaded, failed, left } = await run();
  expect({ loaded, left }).toEqual({ loaded: 5, left: [] });
  expect(failed).toEqual([
    expect.objectContaining({
      region: "us-west-2",
      key: key("01"),
      problem: "HF_WAREHOUSE: connection refused",
    }),
  ]);
});

test("a tombstone that etl sets aside has failed", async () => {
  put("forgotten/x.json");
  etl.answer = (one) => ({ key: one, outcome: "set-aside", problem: "not_json" });
  const { failed } = await run();
  expect(failed.map(({ problem }) => problem)).toEqual(["set aside: not_json", "set aside: not_json"]);
});

test("nothing is loaded in a region one of whose tombstones failed", async () => {
  put("forgotten/x.json", key("00"));
  etl.answer = (one, name) => {
    if (!one.startsWith("forgotten/")) return { key: one, outcome: "loaded-before" };
    if (name === "etl-us-west-2") throw new Error("the database is down");
    return { key: one, outcome: "forgotten", events: 0, sessions: 0 };
  };
  const { loaded, forgotten, failed, left } = await run();
  expect({ loaded, forgotten }).toEqual({ loaded: 1, forgotten: 1 });
  expect([...failed, ...left].map((one) => [one.region, one.key])).toEqual([
    ["us-west-2", "forgotten/x.json"],
    ["us-west-2", key("00")],
  ]);
});

test("after five failures in a row the rest is not tried, and is left", async () => {
  put(...Array.from({ length: 10 }, (_, index) => key("05", String(index))));
  etl.answer = () => {
    throw new Error("the database is down");
  };
  const { failed, left } = await run();
  // Two are asked at a time: one more may be under way when the fifth fails.
  expect(failed.length).toBeGreaterThanOrEqual(5);
  expect(failed.length).toBeLessThanOrEqual(6);
  expect(failed.length + left.length).toBe(20);
});

test("aborted, it says what it came to and what is left", async () => {
  put(...Array.from({ length: 5 }, (_, index) => key(`0${index}`)));
  const controller = new AbortController();
  etl.answer = (one) => {
    if (one === key("02")) controller.abort(new Error("Interrupted."));
    return { key: one, outcome: "loaded-before" };
  };
  const { loaded, failed, left } = await run(controller.signal);
  expect(failed).toEqual([]);
  expect(loaded + left.length).toBe(10);
  expect(new Set(left.map((one) => one.key))).toEqual(new Set([key("02"), key("03"), key("04")]));
});

test("a region that does not answer is told, and the other one is loaded", async () => {
  put(key("00"));
  etl.client
    .on(GetFunctionConfigurationCommand, { FunctionName: "etl-eu-west-1" })
    .rejects(new Error("gone"));
  const plan = await planReload(pair, pair.regions, span);
  expect(plan.unreachable).toEqual([{ region: "eu-west-1", problem: "gone" }]);
  expect(await reload(plan)).toMatchObject({ loaded: 1 });
  expect(etl.asked).toEqual([`etl-us-west-2 ${key("00")}`]);
});
