import {
  canaryVariables,
  functionTimeoutSeconds,
  ScheduledCanary,
  sendCanariesPolicy,
} from "./scheduled-canary";
import { ACCOUNT, named, type Registered, record } from "./testing/record";

jest.mock("./parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": `code of ${handler}` }, build: "b0" }),
}));

const args = {
  functionName: "h-canary",
  scheduleName: "h-canary-schedule",
  accountId: ACCOUNT,
  region: "us-west-2",
  regionalName: "us-west-2.events.example.com",
  peer: { region: "eu-west-1", name: "eu-west-1.events.example.com" },
  failoverName: "events.example.com",
  everyHours: 24,
  timeoutSeconds: 10,
  logDays: 30,
  peerReady: true,
};

let resources: Registered[];
let early: Registered[];
beforeAll(async () => {
  resources = await record(() => new ScheduledCanary("canary", args));
  early = await record(() => new ScheduledCanary("canary", { ...args, peerReady: false }));
});

test("knows both regions by their names", () => {
  expect(canaryVariables(args)).toEqual({
    REGION: "us-west-2",
    REGIONAL_NAME: "us-west-2.events.example.com",
    PEER_REGION: "eu-west-1",
    PEER_NAME: "eu-west-1.events.example.com",
    FAILOVER_NAME: "events.example.com",
    TIMEOUT_SECONDS: "10",
  });
});

test("may do nothing but send canaries, in both regions", () => {
  expect(JSON.parse(sendCanariesPolicy(ACCOUNT, ["eu-west-1", "us-west-2"])).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["execute-api:Invoke"],
      Resource: [
        `arn:aws:execute-api:eu-west-1:${ACCOUNT}:*/$default/POST/canary`,
        `arn:aws:execute-api:us-west-2:${ACCOUNT}:*/$default/POST/canary`,
      ],
    },
  ]);
  expect(named(resources, "canary-send").inputs).toEqual({
    name: "send-canaries",
    role: "h-canary",
    policy: sendCanariesPolicy(ACCOUNT, ["us-west-2", "eu-west-1"]),
  });
});

test("lives long enough to ask the failover name twice", () => {
  expect(functionTimeoutSeconds(29)).toBe(68);
  expect(named(resources, "canary-function-lambda").inputs).toMatchObject({ name: "h-canary", timeout: 30 });
});

test("is invoked once a day, and a failed round is not tried again", () => {
  expect(named(resources, "canary-schedule").inputs).toMatchObject({
    name: "h-canary-schedule",
    scheduleExpression: "rate(24 hours)",
    target: { arn: "arn:canary-function-lambda", roleArn: "arn:canary-role", input: '{"canary":true}' },
  });
  expect(named(resources, "canary-schedule").inputs).not.toHaveProperty("state");
  expect(named(resources, "canary-asynchronous").inputs).toEqual({
    functionName: "h-canary",
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 300,
  });
});

test("waits while there is no peer", () => {
  expect(named(early, "canary-schedule").inputs).toMatchObject({ state: "DISABLED" });
});
