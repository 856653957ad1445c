import { type CanaryVariables, parseCanaryEnvironment } from "./environment";

const variables: CanaryVariables = {
  REGION: "us-west-2",
  BUILD: "b1",
  REGIONAL_NAME: "us-west-2.events.example.com",
  PEER_REGION: "eu-west-1",
  PEER_NAME: "eu-west-1.events.example.com",
  FAILOVER_NAME: "events.example.com",
  TIMEOUT_SECONDS: "10",
};

test("everything that infra fills is read back", () => {
  expect(parseCanaryEnvironment({ ...variables })).toEqual({
    build: "b1",
    here: { region: "us-west-2", name: "us-west-2.events.example.com" },
    peer: { region: "eu-west-1", name: "eu-west-1.events.example.com" },
    failoverName: "events.example.com",
    timeoutMs: 10_000,
    way: undefined,
  });
});

test.each(Object.keys(variables))("without %s it does not start", (name) => {
  expect(() => parseCanaryEnvironment({ ...variables, [name]: "" })).toThrow(`${name} is not set.`);
});

test("a way of its own needs both, a DNS server and a port", () => {
  const way = { NAMES_DNS: "127.0.0.1:5300", NAMES_HTTP_PORT: "8080" };
  expect(parseCanaryEnvironment({ ...variables, ...way }).way).toEqual({
    dns: "127.0.0.1:5300",
    httpPort: 8080,
  });
  expect(parseCanaryEnvironment({ ...variables, NAMES_DNS: way.NAMES_DNS }).way).toBeUndefined();
});
