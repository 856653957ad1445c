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
      followStop: true,
    },
    stream: { bufferSeconds: 600, bufferMebibytes: 128 },
    collect: {
      timeoutSeconds: 18,
      memoryMebibytes: 512,
      reservedConcurrency: 900,
      tracing: "off",
      ip: "truncated",
      allowedOrigins: ["*"],
    },
    delivery: {
      firehose: { attempts: 3, connectMs: 300, requestMs: 700, retryDelayMs: 100 },
      here: { connectMs: 300, requestMs: 2_000 },
      peer: { connectMs: 1_000, requestMs: 3_000 },
      breaker: { failures: 2, coolDownMs: 10_000, slowMs: 500 },
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
    throttle: {
      events: { ratePerSecond: 300, burst: 100 },
      pixel: { ratePerSecond: 150, burst: 50 },
      preflight: { ratePerSecond: 150, burst: 50 },
      health: { ratePerSecond: 40, burst: 40 },
      stop: { ratePerSecond: 20, burst: 20 },
      canary: { ratePerSecond: 5, burst: 5 },
    },
    replication: { replicate: "all", timeControl: false },
    retention: { logDays: 30, noncurrentDays: 30 },
    canary: { everyHours: 24, timeoutSeconds: 10 },
    network: { cidrBlock: "10.20.0.0/20", zones: 2 },
    database: {
      instanceClass: "db.m8g.large",
      standbyInstanceClass: "db.t4g.medium",
      multiAz: true,
      storageGib: 100,
      storageGibMax: 1_000,
      backupDays: 14,
      authentication: "secret",
    },
    etl: {
      timeoutSeconds: 300,
      memoryMebibytes: 1_024,
      concurrencyMax: 4,
      receivesMax: 50,
      retryBaseSeconds: 30,
      retrySecondsMax: 3_600,
      pastYears: 20,
      futureHours: 24,
      partitionDays: 400,
    },
    alarms: {
      certificateDays: 30,
      emails: [],
      freshnessMarginSeconds: 900,
      loadDelaySeconds: 3_600,
      replicationLagSeconds: 900,
      runbooks: "docs/runbooks",
      undeliveredAgeSeconds: 1_800,
    },
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
  { title: "the smallest network", values: { network: { cidrBlock: "192.168.7.0/24", zones: 2 } } },
  {
    title: "as many loaders as the smaller class has connections for",
    values: { database: { standbyInstanceClass: "db.t4g.micro" }, etl: { concurrencyMax: 28 } },
  },
  {
    title: "tries that leave half of the fortnight",
    values: { etl: { receivesMax: 14, retryBaseSeconds: 900, timeoutSeconds: 900, retrySecondsMax: 36_000 } },
  },
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
    values: { delivery: { peer: { requestMs: 12_000 } } },
    problems: [
      "collect.timeoutSeconds is 18, and a delivery may take 18.3 s with its margin. Raise it (28 at most), or lower the patience in delivery.",
    ],
  },
  {
    title: "a delivery that leaves no time at all",
    values: { collect: { timeoutSeconds: 9 } },
    problems: [
      "collect.timeoutSeconds is 9, and a delivery may take 9.3 s with its margin. Raise it (28 at most), or lower the patience in delivery.",
    ],
  },
  {
    title: "a replay too short for one object",
    values: {
      replay: { timeoutSeconds: 30 },
      delivery: { here: { requestMs: 4_500 } },
    },
    problems: [
      "replay.timeoutSeconds is 30, and draining one object may take 31.8 s with its margin. Raise it, or lower the patience in delivery.",
    ],
  },
  {
    title: "a breaker that nothing is slow enough for",
    values: { delivery: { breaker: { slowMs: 1_000 } } },
    problems: [
      "delivery.breaker.slowMs is 1000, and no delivery to Firehose takes longer than 1000 ms (connectMs + requestMs). Lower it, or a slow Firehose never opens the breaker.",
    ],
  },
  {
    title: "a region that is unhealthy before the next canary can say otherwise",
    values: { health: { unhealthyAfterSeconds: 2 } },
    problems: [
      "health.unhealthyAfterSeconds is 2, not over health.sharedSeconds (2). Batches that an open breaker kept from Firehose could call a region unhealthy before the next canary shows that Firehose works. Raise it, or lower sharedSeconds.",
    ],
  },
  {
    title: "more requests than the reserved executions can hold while Firehose hangs",
    values: { throttle: { events: { ratePerSecond: 310 } } },
    problems: [
      "collect.reservedConcurrency is 900, and the routes of throttle can hold 909 executions while Firehose hangs (each burst, and each rate for its longest request). Raise it as far as the account's quota goes, or lower throttle or delivery.firehose.requestMs.",
    ],
  },
  {
    title: "a Firehose so patient that a hang eats the reserved executions",
    values: { delivery: { firehose: { requestMs: 2_000 } } },
    problems: [
      "collect.reservedConcurrency is 900, and the routes of throttle can hold 1489 executions while Firehose hangs (each burst, and each rate for its longest request). Raise it as far as the account's quota goes, or lower throttle or delivery.firehose.requestMs.",
    ],
  },
  {
    title: "an age that the next sweep would end",
    values: { replay: { sweepMinutes: 20 } },
    problems: [
      "alarms.undeliveredAgeSeconds is 1800, under two sweeps of 20 minutes: what the next sweep would drain is an alarm. Raise it, or lower replay.sweepMinutes.",
    ],
  },
  {
    title: "a network that the internet has, too",
    values: { network: { cidrBlock: "8.8.0.0/16" } },
    problems: [
      'network.cidrBlock is "8.8.0.0/16": must be a private range of /16 to /24, e.g. 10.20.0.0/20.',
    ],
  },
  {
    title: "a network that is larger than a VPC",
    values: { network: { cidrBlock: "10.0.0.0/8" } },
    problems: [
      'network.cidrBlock is "10.0.0.0/8": must be a private range of /16 to /24, e.g. 10.20.0.0/20.',
    ],
  },
  {
    title: "a network of three numbers",
    values: { network: { cidrBlock: "10.20.0/20" } },
    problems: [
      'network.cidrBlock is "10.20.0/20": must be a private range of /16 to /24, e.g. 10.20.0.0/20.',
    ],
  },
  {
    title: "a network that does not begin at its first address",
    values: { network: { cidrBlock: "10.20.8.0/20" } },
    problems: [
      `network.cidrBlock is "10.20.8.0/20": must begin at its range's first address, e.g. 10.20.0.0/20.`,
    ],
  },
  {
    title: "one zone",
    values: { network: { zones: 1 } },
    problems: ["network.zones is 1: at least 2."],
  },
  {
    title: "a database on another processor",
    values: { database: { instanceClass: "db.m7i.large" } },
    problems: ['database.instanceClass is "db.m7i.large": must be an arm64 class, e.g. db.m8g.large.'],
  },
  {
    title: "a size that the class does not have",
    values: { database: { instanceClass: "db.m8g.medium" } },
    problems: ['database.instanceClass is "db.m8g.medium": must be an arm64 class, e.g. db.m8g.large.'],
  },
  {
    title: "a class that only clusters have",
    values: { database: { instanceClass: "db.c6gd.large" } },
    problems: ['database.instanceClass is "db.c6gd.large": must be an arm64 class, e.g. db.m8g.large.'],
  },
  {
    title: "storage that may not grow",
    values: { database: { storageGib: 950 } },
    problems: [
      "database.storageGibMax is 1000, less than a tenth above database.storageGib (950). RDS takes no smaller room to grow: raise it.",
    ],
  },
  {
    title: "more loaders than the smaller class has connections for",
    values: { database: { standbyInstanceClass: "db.t4g.micro" }, etl: { concurrencyMax: 29 } },
    problems: [
      "etl.concurrencyMax is 29, and db.t4g.micro has 28 connections for loading (a quarter of all). Lower it, or take a larger class.",
    ],
  },
  {
    title: "one loader, which Lambda knows no way to keep to",
    values: { etl: { concurrencyMax: 1 } },
    problems: ["etl.concurrencyMax is 1: at least 2."],
  },
  {
    title: "a first wait over the longest",
    values: { etl: { retryBaseSeconds: 60, retrySecondsMax: 30 } },
    problems: [
      "etl.retryBaseSeconds is 60, over etl.retrySecondsMax (30): no wait could be so short. Lower it, or raise retrySecondsMax.",
    ],
  },
  {
    title: "tries that use up the fortnight of a message",
    values: { etl: { receivesMax: 200 } },
    problems: [
      "etl.receivesMax is 200, and that many tries can take 9 days: of the 14 days that SQS keeps a message, less than half were left to mend things. Lower it, etl.retrySecondsMax or etl.timeoutSeconds.",
    ],
  },
  {
    title: "a delay that no figure would ever show",
    values: { alarms: { loadDelaySeconds: 5_400 } },
    problems: [
      "alarms.loadDelaySeconds is 5400, and a message that kills etl each time is in its queue's age for 5400 s only (three times six timeouts). Lower it, or raise etl.timeoutSeconds.",
    ],
  },
  {
    title: "a certificate that nobody could renew in time",
    values: { alarms: { certificateDays: 2 } },
    problems: ["alarms.certificateDays is 2: at least 7."],
  },
  {
    title: "mail to nobody",
    values: { alarms: { emails: ["on-call"] } },
    problems: ['alarms.emails.0 is "on-call": must be an address, e.g. on-call@example.com.'],
  },
  {
    title: "tracing by nobody",
    values: { collect: { tracing: "zipkin" } },
    problems: ['collect.tracing is "zipkin": must be one of off, xray.'],
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
    "collect.timeoutSeconds is 5, and a delivery may take 9.3 s with its margin. Raise it (28 at most), or lower the patience in delivery.",
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

describe("an edge", () => {
  const standby = {
    ...least,
    role: "standby",
    collect: { ip: "none" },
    edge: { name: "collect.example.com" },
  };

  test("has defaults of its own, and is absent where it is not set", () => {
    expect(parseSettings(standby, place).edge).toEqual({
      name: "collect.example.com",
      wafRatePer5Minutes: 10_000,
    });
    expect(parseSettings(least, place).edge).toBeUndefined();
  });

  test.each([
    { title: "without a name", values: { edge: {} }, problems: ["edge.name is not set."] },
    {
      title: "in the primary's stack",
      values: { role: "primary" },
      problems: [expect.stringMatching(/^edge is set in the primary's stack\. Set it in the standby's/)],
    },
    {
      title: "under the name that it asks",
      values: { edge: { name: "events.example.com" } },
      problems: [
        expect.stringMatching(/^edge\.name is events\.example\.com, which is routing\.failoverName/),
      ],
    },
    {
      title: "below the name that it asks",
      values: { edge: { name: "eu-west-1.events.example.com" } },
      problems: [expect.stringMatching(/^edge\.name is eu-west-1\.events\.example\.com/)],
    },
    {
      title: "where events keep an address that is CloudFront's",
      values: { collect: {} },
      problems: [expect.stringMatching(/^collect\.ip is truncated, and behind the edge/)],
    },
    {
      title: "with a limit that WAF does not take",
      values: { edge: { name: "collect.example.com", wafRatePer5Minutes: 99 } },
      problems: ["edge.wafRatePer5Minutes is 99: at least 100."],
    },
  ])("is refused $title", ({ values, problems }) => {
    expect(problemsOf({ ...standby, ...values })).toEqual(problems);
  });
});

test.each([
  { title: "a stack without tags", defaultTags: {}, count: 1 },
  { title: "the tags of another role", defaultTags: { tags: { "holdfast:role": "standby" } }, count: 1 },
  { title: "settings alone, without their stack's file", defaultTags: undefined, count: 0 },
])("looks at the tags of $title", ({ defaultTags, count }) => {
  const problems = problemsOf(least, { defaultTags } as object);
  expect(problems).toHaveLength(count);
  for (const problem of problems)
    expect(problem).toMatch(/^aws:defaultTags lacks .*holdfast:role: primary$/s);
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

  test("is refused without the tags of every resource", async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "holdfast",
      stack,
    );
    const { "aws:defaultTags": _, ...untagged } = asPulumiKeepsIt;
    pulumi.runtime.setAllConfig(untagged);
    expect(readSettings).toThrow(/aws:defaultTags lacks what every resource must carry/);
  });
});
