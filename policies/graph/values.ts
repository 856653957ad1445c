/** Values of properties, of which there are three kinds: known, absent (undefined), and UNKNOWN. */

/** Stands for a value that only a deployment can know. */
export const UNKNOWN: unique symbol = Symbol("unknown until a deployment");
export type Unknown = typeof UNKNOWN;

type Fields = Readonly<Record<string, unknown>>;

/** The sentinels of Pulumi's wire format, one for each type of value (`@pulumi/policy`, proxy.js). */
const SENTINELS: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // of a string, and the only one that today's SDKs send
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A wrapped secret of the wire format: `{ [SIGNATURE]: SECRET, value }`. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** As policies read it: sentinels become {@link UNKNOWN}, secrets are unwrapped, null is absent. */
export function readable(value: unknown): unknown {
  if (SENTINELS.has(value)) return UNKNOWN;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(readable);
  if (!isFields(value)) return value;
  if (value[SIGNATURE] === SECRET) return readable(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

/** At a dotted path such as `settings[0].x`: UNKNOWN when it, or anything above it, is unknown. A single object stands
 *  for a list of one, and a list of one for its object, because Pulumi flattens lists that hold one item at most. */
export function valueAt(value: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>((inner, step) => {
    if (inner === UNKNOWN) return UNKNOWN;
    if (Array.isArray(inner)) return isIndex(step) ? inner[Number(step)] : valueAt(only(inner), step);
    if (!isFields(inner)) return undefined;
    if (Object.hasOwn(inner, step)) return inner[step];
    return step === "0" ? inner : undefined;
  }, value);
}

const stepsOf = (path: string) => path.split(/[.[\]]/).filter((step) => step !== "");
const isIndex = (step: string) => /^\d+$/.test(step);
const only = (list: readonly unknown[]) => (list.length === 1 ? list[0] : undefined);

/** False when anything in it, at any depth, is unknown. */
export function isKnown(value: unknown): boolean {
  if (value === UNKNOWN) return false;
  return typeof value !== "object" || value === null || Object.values(value).every(isKnown);
}

/** Every known string in it, at any depth, in order. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
