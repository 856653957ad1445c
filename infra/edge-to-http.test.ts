import { EdgeToHttp } from "./edge-to-http";
import { named, type Registered, record } from "./testing/record";

let resources: Registered[];
beforeAll(async () => {
  resources = await record(
    () =>
      new EdgeToHttp("edge", {
        name: "h-edge",
        edgeName: "collect.example.com",
        zoneId: "Z1",
        failoverName: "events.example.com",
        wafRatePer5Minutes: 5_000,
      }),
  );
});

test("its web ACL counts each address, answers 429 beyond the limit, and keeps no samples of requests", () => {
  const visibility = { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
  expect(named(resources, "edge-acl").inputs).toEqual({
    region: "us-east-1",
    name: "h-edge",
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: { ...visibility, metricName: "h-edge" },
    rules: [
      {
        name: "too-many-of-one-address",
        priority: 0,
        statement: {
          rateBasedStatement: { limit: 5_000, aggregateKeyType: "IP", evaluationWindowSec: 300 },
        },
        action: {
          block: {
            customResponse: { responseCode: 429, responseHeaders: [{ name: "retry-after", value: "60" }] },
          },
        },
        visibilityConfig: { ...visibility, metricName: "h-edge-too-many-of-one-address" },
      },
    ],
  });
});

test("its certificate is issued in us-east-1, for its own name alone", () => {
  expect(named(resources, "edge-certificate").inputs).toEqual({
    region: "us-east-1",
    domainName: "collect.example.com",
    validationMethod: "DNS",
  });
  expect(named(resources, "edge-validation").inputs).toEqual({
    zoneId: "Z1",
    name: "_proof.collect.example.com",
    type: "CNAME",
    ttl: 300,
    records: ["_value.collect.example.com"],
  });
  expect(named(resources, "edge-issued").inputs).toEqual({
    region: "us-east-1",
    certificateArn: "arn:edge-certificate",
    validationRecordFqdns: ["_proof.collect.example.com"],
  });
});

test("its distribution passes everything on to the failover name, keeps nothing, and outwaits the function", () => {
  expect(named(resources, "edge-distribution").inputs).toEqual({
    comment: "h-edge",
    enabled: true,
    aliases: ["collect.example.com"],
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    webAclId: "arn:edge-acl",
    origins: [
      {
        originId: "failover-name",
        domainName: "events.example.com",
        connectionAttempts: 2,
        connectionTimeout: 3,
        customOriginConfig: {
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
          httpPort: 80,
          httpsPort: 443,
          originReadTimeout: 30,
          originKeepaliveTimeout: 5,
        },
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: "failover-name",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
      compress: false,
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: "arn:edge-certificate",
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  });
});

test.each(["A", "AAAA"])("its name is an alias of it, %s", (type) => {
  expect(named(resources, `edge-${type.toLowerCase()}`).inputs).toEqual({
    zoneId: "Z1",
    name: "collect.example.com",
    type,
    aliases: [
      { name: "edge-distribution.cloudfront.net", zoneId: "ZCLOUDFRONT", evaluateTargetHealth: false },
    ],
  });
});

test("is these and no others, all of them its children, none of them protected", () => {
  const children = resources.filter(({ name }) => name !== "edge");
  expect(children).toHaveLength(7);
  for (const { parent, protect, retainOnDelete } of children)
    expect([parent, protect, retainOnDelete]).toEqual(["edge", false, false]);
  expect(named(resources, "edge").outputsRegistered).toBe(true);
});
