import * as aws from "@pulumi/aws";
import { accessLogFormat, HttpToCollector, routeArn, type ThrottleArgs } from "./http-to-collector";
import { named, type Registered, record } from "./testing/record";

const throttle: ThrottleArgs = {
  pixel: { ratePerSecond: 1, burst: 10 },
  events: { ratePerSecond: 2, burst: 20 },
  preflight: { ratePerSecond: 3, burst: 30 },
  health: { ratePerSecond: 4, burst: 40 },
  stop: { ratePerSecond: 5, burst: 50 },
  canary: { ratePerSecond: 6, burst: 60 },
};

let resources: Registered[];
beforeAll(async () => {
  resources = await record(() => {
    const live = new aws.lambda.Alias("live", {
      name: "live",
      functionName: "h-collect",
      functionVersion: "1",
    });
    new HttpToCollector("http", {
      apiName: "h-api",
      live,
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
  { role: "stop", routeKey: "GET /stop/{region}", arn: "arn:execute-api/$default/GET/stop/*" },
  { role: "canary", routeKey: "POST /canary", arn: "arn:execute-api/$default/POST/canary", iam: true },
])("$routeKey invokes the collector, which it may on this route alone", ({ role, routeKey, arn, iam }) => {
  expect(named(resources, `http-${role}`).inputs).toEqual({
    apiId: "http-api-id",
    routeKey,
    target: "integrations/http-collect-id",
    authorizationType: iam ? "AWS_IAM" : "NONE",
  });
  expect(named(resources, `http-${role}`).dependsOn).toEqual([`http-${role}-may-invoke`]);
  expect(named(resources, `http-${role}-may-invoke`).inputs).toEqual({
    statementId: `${role}-route`,
    action: "lambda:InvokeFunction",
    function: "h-collect",
    qualifier: "live",
    principal: "apigateway.amazonaws.com",
    sourceArn: arn,
  });
  expect(routeArn("arn:execute-api", routeKey)).toBe(arn);
});

test("has these six routes and no default one", () => {
  expect(resources.filter(({ type }) => type.endsWith(":Route"))).toHaveLength(6);
});

test("passes requests on whole, and lets the function's timeout come first", () => {
  expect(named(resources, "http-collect").inputs).toEqual({
    apiId: "http-api-id",
    integrationType: "AWS_PROXY",
    integrationMethod: "POST",
    integrationUri: "arn:live",
    payloadFormatVersion: "2.0",
    timeoutMilliseconds: 30_000,
  });
});

/** Each route's pair of figures is another one, so that a mix-up shows. */
const limits = (rate: number, burst: number) => ({
  throttlingRateLimit: rate,
  throttlingBurstLimit: burst,
});

test("one stage, each route with a limit of its own, and the least for a route that nobody thought of", () => {
  expect(named(resources, "http-stage").inputs).toEqual({
    apiId: "http-api-id",
    name: "$default",
    autoDeploy: true,
    defaultRouteSettings: limits(6, 60),
    routeSettings: [
      { routeKey: "GET /i", ...limits(1, 10) },
      { routeKey: "POST /events", ...limits(2, 20) },
      { routeKey: "OPTIONS /events", ...limits(3, 30) },
      { routeKey: "GET /health", ...limits(4, 40) },
      { routeKey: "GET /stop/{region}", ...limits(5, 50) },
      { routeKey: "POST /canary", ...limits(6, 60) },
    ],
    accessLogSettings: { destinationArn: "arn:http-logs", format: accessLogFormat },
  });
  expect(named(resources, "http-stage").dependsOn).toEqual([
    "http-canary",
    "http-events",
    "http-health",
    "http-pixel",
    "http-preflight",
    "http-stop",
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
