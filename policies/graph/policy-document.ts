/** IAM policy documents as statements whose parts may be unknown ("IAM JSON policy elements reference"). */
import { arnCovers, arnsOverlap, covers, withoutVariables } from "./arn-pattern";
import { isFields, readable, UNKNOWN, type Unknown } from "./values";

export type Text = string | Unknown;

export interface Principal {
  readonly kind: "anyone" | "AWS" | "Service" | "Federated" | "CanonicalUser";
  readonly value: Text;
}

export interface Condition {
  /** In lower case, as its key is: neither is case-sensitive. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly Text[];
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly Text[];
  /** All actions but these: `NotAction`. */
  readonly isNotAction: boolean;
  /** Empty in a trust policy, which speaks of its own role. */
  readonly resources: readonly Text[];
  readonly isNotResource: boolean;
  /** Empty in a policy of a role, a user or a group. */
  readonly principals: readonly Principal[];
  readonly isNotPrincipal: boolean;
  /** UNKNOWN where it has some, and which is unknown. */
  readonly conditions: readonly Condition[] | Unknown;
}

export interface PolicyDocument {
  readonly statements: readonly Statement[];
  /** It may hold more statements than these, and only a deployment can know them. */
  readonly isUnknown: boolean;
}

const NOTHING_KNOWN: PolicyDocument = { statements: [], isUnknown: true };

/** Of JSON text, or of the object that `@pulumi/aws` takes as well. Text that is no JSON is as good as unknown. */
export function documentOf(value: unknown): PolicyDocument {
  if (value === undefined) return { statements: [], isUnknown: false };
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isFields(document)) return NOTHING_KNOWN;
  const statements = listOf(document.Statement).map(statementOf);
  return {
    statements: statements.filter((statement) => statement !== undefined),
    isUnknown: statements.includes(undefined),
  };
}

function parsed(text: string): unknown {
  try {
    return readable(JSON.parse(text));
  } catch {
    return UNKNOWN;
  }
}

function statementOf(value: unknown): Statement | undefined {
  if (!isFields(value) || (value.Effect !== "Allow" && value.Effect !== "Deny")) return undefined;
  const isNotAction = value.NotAction !== undefined;
  const isNotResource = value.NotResource !== undefined;
  const isNotPrincipal = value.NotPrincipal !== undefined;
  return {
    effect: value.Effect,
    actions: textsOf(isNotAction ? value.NotAction : value.Action),
    isNotAction,
    resources: textsOf(isNotResource ? value.NotResource : value.Resource),
    isNotResource,
    principals: principalsOf(isNotPrincipal ? value.NotPrincipal : value.Principal),
    isNotPrincipal,
    conditions: conditionsOf(value.Condition),
  };
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** `false` and `"false"` are one value ("IAM JSON policy elements: Condition operators"). */
const textsOf = (value: unknown): Text[] =>
  listOf(value).map((item) => (item === UNKNOWN || isFields(item) ? UNKNOWN : String(item)));

const KINDS = ["AWS", "Service", "Federated", "CanonicalUser"] as const;

/** `"*"` and `{ AWS: "*" }` are the same: everybody ("AWS JSON policy elements: Principal"). */
function principalsOf(value: unknown): Principal[] {
  if (value === undefined) return [];
  if (!isFields(value)) return [{ kind: "anyone", value: value === UNKNOWN ? UNKNOWN : String(value) }];
  return KINDS.flatMap((kind) =>
    textsOf(value[kind]).map((text) => ({
      kind: kind === "AWS" && text === "*" ? "anyone" : kind,
      value: text,
    })),
  );
}

function conditionsOf(value: unknown): Condition[] | Unknown {
  if (value === undefined) return [];
  if (!isFields(value) || Object.values(value).some((keys) => !isFields(keys))) return UNKNOWN;
  return Object.entries(value).flatMap(([operator, keys]) =>
    Object.entries(keys as Readonly<Record<string, unknown>>).map(([key, values]) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: textsOf(values),
    })),
  );
}

export type YesNo = "yes" | "no" | "unknown";

export const strongest = (answers: readonly YesNo[]): YesNo =>
  answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
export const opposite = (answer: YesNo): YesNo =>
  answer === "yes" ? "no" : answer === "no" ? "yes" : "unknown";
export const both = (one: YesNo, other: YesNo): YesNo =>
  one === "no" || other === "no" ? "no" : one === "yes" ? other : "unknown";

/** Names of actions are not case-sensitive ("IAM JSON policy elements: Action"). */
export function speaksOfAction({ actions, isNotAction }: Statement, action: string): YesNo {
  const wanted = action.toLowerCase();
  const named = strongest(
    actions.map((one) => (one === UNKNOWN ? "unknown" : covers(one.toLowerCase(), wanted) ? "yes" : "no")),
  );
  return isNotAction ? opposite(named) : named;
}

/** `part`: it speaks of something among what the pattern stands for. `whole`: of all of it. */
export function speaksOfResource(
  { resources, isNotResource }: Statement,
  pattern: Text,
  extent: "part" | "whole",
): YesNo {
  // A NotResource leaves out all of it only where it covers all of it, and the other way round.
  const asked = isNotResource ? (extent === "part" ? "whole" : "part") : extent;
  const matches = asked === "part" ? arnsOverlap : arnCovers;
  const named = strongest(
    resources.map((one) => {
      if (one === "*") return "yes";
      if (one === UNKNOWN || pattern === UNKNOWN) return "unknown";
      return matches(withoutVariables(one), pattern) ? "yes" : "no";
    }),
  );
  return isNotResource ? opposite(named) : named;
}
