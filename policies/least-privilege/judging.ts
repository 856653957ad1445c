/** What all rules of least privilege share: one finding for each policy that is at fault, one for each that cannot be read. */
import { UNKNOWN } from "../graph";
import { allowing, type Condition, type HeldPolicy, type Statement, type Text } from "../graph/iam";
import { isManagedByAws } from "../graph/managed-policies";
import { isWorld } from "../graph/ranges";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** Of a statement: what is wrong with it, or UNKNOWN where that rests on an unknown part of it. */
export type Fault = readonly string[] | typeof UNKNOWN;

/** A rule for a pack that speaks of these resource types. */
export type RuleFor = (types: readonly string[]) => Rule;

/** `say` makes the message of all the faults of one policy. */
export function judgePolicies(
  policies: readonly HeldPolicy[],
  faultOf: (statement: Statement, policy: HeldPolicy) => Fault,
  say: (policy: HeldPolicy, faults: readonly string[]) => string,
): Finding[] {
  return policies.flatMap((policy) => {
    const faults = allowing([policy]).map(({ statement }) => faultOf(statement, policy));
    const known = [...new Set(faults.flatMap((fault) => (fault === UNKNOWN ? [] : fault)))];
    const isOpen = policy.isUnknown || faults.includes(UNKNOWN);
    return [
      ...(known.length > 0 ? [violation(policy.holder, say(policy, known))] : []),
      ...(known.length === 0 && isOpen ? [undetermined(policy.holder, whatOf(policy))] : []),
    ];
  });
}

const whatOf = ({ arn, path }: HeldPolicy): string => (arn === undefined ? path : `what ${arn} allows`);

/** Without the policies that AWS manages: their statements are AWS's to write. */
export const written = (policies: readonly HeldPolicy[]): HeldPolicy[] =>
  policies.filter(({ arn }) => arn === undefined || !isManagedByAws(arn));

/** The known ones; whether any is unknown. */
export const knownTexts = (texts: readonly Text[]): { known: string[]; isOpen: boolean } => ({
  known: texts.filter((text) => text !== UNKNOWN),
  isOpen: texts.includes(UNKNOWN),
});

/** Operators that demand a value. `…IfExists` and `ForAllValues` let through who brings none ("IAM JSON policy elements: Condition operators"). */
const DEMANDING = /^(foranyvalue:)?(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)$/;

/** Whether the condition holds a request to values of one of these keys, given in lower case. An unknown value counts as one. */
export const holdsTo = ({ operator, key, values }: Condition, keys: ReadonlySet<string>): boolean =>
  DEMANDING.test(operator) &&
  keys.has(key) &&
  values.every((value) => value === UNKNOWN || !isAnything(value));

/** `*`, every address that there is, or an ARN that a resource of any account may have. */
const isAnything = (value: string): boolean => /^\*+$/.test(value) || isWorld(value) || isOfAnyAccount(value);

/** A bucket's ARN, as a hosted zone's, holds no account: there the whole name says whose it is. */
function isOfAnyAccount(value: string): boolean {
  const [arn, , service, , account = "*", ...rest] = value.split(":");
  if (arn !== "arn") return false;
  const resource = rest.join();
  const name = service === "s3" ? resource.split("/", 1).join() : resource;
  const isByName = account === "" || service === "s3";
  return isByName ? /[*?]/.test(name) : /[*?]/.test(account);
}

/** UNKNOWN where the conditions are. */
export const isHeld = ({ conditions }: Statement, keys: ReadonlySet<string>): boolean | typeof UNKNOWN =>
  conditions === UNKNOWN ? UNKNOWN : conditions.some((condition) => holdsTo(condition, keys));

/** Where a policy stands, for a message. */
export const placeOf = ({ holder, path }: HeldPolicy): string =>
  path === "policy" ? holder.name : `${path} of ${holder.name}`;
