import { parseTombstone, tombstoneKey } from "../handlers/etl/tombstone";
import { forget, visitorProblem } from "./forget";
import { Pair } from "./pair";
import { FakeEtl } from "./testing/fake-etl";
import { FakeS3 } from "./testing/fake-s3";
import { exampleOutputs } from "./testing/outputs";

const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const FORGETTING = {
  version: "1" as const,
  visitor_id: "visitor-1",
  forgotten_at: "2026-11-21T12:00:00.000Z",
  by: "arn:aws:iam::123456789012:user/ann",
  reason: "asked for by mail",
};
const KEY = tombstoneKey("visitor-1");

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
const done = (region: string) => ({
  region,
  written: true,
  deleted: { events: 1, sessions: 1 },
  problem: undefined,
});

test("writes a tombstone that etl understands into both lakes, and waits until both databases took it", async () => {
  expect(await forget(pair, FORGETTING)).toEqual([done("eu-west-1"), done("us-west-2")]);
  for (const { lakeBucket, etlFunction } of pair.regions) {
    const text = String(s3.bucket(lakeBucket).get(KEY)?.body);
    const { reason, ...tombstone } = FORGETTING;
    expect(parseTombstone(KEY, text)).toEqual(tombstone);
    expect(JSON.parse(text)).toEqual({ ...tombstone, reason });
    expect(etl.asked).toContain(`${etlFunction} ${KEY}`);
  }
});

test.each([
  {
    title: "a lake that takes no tombstone: nothing is done there",
    fail: () => {
      let puts = 0;
      s3.step = (moment, call) => {
        if (moment === "before" && call === "put" && ++puts === 2) throw new Error("no answer");
      };
    },
    standby: { region: "us-west-2", written: false, deleted: undefined, problem: "no answer" },
  },
  {
    title: "a database that cannot be reached: the tombstone waits for it",
    fail: () => {
      etl.answer = (key, name) => {
        if (name === "etl-us-west-2") throw new Error("connection refused");
        return { key, outcome: "forgotten", events: 1, sessions: 1 };
      };
    },
    standby: { region: "us-west-2", written: true, deleted: undefined, problem: "connection refused" },
  },
  {
    title: "an etl that does not take it for a tombstone",
    fail: () => {
      etl.answer = (key, name) =>
        name === "etl-us-west-2"
          ? { key, outcome: "set-aside", problem: "gone" }
          : { key, outcome: "forgotten", events: 1, sessions: 1 };
    },
    standby: {
      region: "us-west-2",
      written: true,
      deleted: undefined,
      problem: `etl answered {"key":"${KEY}","outcome":"set-aside","problem":"gone"}`,
    },
  },
])("$title, and the other region is done", async ({ fail, standby }) => {
  fail();
  expect(await forget(pair, FORGETTING)).toEqual([done("eu-west-1"), standby]);
});

test("aborted, it throws the reason", async () => {
  const controller = new AbortController();
  etl.answer = () => {
    controller.abort(new Error("Interrupted."));
    throw new Error("socket closed");
  };
  await expect(forget(pair, FORGETTING, controller.signal)).rejects.toThrow("Interrupted.");
});

test.each([
  { title: "an id of our cookie", id: "1f9d0a3e-5b9c-4a68-9f07-55b7f2f4c1aa", problem: undefined },
  { title: "nothing", id: "", problem: "visitor_id_invalid" },
  { title: "blanks", id: "a b", problem: "visitor_id_invalid" },
])("$title as a visitor's id: $problem", ({ id, problem }) => {
  expect(visitorProblem(id)).toBe(problem);
});
