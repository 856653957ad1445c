import * as aws from "@pulumi/aws";
import { accessLogFormat, HttpToCollector, routeArn, throttling } from "./http-to-collector";
import { named, type Registered, record } from "./testing/record";

const throttle = { ratePerSecond: 2_000, burst: 1_000, healthRatePerSecond: 200, healthBurst: 100 };

let resources: Registered[];
beforeAll(async () => {
  resources = await record(() => {
    const collect = new aws.lambda.Function("collect", { name: "h-collect", role: "arn:role" });
    new HttpToCollector("http", {
      apiName: "h-api",
      function: collect,
      zoneId: "Z1",
      failoverName: "events.example.com",
      regionalName: "eu-west-1.events.example.com",
      throttle,
      logDays: 30,
    });
  });
});

test("has no way in but its names, over IPv4 and IPv6", () => {
  expect(named(resources, "http-api").inputs).toEqual({
    name: "h-api",
    protocolType: "HTTP",
    disableExecuteApiEndpoint: true,
    ipAddressType: "dualstack",
  });
});

test.each([
  { role: "pixel", routeKey: "GET /i", arn: "arn:execute-api/$default/GET/i" },
  { role: "events", routeKey: "POST /events", arn: "arn:execute-api/$default/POST/events" },
  { role: "preflight", routeKey: "OPTIONS /events", arn: "arn:execute-api/$default/OPTIONS/events" },
  { role: "health", routeKey: "GET /health", arn: "arn:execute-api/$default/GET/health" },
])("$routeKey invokes the collector, which it may on this route alone", ({ role, routeKey, arn }) => {
  expect(named(resources, `http-${role}`).inputs).toEqual({
    apiId: "http-api-id",
    routeKey,
    target: "integrations/http-collect-id",
    authorizationType: "NONE",
  });
  expect(named(resources, `http-${role}`).dependsOn).toEqual([`http-${role}-may-invoke`]);
  expect(named(resources, `http-${role}-may-invoke`).inputs).toEqual({
    statementId: `${role}-route`,
    action: "lambda:InvokeFunction",
    function: "h-collect",
    principal: "apigateway.amazonaws.com",
    sourceArn: arn,
  });
  expect(routeArn("arn:execute-api", routeKey)).toBe(arn);
});

test("has these four routes and no default one", () => {
  expect(resources.filter(({ type }) => type.endsWith(":Route"))).toHaveLength(4);
});

test("passes requests on whole, and lets the function's timeout come first", () => {
  expect(named(resources, "http-collect").inputs).toEqual({
    apiId: "http-api-id",
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: "arn:collect",
    payloadFormatVersion: "2.0",
    timeoutMilliseconds: 30_000,
  });
});

test("one stage, throttled outright, health apart", () => {
  expect(named(resources, "http-stage").inputs).toEqual({
    apiId: "http-api-id",
    name: "$default",
    autoDeploy: true,
    defaultRouteSettings: { throttlingRateLimit: 2_000, throttlingBurstLimit: 1_000 },
    routeSettings: [{ routeKey: "GET /health", throttlingRateLimit: 200, throttlingBurstLimit: 100 }],
    accessLogSettings: { destinationArn: "arn:http-logs", format: accessLogFormat },
  });
  expect(throttling(throttle)).toEqual({
    defaultRouteSettings: { throttlingRateLimit: 2_000, throttlingBurstLimit: 1_000 },
    routeSettings: [{ routeKey: "GET /health", throttlingRateLimit: 200, throttlingBurstLimit: 100 }],
  });
  expect(named(resources, "http-stage").dependsOn).toEqual([
    "http-events",
    "http-health",
    "http-pixel",
    "http-preflight",
  ]);
});

test("logs nothing of a person", () => {
  const variables = Object.values(JSON.parse(accessLogFormat) as Record<string, string>);
  for (const forbidden of [/sourceIp/, /[pP]ath/, /queryString/, /userAgent/, /authorizer/])
    expect(variables.filter((variable) => forbidden.test(variable))).toEqual([]);
  expect(named(resources, "http-logs").inputs).toEqual({
    name: "/aws/vendedlogs/h-api",
    retentionInDays: 30,
  });
});

test.each([
  { role: "failover-name", domainName: "events.example.com" },
  { role: "regional-name", domainName: "eu-west-1.events.example.com" },
])("answers to $domainName, with TLS 1.2", ({ role, domainName }) => {
  expect(named(resources, `http-${role}`).inputs).toEqual({
    domainName,
    domainNameConfiguration: {
      certificateArn: "arn:http-tls-certificate",
      endpointType: "REGIONAL",
      securityPolicy: "TLS_1_2",
      ipAddressType: "dualstack",
    },
  });
  expect(named(resources, `http-${role}-mapping`).inputs).toEqual({
    apiId: "http-api-id",
    domainName: `http-${role}-id`,
    stage: "http-stage-id",
  });
});
