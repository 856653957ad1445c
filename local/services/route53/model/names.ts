/** Domain names in canonical form: lower case, absolute (with the dot at the end), `*` as itself. */
export const canonical = (name: string): string => {
  const lower = name.trim().toLowerCase().replaceAll("\\052", "*");
  return lower.endsWith(".") ? lower : `${lower}.`;
};

export const isWithin = (name: string, zoneName: string): boolean =>
  name === zoneName || name.endsWith(`.${zoneName}`);

/** Why a name is not a domain name, or undefined ("DNS domain name format"). */
export function nameProblem(name: string): string | undefined {
  if (Buffer.byteLength(name) > 255) return "Domain name is too long";
  const labels = name.replace(/\.$/, "").split(".");
  if (labels.some((label) => label === "")) return "DomainLabelEmpty (Domain label is empty)";
  if (labels.some((label) => Buffer.byteLength(label) > 63))
    return "DomainLabelTooLong (Domain label is too long)";
  if (/\s/.test(name)) return "UnsupportedCharacter (Value contains unsupported characters)";
  return undefined;
}

/** The order in which Route 53 lists names: by labels from the right ("ListResourceRecordSets", Sort order). */
export const sortKey = (name: string): string => name.split(".").filter(Boolean).reverse().join("\u0001");
