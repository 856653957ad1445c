import { parseCollectEnvironment } from "../handlers/collect/environment";
import { Collector, type CollectorArgs } from "./collector";
import { named, record } from "./testing/record";

jest.mock("./parts/bundle", () => ({ bundle: () => ({ files: { "index.js": "code" }, build: "b0" }) }));

const args: CollectorArgs = {
  functionName: "h-collect",
  accountId: "1",
  region: "eu-west-1",
  role: "primary",
  streamName: "h-events",
  here: { region: "eu-west-1", bucketName: "here" },
  peer: { region: "us-west-2", bucketName: "there" },
  timeoutSeconds: 18,
  memoryMebibytes: 512,
  logDays: 30,
  ip: "truncated",
  allowedOrigins: ["https://a.example", "https://b.example"],
  delivery: {
    firehose: { attempts: 3, connectMs: 300, requestMs: 2_000, retryDelayMs: 100 },
    here: { connectMs: 301, requestMs: 2_001 },
    peer: { connectMs: 1_000, requestMs: 3_000 },
  },
  health: { unhealthyAfterSeconds: 10, healthyAfterSeconds: 30, sharedSeconds: 2 },
};

test("collect reads from its environment exactly what it was given", async () => {
  const resources = await record(() => new Collector("collector", args));
  const { environment } = named(resources, "collector-function-lambda").inputs as {
    environment: { variables: Record<string, string> };
  };
  expect(parseCollectEnvironment(environment.variables)).toEqual({
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
