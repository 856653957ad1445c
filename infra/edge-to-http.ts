import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { validationRecord } from "./parts/certificate";

/** Edge → HTTP: CloudFront and WAF before the failover name, for who wants them. Route 53 still decides which region answers. */
export interface EdgeToHttpArgs {
  /** The web ACL's name, and of its metrics. */
  name: pulumi.Input<string>;
  /** The name that clients use then; one distribution in the world may answer to it ("Alternate domain names"). */
  edgeName: string;
  /** The hosted zone of `edgeName`. */
  zoneId: pulumi.Input<string>;
  /** What CloudFront asks, and which host it asks for. */
  failoverName: string;
  /** Requests of one address in five minutes, beyond which they are refused; at least 100 ("Rate-based rule high-level settings"). */
  wafRatePer5Minutes: number;
}

/** Where CloudFront takes certificates and web ACLs from, wherever the stack is ("Requirements for using SSL/TLS certificates"). */
const EDGE_REGION = "us-east-1";

/** AWS's own policies, the same in every account ("Use managed cache policies", "Use managed origin request policies"). */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
/** All that the client sent but its Host: API Gateway and its certificate know the failover name, not the edge's. */
const ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Seconds that CloudFront waits for an answer. Above the longest run of `collect` (28), so that `collect`'s answer always wins. */
const READ_TIMEOUT = 30;
/** Seconds for one connection, and how many it tries: a dead region costs a client 6 s, not CloudFront's usual 30, before it is told. */
const CONNECTION_TIMEOUT = 3;
const CONNECTION_ATTEMPTS = 2;
/** Seconds that an idle connection stays. Short: what it is connected to stays as it was when DNS moves. */
const KEEPALIVE_TIMEOUT = 5;

/**
 * One rule: too many requests of one address. Deliberately none that reads a body: WAF sees only its first 16 KB, and managed rules
 * take a page's address within an event for an attack ("Considerations for managing body inspection").
 */
const webAclOf = (name: pulumi.Input<string>, limit: number): aws.wafv2.WebAclArgs => {
  const visibility = (metricName: pulumi.Input<string>) => ({
    metricName,
    cloudwatchMetricsEnabled: true,
    // Samples would keep addresses, paths and headers of clients for three hours.
    sampledRequestsEnabled: false,
  });
  return {
    region: EDGE_REGION,
    name,
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: visibility(name),
    rules: [
      {
        name: "too-many-of-one-address",
        priority: 0,
        statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
        // As the API's own throttle answers, so that a client keeps its events and comes back later.
        action: {
          block: {
            customResponse: { responseCode: 429, responseHeaders: [{ name: "retry-after", value: "60" }] },
          },
        },
        visibilityConfig: visibility(pulumi.interpolate`${name}-too-many-of-one-address`),
      },
    ],
  };
};

export class EdgeToHttp extends pulumi.ComponentResource {
  readonly distribution: aws.cloudfront.Distribution;
  /** Of the certificate in us-east-1, once it is issued. */
  readonly certificateArn: pulumi.Output<string>;

  constructor(name: string, args: EdgeToHttpArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:EdgeToHttp", name, {}, opts);
    const child = { parent: this };
    this.certificateArn = this.certificateFor(name, args);
    const acl = new aws.wafv2.WebAcl(`${name}-acl`, webAclOf(args.name, args.wafRatePer5Minutes), child);
    this.distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        comment: args.name,
        enabled: true,
        aliases: [args.edgeName],
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        webAclId: acl.arn,
        origins: [
          {
            originId: "failover-name",
            domainName: args.failoverName,
            connectionAttempts: CONNECTION_ATTEMPTS,
            connectionTimeout: CONNECTION_TIMEOUT,
            customOriginConfig: {
              originProtocolPolicy: "https-only",
              originSslProtocols: ["TLSv1.2"],
              httpPort: 80,
              httpsPort: 443,
              originReadTimeout: READ_TIMEOUT,
              originKeepaliveTimeout: KEEPALIVE_TIMEOUT,
            },
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: "failover-name",
          // Plain HTTP is refused: a redirect would come after the events were sent in the open.
          viewerProtocolPolicy: "https-only",
          // CloudFront offers POST only together with all the others ("Allowed HTTP methods").
          allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: CACHING_DISABLED,
          originRequestPolicyId: ALL_BUT_HOST,
          compress: false,
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: {
          acmCertificateArn: this.certificateArn,
          sslSupportMethod: "sni-only",
          // TLS 1.2 at least, 1.3 offered ("Supported protocols and ciphers between viewers and CloudFront").
          minimumProtocolVersion: "TLSv1.2_2021",
        },
      },
      child,
    );
    const { domainName, hostedZoneId } = this.distribution;
    for (const type of ["A", "AAAA"])
      new aws.route53.Record(
        `${name}-${type.toLowerCase()}`,
        {
          zoneId: args.zoneId,
          name: args.edgeName,
          type,
          aliases: [{ name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false }],
        },
        child,
      );
    this.registerOutputs({ distribution: this.distribution });
  }

  /** The ARN of a certificate of the edge's name alone, once it is issued. No other certificate holds the name: its proof goes with it. */
  private certificateFor(name: string, { edgeName, zoneId }: EdgeToHttpArgs): pulumi.Output<string> {
    const child = { parent: this };
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      { region: EDGE_REGION, domainName: edgeName, validationMethod: "DNS" },
      child,
    );
    const proof = validationRecord(
      `${name}-validation`,
      { certificate, domainName: edgeName, zoneId },
      child,
    );
    return new aws.acm.CertificateValidation(
      `${name}-issued`,
      {
        region: EDGE_REGION,
        certificateArn: certificate.arn,
        validationRecordFqdns: [proof.fqdn],
      },
      child,
    ).certificateArn;
  }
}
