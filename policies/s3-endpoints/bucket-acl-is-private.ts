import { type Node, stringsIn, UNKNOWN } from "../graph";
import { BUCKETS } from "../graph/buckets";
import { type Finding, type Rule, undetermined, violation } from "../rule";

const ACLS = ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"];

/** Canned ACLs that let in who has no name here ("Access control list (ACL) overview"). */
const PUBLIC = ["public-read", "public-read-write", "authenticated-read"];

/** These groups are all the world, and all who have any account of AWS (the same page). */
const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** An ACL's own resource, or the bucket with the older inline properties. */
export const bucketAclIsPrivate: Rule = {
  name: "bucket-acl-is-private",
  demands: "No ACL of a bucket lets everybody in.",
  why: "“A majority of modern use cases in Amazon S3 no longer require the use of ACLs” (“Controlling ownership of objects and disabling ACLs for your bucket”).",
  breaks: "Anybody lists the bucket, or writes into it at your cost.",
  mend: "Remove the ACL, and set objectOwnership to BucketOwnerEnforced.",
  meets: ["buckets-not-public"],
  severity: "critical",
  scope: "stack",
  judge: (graph) => [
    ...graph.ofType(...BUCKETS).flatMap((node) => judgeAcl(node, "grants")),
    ...graph.ofType(...ACLS).flatMap((node) => judgeAcl(node, "accessControlPolicy")),
  ],
};

function judgeAcl(node: Node, grantsPath: string): Finding[] {
  const acl = node.get("acl");
  const grants = stringsIn(node.get(grantsPath)).filter((text) => EVERYBODY.test(text));
  const open = [
    ...(PUBLIC.includes(String(acl === UNKNOWN ? "" : acl)) ? [String(acl)] : []),
    ...grants.map((uri) => uri.replace(/^.*\//, "")),
  ];
  if (open.length > 0)
    return [
      violation(
        node,
        `${node.name} lets everybody in by an ACL (${open.join(", ")}). Remove it, and set objectOwnership to BucketOwnerEnforced.`,
      ),
    ];
  if (acl === UNKNOWN) return [undetermined(node, "acl")];
  return node.get(grantsPath) === UNKNOWN ? [undetermined(node, grantsPath)] : [];
}
