/** Patterns of ARNs and actions, in which `*` stands for any text and `?` for any one character ("IAM JSON policy elements: Resource"). */

/** Whether some text fits both patterns: what a statement names and what is asked for may overlap in part. */
export function overlaps(one: string, other: string): boolean {
  const seen = new Set<string>();
  const rest = (a: string, b: string): boolean => {
    const key = `${a.length} ${b.length}`;
    if (seen.has(key)) return false; // Looked at before, and led nowhere.
    seen.add(key);
    if (a === "" && b === "") return true;
    if (a.startsWith("*") || b.startsWith("*")) return rest(a.slice(1), b) || rest(a, b.slice(1));
    const isSame = a[0] === b[0] || a.startsWith("?") || b.startsWith("?");
    return a !== "" && b !== "" && isSame && rest(a.slice(1), b.slice(1));
  };
  return rest(one, other);
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
    if (!parts || !others) return matches(one, other);
    return parts.every((part, index) =>
      (index === ARN_PARTS - 1 ? matches : overlaps)(part, others[index] ?? ""),
    );
  };
}

/** The last part is the resource, with its colons. Undefined of what is shorter than an ARN. */
function partsOf(arn: string): string[] | undefined {
  const parts = arn.split(":");
  if (parts.length < ARN_PARTS) return undefined;
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}
