import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { BUCKETS } from "../graph/buckets";
import { type Finding, type Rule, undetermined, violation } from "../rule";

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** A new bucket has all four on; the resource keeps them on, and a drift from them shows. */
export const bucketBlocksPublicAccess: Rule = {
  name: "bucket-blocks-public-access",
  demands: "Every bucket, or the whole account, blocks public access by all four switches.",
  why: "The switches override every policy and ACL that would let the public in (“Blocking public access to your Amazon S3 storage”).",
  breaks: "One policy or one ACL, set by anybody at any time, opens the bucket to the world.",
  mend: `Add an aws.s3.BucketPublicAccessBlock with ${SWITCHES.join(", ")} true.`,
  meets: ["buckets-not-public"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const isAccountClosed = graph
      .ofType(ACCOUNT_BLOCK)
      .some((block) => offOf(block).length + openOf(block).length === 0);
    return isAccountClosed ? [] : graph.ofType(...BUCKETS).flatMap((bucket) => judgeBucket(graph, bucket));
  },
};

function judgeBucket(graph: StackGraph, bucket: Node): Finding[] {
  const blocks = graph.referring(bucket, BLOCK, "bucket");
  const [block] = blocks;
  if (block === undefined) {
    const isHidden = graph.ofType(BLOCK).some((one) => graph.refs(one, "bucket", BUCKETS).isUnknown);
    if (isHidden) return [undetermined(bucket, "which BucketPublicAccessBlock is its own")];
    return [
      violation(
        bucket,
        `${bucket.name} does not block public access: one policy or ACL opens it to the world. Add an aws.s3.BucketPublicAccessBlock with all four switches true.`,
      ),
    ];
  }
  return blocks.flatMap((one) => {
    const [off, open] = [offOf(one), openOf(one)];
    if (off.length > 0)
      return [violation(one, `${one.name} leaves ${bucket.name} open: ${off.join(", ")} must be true.`)];
    return open.length > 0 ? [undetermined(one, open.join(" and "))] : [];
  });
}

/** Absent is false ("PublicAccessBlockConfiguration"). */
const offOf = (block: Node): string[] =>
  SWITCHES.filter((name) => block.get(name) !== true && block.get(name) !== UNKNOWN);
const openOf = (block: Node): string[] => SWITCHES.filter((name) => block.get(name) === UNKNOWN);
