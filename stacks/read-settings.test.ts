import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { HoldfastError } from "../errors";
import { parseSettings, readSettings } from "./read-settings";

const place = { project: "holdfast", stack: "test", region: "eu-west-1" };
const least = {
  environment: "prod",
  role: "primary",
  peerRegion: "us-west-2",
  routing: { zoneId: "Z1", failoverName: "events.example.com" },
};

const problemsOf = (values: Record<string, unknown>, where: Partial<typeof place> = {}): string[] => {
  try {
    parseSettings(values, { ...place, ...where });
    return [];
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== "HF_SETTINGS") throw error;
    return String(error.values.problems)
      .split("\n  - ")
      .filter((problem) => problem !== "");
  }
};

test("what is not set has its default", () => {
  expect(parseSettings(least, place)).toEqual({
    environment: "prod",
    role: "primary",
    peerRegion: "us-west-2",
    peerReady: true,
    routing: {
      zoneId: "Z1",
      failoverName: "events.example.com",
      ttlSeconds: 60,
      checkIntervalSeconds: 10,
      checkFailures: 3,
    },
    stream: { bufferSeconds: 600, bufferMebibytes: 128 },
    collect: { timeoutSeconds: 18, memoryMebibytes: 512, ip: "truncated", allowedOrigins: ["*"] },
    delivery: {
      firehose: { attempts: 3, connectMs: 300, requestMs: 2_000, retryDelayMs: 100 },
      here: { connectMs: 300, requestMs: 2_000 },
      peer: { connectMs: 1_000, requestMs: 3_000 },
    },
    health: { unhealthyAfterSeconds: 10, healthyAfterSeconds: 30, sharedSeconds: 2 },
    replay: {
      timeoutSeconds: 120,
      memoryMebibytes: 512,
      sweepMinutes: 5,
      sweepObjectsMax: 500,
      batchSize: 10,
      concurrencyMax: 5,
      receivesMax: 10,
    },
    throttle: { ratePerSecond: 2_000, burst: 2_000, healthRatePerSecond: 200, healthBurst: 200 },
    replication: { replicate: "all", timeControl: false },
    retention: { logDays: 30, noncurrentDays: 30 },
  });
});

test("one setting of a group leaves the others at their defaults", () => {
  expect(parseSettings({ ...least, stream: { bufferSeconds: 5 } }, place).stream).toEqual({
    bufferSeconds: 5,
    bufferMebibytes: 128,
  });
});

test.each([
  { title: "the TTL at 60 s", values: { routing: { ...least.routing, ttlSeconds: 60 } } },
  { title: "no buffering", values: { stream: { bufferSeconds: 0 } } },
  {
    title: "one check every 30 s",
    values: { routing: { ...least.routing, checkIntervalSeconds: 30, checkFailures: 1 } },
  },
  {
    title: "several origins",
    values: { collect: { allowedOrigins: ["https://a.example", "http://localhost:8080"] } },
  },
  { title: "nothing replicated", values: { replication: { replicate: "none" } } },
])("takes $title", ({ values }) => {
  expect(problemsOf({ ...least, ...values })).toEqual([]);
});

test.each([
  {
    title: "a TTL over 60 s",
    values: { routing: { ...least.routing, ttlSeconds: 300 } },
    problems: ["routing.ttlSeconds is 300: at most 60."],
  },
  {
    title: "a fraction of a second",
    values: { stream: { bufferSeconds: 1.5 } },
    problems: ["stream.bufferSeconds is 1.5: must be a whole number."],
  },
  {
    title: "a buffer over 900 s",
    values: { stream: { bufferSeconds: 901 } },
    problems: ["stream.bufferSeconds is 901: at most 900."],
  },
  {
    title: "an interval that Route 53 does not know",
    values: { routing: { ...least.routing, checkIntervalSeconds: 20 } },
    problems: ["routing.checkIntervalSeconds is 20: must be one of 10, 30."],
  },
  {
    title: "a check that is slower than 30 s",
    values: { routing: { ...least.routing, checkIntervalSeconds: 30, checkFailures: 2 } },
    problems: [
      "routing.checkIntervalSeconds × checkFailures is 60 s, over 30. A dead region would be answered that long.",
    ],
  },
  {
    title: "a failover name at the apex",
    values: { routing: { ...least.routing, failoverName: "example.com" } },
    problems: [
      'routing.failoverName is "example.com": must be a name below the zone\'s own, e.g. events.example.com: at its apex a CNAME is impossible.',
    ],
  },
  {
    title: "no hosted zone",
    values: { routing: { failoverName: "events.example.com" } },
    problems: ["routing.zoneId is not set."],
  },
  {
    title: "a role that is none",
    values: { role: "master" },
    problems: ['role is "master": must be one of primary, standby.'],
  },
  {
    title: "its own region as its peer",
    values: { peerRegion: "eu-west-1" },
    problems: ["peerRegion is eu-west-1, this stack's own region. Name the other region of the pair."],
  },
  {
    title: "a peer that is no region",
    values: { peerRegion: "Ireland" },
    problems: ['peerRegion is "Ireland": must be a region, e.g. us-west-2.'],
  },
  {
    title: "a peer in another partition, whose ARNs begin otherwise",
    values: { peerRegion: "us-gov-west-1" },
    problems: ['peerRegion is "us-gov-west-1": must be a region, e.g. us-west-2.'],
  },
  {
    title: "text where true or false belongs",
    values: { peerReady: "yes" },
    problems: ['peerReady is "yes": must be boolean.'],
  },
  { title: "an unknown key", values: { streem: {} }, problems: ["streem is no setting."] },
  {
    title: "an unknown key in a group",
    values: { stream: { bufferSecond: 5 } },
    problems: ["stream.bufferSecond is no setting."],
  },
  {
    title: "an unknown key two groups deep",
    values: { delivery: { here: { patience: 5 } } },
    problems: ["delivery.here.patience is no setting."],
  },
  {
    title: "an origin with a path",
    values: { collect: { allowedOrigins: ["https://a.example/shop"] } },
    problems: [
      'collect.allowedOrigins.0 is "https://a.example/shop": must be * or an origin, e.g. https://shop.example.',
    ],
  },
  {
    title: "a function that API Gateway would give up on",
    values: { collect: { timeoutSeconds: 29 } },
    problems: ["collect.timeoutSeconds is 29: at most 28."],
  },
  {
    title: "a delivery that outlasts its function",
    values: { delivery: { firehose: { requestMs: 4_000 } } },
    problems: [
      "collect.timeoutSeconds is 18, and a delivery may take 21.4 s with its margin. Raise it (28 at most), or lower the patience in delivery.",
    ],
  },
  {
    title: "a delivery that leaves no time at all",
    values: { collect: { timeoutSeconds: 15 } },
    problems: [
      "collect.timeoutSeconds is 15, and a delivery may take 15.4 s with its margin. Raise it (28 at most), or lower the patience in delivery.",
    ],
  },
  {
    title: "a replay too short for one object",
    values: {
      replay: { timeoutSeconds: 30 },
      delivery: { here: { requestMs: 4_000 } },
      collect: { timeoutSeconds: 28 },
    },
    problems: [
      "replay.timeoutSeconds is 30, and draining one object may take 34.9 s with its margin. Raise it, or lower the patience in delivery.",
    ],
  },
  {
    title: "fewer receives than AWS advises",
    values: { replay: { receivesMax: 3 } },
    problems: ["replay.receivesMax is 3: at least 5."],
  },
  {
    title: "old versions that go before a message can",
    values: { retention: { noncurrentDays: 7 } },
    problems: ["retention.noncurrentDays is 7: at least 30."],
  },
  {
    title: "days that CloudWatch Logs does not know",
    values: { retention: { logDays: 10 } },
    problems: ["retention.logDays is 10: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365."],
  },
])("refuses $title", ({ values, problems }) => {
  expect(problemsOf({ ...least, ...values })).toEqual(problems);
});

test("tells every problem at once, those between groups too", () => {
  expect(
    problemsOf({
      environment: "Prod!",
      peerRegion: "eu-west-1",
      routing: { zoneId: "zone", failoverName: "events.example.com", ttlSeconds: 0 },
      collect: { timeoutSeconds: 5 },
      nothing: 1,
    }),
  ).toEqual([
    'environment is "Prod!": must be 1 to 12 small letters and digits, a letter first.',
    "role is not set.",
    'routing.zoneId is "zone": must be a hosted zone\'s id, e.g. Z0123456789ABCDEFGHIJ.',
    "routing.ttlSeconds is 0: at least 1.",
    "nothing is no setting.",
    "peerRegion is eu-west-1, this stack's own region. Name the other region of the pair.",
    "collect.timeoutSeconds is 5, and a delivery may take 15.4 s with its margin. Raise it (28 at most), or lower the patience in delivery.",
  ]);
});

test.each([
  {
    title: "no region",
    where: { region: undefined },
    problems: ["aws:region must be set to this stack's region."],
  },
  {
    title: "a project whose names are too long",
    where: { project: "a-project-whose-name-is-long" },
    problems: [expect.stringMatching(/^environment makes names too long: .* has 70 characters, over 63\./)],
  },
])("refuses $title", ({ where, problems }) => {
  expect(problemsOf(least, where as Partial<typeof place>)).toEqual(problems);
});

test("the error names the stack and where to mend it", () => {
  expect(() => parseSettings({ ...least, role: "x" }, place)).toThrow(
    "HF_SETTINGS: The settings of stack test cannot be used:\n" +
      '  - role is "x": must be one of primary, standby.\n' +
      "Nothing was registered. Mend Pulumi.test.yaml.",
  );
});

describe.each(["prod-eu", "prod-us"])("Pulumi.%s.yaml", (stack) => {
  const file = readFileSync(resolve(__dirname, "..", `Pulumi.${stack}.yaml`), "utf8");
  const { config } = parse(file) as { config: Record<string, unknown> };
  const asPulumiKeepsIt = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

  test("is read as it stands", async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "holdfast",
      stack,
    );
    pulumi.runtime.setAllConfig(asPulumiKeepsIt);
    expect(readSettings()).toMatchObject({
      region: stack === "prod-eu" ? "eu-west-1" : "us-west-2",
      peerRegion: stack === "prod-eu" ? "us-west-2" : "eu-west-1",
      role: stack === "prod-eu" ? "primary" : "standby",
      environment: "prod",
      routing: { failoverName: "events.holdfast.example", ttlSeconds: 60 },
    });
  });

  test("is refused with a key that nobody reads, and with a value that is no JSON", async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "holdfast",
      stack,
    );
    pulumi.runtime.setAllConfig({ ...asPulumiKeepsIt, "holdfast:typo": "1", "holdfast:stream": "fast" });
    expect(readSettings).toThrow(/stream is "fast": must be object\.\n {2}- typo is no setting\./);
  });
});
