/** IAM documents as plain values: a policy is a pure function of names, so a test reads it and nothing hides in it. */

/** Operator → key → value, for example `{ StringEquals: { "aws:SourceAccount": "123456789012" } }`. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly Service: string };
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Conditions;
}

type OneOrMore = string | readonly string[];
const list = (values: OneOrMore): readonly string[] => (typeof values === "string" ? [values] : values);

/** Exactly these actions on exactly these resources. */
export const allow = (actions: OneOrMore, resources: OneOrMore, conditions?: Conditions): Statement => ({
  Effect: "Allow",
  Action: list(actions),
  Resource: list(resources),
  ...(conditions && { Condition: conditions }),
});

/** What an AWS service may do to a resource, only ever under conditions: without them it is anyone's deputy. */
export const allowService = (
  service: string,
  actions: OneOrMore,
  resources: OneOrMore,
  conditions: Conditions,
): Statement => ({ ...allow(actions, resources, conditions), Principal: { Service: service } });

/** The document as IAM takes it. */
export const policyOf = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/**
 * Who may assume a role: one service, under conditions that keep it from acting for somebody else's account
 * ("The confused deputy problem"), unless the service documents none.
 */
export const trustOf = (service: string, conditions?: Conditions): string =>
  policyOf({
    Effect: "Allow",
    Principal: { Service: service },
    Action: ["sts:AssumeRole"],
    ...(conditions && { Condition: conditions }),
  });

/** The service acts for this account's resources. */
export const forAccount = (accountId: string): Conditions => ({
  StringEquals: { "aws:SourceAccount": accountId },
});

/** The service acts for this resource of this account. The account is named too: a bucket's ARN holds none. */
export const forResource = (arn: string, accountId: string): Conditions => ({
  ArnEquals: { "aws:SourceArn": arn },
  StringEquals: { "aws:SourceAccount": accountId },
});
