import { type IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";

/** What replication needs of one object ("Setting up permissions for live replication"). */
export interface ReplicationGrant {
  readonly roleArn: string;
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  readonly key: string;
}

/** Milliseconds for which an answer holds: a policy's change is seen within them. */
const KEPT_MS = 5_000;

/**
 * Whether the replication role may. MiniStack knows no replication of its own clock, and would ask a copying role
 * for s3:GetObject, which AWS does not; so IAM is asked for the very actions, and root does the copying.
 */
export class ReplicationPermissions {
  readonly #kept = new Map<string, { until: number; missing: Promise<string[]> }>();

  constructor(private readonly iam: IAMClient) {}

  /** The actions that the role lacks, each with its resource; none when it may replicate the object. */
  async missing(grant: ReplicationGrant): Promise<string[]> {
    const folder = grant.key.slice(0, grant.key.lastIndexOf("/") + 1);
    const kept = this.#kept.get(`${grant.roleArn} ${grant.sourceBucket}/${folder}`);
    if (kept !== undefined && kept.until > Date.now()) return kept.missing;
    const missing = this.#ask(grant);
    this.#kept.set(`${grant.roleArn} ${grant.sourceBucket}/${folder}`, {
      until: Date.now() + KEPT_MS,
      missing,
    });
    return missing;
  }

  async #ask({ roleArn, sourceBucket, destinationBucket, key }: ReplicationGrant): Promise<string[]> {
    const source = `arn:aws:s3:::${sourceBucket}`;
    const answers = await Promise.all([
      this.#denied(roleArn, source, ["s3:GetReplicationConfiguration", "s3:ListBucket"]),
      this.#denied(roleArn, `${source}/${key}`, [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
      ]),
      this.#denied(roleArn, `arn:aws:s3:::${destinationBucket}/${key}`, [
        "s3:ReplicateObject",
        "s3:ReplicateTags",
      ]),
    ]);
    return answers.flat();
  }

  async #denied(PolicySourceArn: string, resource: string, ActionNames: string[]): Promise<string[]> {
    const { EvaluationResults = [] } = await this.iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames, ResourceArns: [resource] }),
    );
    return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed").map(
      ({ EvalActionName }) => `${EvalActionName} on ${resource}`,
    );
  }
}
