import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allow, policyOf } from "./parts/policy";

/** Collector → Firehose: the right to put records, on this stream and no other. */
export interface CollectorToFirehoseArgs {
  /** The name of the collector's role. */
  collectorRole: pulumi.Input<string>;
  streamArn: pulumi.Input<string>;
}

/** Batches on this stream, nothing else. */
export const putRecordsPolicy = (streamArn: string): string =>
  policyOf(allow("firehose:PutRecordBatch", streamArn));

export class CollectorToFirehose extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorToFirehoseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:CollectorToFirehose", name, {}, opts);
    const policy = pulumi.output(args.streamArn).apply(putRecordsPolicy);
    new aws.iam.RolePolicy(
      `${name}-put`,
      { name: "put-records", role: args.collectorRole, policy },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
