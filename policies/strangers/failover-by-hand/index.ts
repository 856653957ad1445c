import * as aws from "@pulumi/aws";

const zoneId = "Z1D633PJN98FT9";

const load = (name: string, fqdn: string, searchString?: string) =>
  new aws.route53.HealthCheck(name, {
    type: searchString === undefined ? "HTTPS" : "HTTPS_STR_MATCH",
    fqdn,
    port: 443,
    resourcePath: "/health",
    searchString,
    requestInterval: 10,
    failureThreshold: 3,
  });
const people = new aws.sns.Topic("people");
const watched = (name: string, check: aws.route53.HealthCheck) =>
  new aws.cloudwatch.MetricAlarm(name, {
    namespace: "AWS/Route53",
    metricName: "HealthCheckStatus",
    dimensions: { HealthCheckId: check.id },
    statistic: "Minimum",
    period: 60,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
    treatMissingData: "breaching",
    alarmActions: [people.arn],
  });

// "app": as it should be, one record in front of each region; but nobody can stop the primary from outside.
const east = load("app-east", "east.app.example", '"ok":true');
const far = load("app-west", "west.app.example", '"ok":true');
watched("app-east", east);
watched("app-west", far);
for (const [type, check] of [
  ["PRIMARY", east],
  ["SECONDARY", far],
] as const)
  new aws.route53.Record(`app-${type.toLowerCase()}`, {
    zoneId,
    name: "www.app.example",
    type: "CNAME",
    ttl: 60,
    records: [`${type === "PRIMARY" ? "east" : "west"}.app.example`],
    setIdentifier: type,
    failoverRoutingPolicies: [{ type }],
    healthCheckId: check.id,
  });

// "blog": wrong in many ways. Its check asks the very name that fails over, is content with any 2xx answer, and nobody is told.
const blog = load("blog", "blog.app.example");
new aws.route53.Record("blog-primary", {
  zoneId,
  name: "blog.app.example",
  type: "CNAME",
  ttl: 300, // Wrong: five minutes.
  records: ["east.blog.example"],
  setIdentifier: "one",
  failoverRoutingPolicies: [{ type: "PRIMARY" }],
  healthCheckId: blog.id,
});
new aws.route53.Record("blog-secondary", {
  zoneId,
  name: "blog.app.example",
  type: "CNAME",
  ttl: 60,
  records: ["west.blog.example"],
  setIdentifier: "two",
  failoverRoutingPolicies: [{ type: "SECONDARY" }], // Wrong: nobody asks whether it is alive.
});
