import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Region → Route 53: the region's own name, the checks on it, and its half of the failover pair. */
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
  /** Where the peer says whether this region is stopped, and what is in that answer only while it is. */
  stop: { fqdn: string; path: string; searchString: string };
  /**
   * Whether the failover record follows the STOP switch, too. A new inverted check starts unhealthy ("Values that you specify when you
   * create or update health checks"), so a record that is in use follows it only once it has settled.
   */
  followStop: boolean;
}

export class RegionToRoute53 extends pulumi.ComponentResource {
  /** The endpoint's. */
  readonly healthCheck: aws.route53.HealthCheck;
  /** What the failover record follows while `followStop` holds: healthy, and not stopped. */
  readonly standingCheck: aws.route53.HealthCheck;

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
    const stopCheck = new aws.route53.HealthCheck(
      `${name}-stop-check`,
      {
        type: "HTTPS_STR_MATCH",
        // In the peer: a region that does not answer can be stopped all the same.
        fqdn: args.stop.fqdn,
        port: 443,
        resourcePath: args.stop.path,
        searchString: args.stop.searchString,
        requestInterval: args.checkIntervalSeconds,
        // Each answer is certain in itself: there is nothing to wait for.
        failureThreshold: 1,
        enableSni: true,
        disabled: false,
        // Finding the string is bad news. A peer that does not answer, or cannot say, stops nobody.
        invertHealthcheck: true,
      },
      child,
    );
    this.standingCheck = new aws.route53.HealthCheck(
      `${name}-standing-check`,
      {
        type: "CALCULATED",
        childHealthchecks: [this.healthCheck.id, stopCheck.id],
        childHealthThreshold: 2,
        disabled: false,
        invertHealthcheck: false,
      },
      child,
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
        healthCheckId: (args.followStop ? this.standingCheck : this.healthCheck).id,
      },
      child,
    );
    this.registerOutputs({ healthCheck: this.healthCheck, standingCheck: this.standingCheck });
  }
}
