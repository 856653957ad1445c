/** Patterns of ARNs and actions, in which `*` stands for any text and `?` for any one character ("IAM JSON policy elements: Resource"). */

/** Whether some text fits both patterns: what a statement names and what is asked for may overlap in part. */
export function overlaps(one: string, other: string): boolean {
  const seen = new Set<number>();
  const from = (i: number, j: number): boolean => {
    const key = i * (other.length + 1) + j;
    if (seen.has(key)) return false; // Looked at before, and led nowhere.
    seen.add(key);
    const [a, b] = [one[i], other[j]];
    if (a === undefined && b === undefined) return true;
    if (a === "*" && (from(i + 1, j) || (b !== undefined && from(i, j + 1)))) return true;
    if (b === "*" && (from(i, j + 1) || (a !== undefined && from(i + 1, j)))) return true;
    if (a === undefined || b === undefined || a === "*" || b === "*") return false;
    return (a === b || a === "?" || b === "?") && from(i + 1, j + 1);
  };
  return from(0, 0);
}

/** Whether all that fits `inner` fits `outer`. Exact unless `inner` holds `?`, where it may say no. */
export const covers = (outer: string, inner: string): boolean =>
  new RegExp(
    `^${outer
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, "[^]*")
      .replace(/\?/g, "[^*?]")}$`,
  ).test(inner);

/** A policy variable such as `${aws:username}` stands for any text. */
export const withoutVariables = (pattern: string): string => pattern.replace(/\$\{[^}]*\}/g, "*");

/** Of ARNs, part by part: a star for the partition is no star for the name ("Amazon Resource Names (ARNs)"). */
export const arnsOverlap = byParts(overlaps);

/** Whether all resources that fit `inner` fit `outer`. Partition, region and account are one each: open in an ARN that was put
 *  together from a name. */
export const arnCovers = byParts(covers);

const ARN_PARTS = 6;

function byParts(matches: (one: string, other: string) => boolean): (one: string, other: string) => boolean {
  return (one, other) => {
    const [parts, others] = [partsOf(one), partsOf(other)];
    // A pattern such as `*` or `arn:aws:s3*` is shorter than an ARN: it is one text.
    if (parts.length < ARN_PARTS || others.length < ARN_PARTS) return matches(one, other);
    return parts.every((part, index) =>
      (index === ARN_PARTS - 1 ? matches : overlaps)(part, others[index] ?? ""),
    );
  };
}

/** The last part is the resource, with its colons. */
function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= ARN_PARTS
    ? parts
    : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}
