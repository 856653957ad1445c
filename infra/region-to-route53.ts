import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Region → Route 53: the region's own name, the check on it, and its half of the failover pair. */
export interface RegionToRoute53Args {
  zoneId: pulumi.Input<string>;
  region: string;
  failoverName: string;
  regionalName: string;
  /** The regional domain name's target and its hosted zone, from API Gateway. */
  target: pulumi.Input<{ domainName: string; zoneId: string }>;
  failover: "PRIMARY" | "SECONDARY";
  /** Seconds that a resolver keeps the answer, and so a part of every recovery; at most 60. */
  ttlSeconds: number;
  /** Seconds between two checks of one checker: 10 or 30, fixed at creation ("HealthCheckConfig"). */
  checkIntervalSeconds: number;
  /** Failed checks in a row until a checker calls the region unhealthy; 1 to 10. */
  checkFailures: number;
  /** At most 255 characters in the first 5,120 bytes of the body ("HealthCheckConfig"). */
  searchString: string;
}

export class RegionToRoute53 extends pulumi.ComponentResource {
  readonly healthCheck: aws.route53.HealthCheck;

  constructor(name: string, args: RegionToRoute53Args, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:RegionToRoute53", name, {}, opts);
    const child = { parent: this };
    const target = pulumi.output(args.target);
    const aliases = ["A", "AAAA"].map(
      (type) =>
        new aws.route53.Record(
          `${name}-regional-${type.toLowerCase()}`,
          {
            zoneId: args.zoneId,
            name: args.regionalName,
            type,
            // The gateway's health says nothing of ours: it answers while nothing behind it works.
            aliases: [{ name: target.domainName, zoneId: target.zoneId, evaluateTargetHealth: false }],
          },
          child,
        ),
    );
    this.healthCheck = new aws.route53.HealthCheck(
      `${name}-check`,
      {
        type: "HTTPS_STR_MATCH",
        // Never the failover name: it would answer for the other region.
        fqdn: args.regionalName,
        port: 443,
        resourcePath: "/health",
        searchString: args.searchString,
        requestInterval: args.checkIntervalSeconds,
        failureThreshold: args.checkFailures,
        enableSni: true,
        // Said outright: a disabled check counts as healthy.
        disabled: false,
        invertHealthcheck: false,
      },
      // A check of a name that does not resolve yet starts by failing.
      { ...child, dependsOn: aliases },
    );
    new aws.route53.Record(
      `${name}-failover`,
      {
        zoneId: args.zoneId,
        name: args.failoverName,
        type: "CNAME",
        ttl: args.ttlSeconds,
        records: [args.regionalName],
        setIdentifier: args.region,
        failoverRoutingPolicies: [{ type: args.failover }],
        healthCheckId: this.healthCheck.id,
      },
      child,
    );
    this.registerOutputs({ healthCheck: this.healthCheck });
  }
}
