import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { stopKey } from "../handlers/collect/environment";
import { allow, policyOf } from "./parts/policy";

/** Peer → STOP switch: the collector may read whether a person has stopped the peer. The switch lies here, not there. */
export interface PeerToStopSwitchArgs {
  /** The name of the collector's role. */
  collectorRole: pulumi.Input<string>;
  peerRegion: string;
  /** This region's own undeliverable bucket. */
  bucketArn: pulumi.Input<string>;
}

/**
 * Reads one object. Listing comes with it, without a prefix too, since S3 answers 403 instead of 404 for an object that is not
 * there unless the reader may list ("GetObject"): "not stopped" and "may not know" would look the same.
 */
export const readStopPolicy = (bucketArn: string, peerRegion: string): string =>
  policyOf(
    allow("s3:GetObject", `${bucketArn}/${stopKey(peerRegion)}`),
    allow("s3:ListBucket", bucketArn, { StringEqualsIfExists: { "s3:prefix": stopKey(peerRegion) } }),
  );

export class PeerToStopSwitch extends pulumi.ComponentResource {
  constructor(name: string, args: PeerToStopSwitchArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:PeerToStopSwitch", name, {}, opts);
    new aws.iam.RolePolicy(
      `${name}-read`,
      {
        name: "read-stop",
        role: args.collectorRole,
        policy: pulumi.output(args.bucketArn).apply((arn) => readStopPolicy(arn, args.peerRegion)),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
