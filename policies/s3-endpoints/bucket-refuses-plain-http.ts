import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { BUCKETS } from "../graph/buckets";
import {
  arnOf,
  type Condition,
  policiesOfResource,
  policyTargetsUnknown,
  type Statement,
} from "../graph/iam";
import { both, speaksOfAction, speaksOfResource, strongest, type YesNo } from "../graph/policy-document";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** S3 answers on port 80 as well, unless the bucket's policy says otherwise. */
export const bucketRefusesPlainHttp: Rule = {
  name: "bucket-refuses-plain-http",
  demands: "A bucket's policy denies everything to everybody who does not come over TLS.",
  why: "“Amazon S3 supports both HTTP and HTTPS protocols for data transmission. HTTP transmits data in plain text” (“Protecting data in transit with encryption”).",
  breaks: "Whoever is on the way reads what the bucket holds, and the signature of who asked for it.",
  mend: "Deny s3:* to everybody on the bucket and on its objects, on the condition that aws:SecureTransport is false.",
  meets: ["buckets-tls-only"],
  severity: "high",
  scope: "stack",
  judge: (graph) => graph.ofType(...BUCKETS).flatMap((bucket) => judgeBucket(graph, bucket)),
};

function judgeBucket(graph: StackGraph, bucket: Node): Finding[] {
  const policies = policiesOfResource(graph, bucket);
  const statements = policies.flatMap((policy) => policy.statements);
  const arn = arnOf(bucket);
  const isDenied = (part: "bucket" | "objects"): YesNo => {
    const pattern = arn === UNKNOWN ? UNKNOWN : part === "bucket" ? arn : `${arn}/*`;
    return strongest(
      statements.map((one) =>
        both(
          deniesPlainHttp(one),
          both(speaksOfAction(one, "s3:*"), speaksOfResource(one, pattern, "whole")),
        ),
      ),
    );
  };
  const parts = { "the bucket itself": isDenied("bucket"), "its objects": isDenied("objects") };
  const missing = Object.entries(parts).filter(([, answer]) => answer !== "yes");
  if (missing.length === 0) return [];
  const isOpen =
    missing.some(([, answer]) => answer === "unknown") || policies.some(({ isUnknown }) => isUnknown);
  if (isOpen)
    return [
      undetermined(
        bucket,
        `whether its policy (${policies.map(({ holder }) => holder.name).join(", ")}) refuses plain HTTP`,
      ),
    ];
  if (policyTargetsUnknown(graph, bucket)) return [undetermined(bucket, "which bucket policy is its own")];
  return [
    violation(
      bucket,
      `${bucket.name} answers over plain HTTP, for ${missing.map(([part]) => part).join(" and ")}: on the way anybody reads along. Deny s3:* to everybody where aws:SecureTransport is false.`,
    ),
  ];
}

/** To everybody, and on this condition alone: a further one would let some through. */
function deniesPlainHttp({ effect, principals, isNotPrincipal, conditions }: Statement): YesNo {
  if (effect === "Allow" || isNotPrincipal) return "no";
  const toEverybody = strongest(
    principals.map(({ kind, value }) => (value === UNKNOWN ? "unknown" : kind === "anyone" ? "yes" : "no")),
  );
  if (conditions === UNKNOWN) return both(toEverybody, "unknown");
  const [condition] = conditions;
  return conditions.length === 1 && condition ? both(toEverybody, isPlainHttp(condition)) : "no";
}

function isPlainHttp({ operator, key, values }: Condition): YesNo {
  if (!/^bool(ifexists)?$/.test(operator) || key !== "aws:securetransport" || values.length !== 1)
    return "no";
  return values[0] === UNKNOWN ? "unknown" : values[0] === "false" ? "yes" : "no";
}
