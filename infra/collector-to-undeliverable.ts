import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allow, policyOf } from "./parts/policy";

/** Collector → undeliverable: the right to keep what Firehose refused, here or, at last, in the peer region. */
export interface CollectorToUndeliverableArgs {
  /** The name of the collector's role. */
  collectorRole: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  here: UndeliverablePlace;
  /** Its name is computed: the bucket may not exist yet, or any more. */
  peer: UndeliverablePlace;
}

export interface UndeliverablePlace {
  region: string;
  bucketName: pulumi.Input<string>;
}

/**
 * Puts under the holder's prefix in either bucket; reads, lists and deletes nothing. Only in buckets of this account:
 * a stranger can take a name that was given up ("aws:ResourceAccount").
 */
export const putUndeliverablePolicy = (
  accountId: string,
  ...places: readonly { region: string; bucketName: string }[]
): string =>
  policyOf(
    allow(
      "s3:PutObject",
      places.map(({ region, bucketName }) => `arn:aws:s3:::${bucketName}/undeliverable/region=${region}/*`),
      { StringEquals: { "aws:ResourceAccount": accountId } },
    ),
  );

export class CollectorToUndeliverable extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorToUndeliverableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:CollectorToUndeliverable", name, {}, opts);
    const policy = pulumi
      .all([args.accountId, pulumi.output(args.here), pulumi.output(args.peer)])
      .apply(([accountId, here, peer]) => putUndeliverablePolicy(accountId, here, peer));
    new aws.iam.RolePolicy(
      `${name}-put`,
      { name: "put-undeliverable", role: args.collectorRole, policy },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
