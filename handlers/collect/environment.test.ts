import { deliveryVariables } from "../delivery/environment";
import { deliverySettings } from "../testing/settings";
import {
  type CollectVariables,
  healthSearchString,
  parseCollectEnvironment,
  stopPath,
  stopSearchString,
} from "./environment";

const variables: CollectVariables = {
  ...deliveryVariables(deliverySettings),
  REGION: "eu-west-1",
  ROLE: "primary",
  BUILD: "b1",
  ACCOUNT_ID: "000000000000",
  STREAM_NAME: "stream",
  UNDELIVERABLE_BUCKET: "here",
  PEER_REGION: "us-west-2",
  PEER_UNDELIVERABLE_BUCKET: "there",
  IP: "truncated",
  ALLOWED_ORIGINS: "https://a.example, https://b.example",
  UNHEALTHY_AFTER_SECONDS: "0.5",
  HEALTHY_AFTER_SECONDS: "30",
  HEALTH_SHARED_SECONDS: "2",
};

test("everything that infra fills is read back", () => {
  expect(parseCollectEnvironment({ ...variables })).toEqual({
    functionName: "collect",
    region: "eu-west-1",
    role: "primary",
    build: "b1",
    accountId: "000000000000",
    streamName: "stream",
    undeliverableBucket: "here",
    peer: { region: "us-west-2", undeliverableBucket: "there", endpointUrl: undefined },
    ip: "truncated",
    allowedOrigins: ["https://a.example", "https://b.example"],
    delivery: deliverySettings,
    health: { unhealthyAfterMs: 500, healthyAfterMs: 30_000, sharedMs: 2_000 },
  });
});

test.each(Object.keys(variables))("without %s it does not start", (name) => {
  expect(() => parseCollectEnvironment({ ...variables, [name]: undefined })).toThrow(`${name} is not set.`);
});

test("all problems are named at once", () => {
  const wrong = {
    ...variables,
    ROLE: "secondary",
    FIREHOSE_ATTEMPTS: "0",
    S3_CONNECT_MS: "soon",
    REGION: "",
  };
  expect(() => parseCollectEnvironment(wrong)).toThrow(
    [
      "HF_FUNCTION_ENVIRONMENT: The environment of collect is incomplete: REGION is not set.",
      'ROLE is "secondary", not one of primary, standby.',
      'FIREHOSE_ATTEMPTS is "0", not a whole number of 1 or more.',
      'S3_CONNECT_MS is "soon", not a number of 1 or more.',
    ].join(" "),
  );
});

test("the peer's endpoint is another one only where it is named", () => {
  const environment = parseCollectEnvironment({ ...variables, PEER_S3_ENDPOINT_URL: "http://127.0.0.12:1" });
  expect(environment.peer.endpointUrl).toBe("http://127.0.0.12:1");
});

test("the search string fits the health check and names region and role", () => {
  expect(healthSearchString("eu-west-1", "primary")).toBe(
    '"status":"healthy","region":"eu-west-1","role":"primary"',
  );
  expect(healthSearchString("ap-southeast-4", "standby").length).toBeLessThanOrEqual(255);
});

test("the STOP switch's path and search string fit a health check", () => {
  expect(stopPath("ap-southeast-4").length).toBeLessThanOrEqual(255);
  expect(stopSearchString("ap-southeast-4")).toBe('"stopped":"ap-southeast-4"');
  expect(stopSearchString("ap-southeast-4").length).toBeLessThanOrEqual(255);
});
