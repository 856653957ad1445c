import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const zone = aws.route53.getZoneOutput({ name: "shop.example" });
const { accountId } = aws.getCallerIdentityOutput();

const pages = new aws.s3.Bucket(
  "pages",
  { bucket: pulumi.interpolate`pages-${accountId}` },
  { protect: true },
);
new aws.s3.BucketVersioning("pages", { bucket: pages.id, versioningConfiguration: { status: "Enabled" } });
new aws.s3.BucketPublicAccessBlock("pages", {
  bucket: pages.id,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});

const certificate = new aws.acm.Certificate("site", {
  domainName: "www.shop.example",
  validationMethod: "DNS",
});
const option = certificate.domainValidationOptions[0];
const proof = new aws.route53.Record("site-proof", {
  zoneId: zone.zoneId,
  name: option?.resourceRecordName ?? "",
  type: option?.resourceRecordType ?? "",
  records: [option?.resourceRecordValue ?? ""],
  ttl: 3600,
});
const issued = new aws.acm.CertificateValidation("site", {
  certificateArn: certificate.arn,
  validationRecordFqdns: [proof.fqdn],
});
new aws.cloudwatch.MetricAlarm("site-certificate", {
  namespace: "AWS/CertificateManager",
  metricName: "DaysToExpiry",
  dimensions: { CertificateArn: certificate.arn },
  statistic: "Minimum",
  period: 86400,
  evaluationPeriods: 1,
  threshold: 21,
  comparisonOperator: "LessThanThreshold",
  treatMissingData: "breaching",
  alarmActions: [new aws.sns.Topic("people", { kmsMasterKeyId: "alias/aws/sns" }).arn],
});

const access = new aws.cloudfront.OriginAccessControl("pages", {
  originAccessControlOriginType: "s3",
  signingBehavior: "always",
  signingProtocol: "sigv4",
});
const site = new aws.cloudfront.Distribution("site", {
  enabled: true,
  aliases: ["www.shop.example"],
  origins: [
    { originId: "pages", domainName: pages.bucketRegionalDomainName, originAccessControlId: access.id },
  ],
  defaultCacheBehavior: {
    targetOriginId: "pages",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: {
    acmCertificateArn: issued.certificateArn,
    sslSupportMethod: "sni-only",
    minimumProtocolVersion: "TLSv1.2_2021",
  },
});
// Its bucket may be read by the distribution alone, and by nobody without TLS.
new aws.s3.BucketPolicy("pages", {
  bucket: pages.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: pulumi.interpolate`${pages.arn}/*`,
        Condition: { StringEquals: { "AWS:SourceArn": site.arn } },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [pages.arn, pulumi.interpolate`${pages.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  }),
});
for (const type of ["A", "AAAA"])
  new aws.route53.Record(`www-${type}`, {
    zoneId: zone.zoneId,
    name: "www.shop.example",
    type,
    aliases: [{ name: site.domainName, zoneId: site.hostedZoneId, evaluateTargetHealth: false }],
  });

// Two versions of the API, one in ten on the new one; the rest by where people are. None of this is failover.
for (const [version, weight] of [
  ["blue", 90],
  ["green", 10],
] as const)
  new aws.route53.Record(`api-${version}`, {
    zoneId: zone.zoneId,
    name: "api.shop.example",
    type: "CNAME",
    ttl: 300,
    records: [`${version}.api.shop.example`],
    setIdentifier: version,
    weightedRoutingPolicies: [{ weight }],
  });
for (const region of ["us-east-1", "eu-west-1"])
  new aws.route53.Record(`files-${region}`, {
    zoneId: zone.zoneId,
    name: "files.shop.example",
    type: "CNAME",
    ttl: 300,
    records: [`files.${region}.shop.example`],
    setIdentifier: region,
    latencyRoutingPolicies: [{ region }],
  });
new aws.route53.Record("help", {
  zoneId: zone.zoneId,
  name: "help.shop.example",
  type: "CNAME",
  ttl: 86400,
  records: ["help.vendor.example"],
  setIdentifier: "europe",
  geolocationRoutingPolicies: [{ continent: "EU" }],
});
