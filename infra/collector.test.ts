import { parseCollectEnvironment } from "../handlers/collect/environment";
import { Collector, type CollectorArgs } from "./collector";
import { named, record } from "./testing/record";

jest.mock("./parts/bundle", () => ({ bundle: () => ({ files: { "index.js": "code" }, build: "b0" }) }));

const args: CollectorArgs = {
  functionName: "h-collect",
  aliasName: "live",
  accountId: "1",
  region: "eu-west-1",
  role: "primary",
  streamName: "h-events",
  here: { region: "eu-west-1", bucketName: "here" },
  peer: { region: "us-west-2", bucketName: "there" },
  timeoutSeconds: 18,
  memoryMebibytes: 512,
  reservedConcurrency: 900,
  tracing: "off",
  logDays: 30,
  ip: "truncated",
  allowedOrigins: ["https://a.example", "https://b.example"],
  delivery: {
    firehose: { attempts: 3, connectMs: 300, requestMs: 2_000, retryDelayMs: 100 },
    here: { connectMs: 301, requestMs: 2_001 },
    peer: { connectMs: 1_000, requestMs: 3_000 },
    breaker: { failures: 3, coolDownMs: 9_000, slowMs: 450 },
  },
  health: { unhealthyAfterSeconds: 10, healthyAfterSeconds: 30, sharedSeconds: 2 },
};

test("callers get the version that is live, which this program moves only when it creates it", async () => {
  const resources = await record(() => new Collector("collector", args));
  expect(named(resources, "collector-function-lambda").inputs).toMatchObject({ publish: true });
  const live = named(resources, "collector-live");
  expect(live.inputs).toEqual({ name: "live", functionName: "h-collect", functionVersion: "1" });
  expect(live.ignoreChanges).toEqual(["functionVersion", "routingConfig"]);
});

test("collect reads from its environment exactly what it was given", async () => {
  const resources = await record(() => new Collector("collector", args));
  const { environment } = named(resources, "collector-function-lambda").inputs as {
    environment: { variables: Record<string, string> };
  };
  expect(parseCollectEnvironment(environment.variables)).toEqual({
    functionName: "collect",
    region: "eu-west-1",
    role: "primary",
    build: "b0",
    accountId: "1",
    streamName: "h-events",
    undeliverableBucket: "here",
    peer: { region: "us-west-2", undeliverableBucket: "there", endpointUrl: undefined },
    ip: "truncated",
    allowedOrigins: ["https://a.example", "https://b.example"],
    delivery: args.delivery,
    health: { unhealthyAfterMs: 10_000, healthyAfterMs: 30_000, sharedMs: 2_000 },
  });
});
