/** Who may assume a role: what MiniStack can judge of it, and a check of what it cannot. Pure. */
import { HoldfastError } from "../../errors";

interface Statement {
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const SOURCE_ARN = /^arn:aws:[a-z0-9-]+:([a-z0-9-]*):(\d{12})?:.+$/;

/**
 * The trust policy without `aws:SourceAccount` and `aws:SourceArn` where a service is trusted: MiniStack has neither in
 * AssumeRole's context, so that with them nobody could take the role.
 * @throws HF_LOCAL_TRUST when one of them could never hold on AWS either.
 */
export function withoutSourceConditions(document: string, role: string, accountId: string): string {
  const policy = JSON.parse(document) as { Statement: Statement | readonly Statement[] };
  const refuse = (key: string, value: string) =>
    new HoldfastError("HF_LOCAL_TRUST", { role, key, value, accountId });

  const check = (key: string, values: string | readonly string[]) => {
    for (const value of [values].flat()) {
      const account = key.toLowerCase() === "aws:sourceaccount" ? value : accountIn(value);
      if (account === undefined || (account !== "" && account !== accountId)) throw refuse(key, value);
    }
  };
  const strip = (statement: Statement): Statement => {
    if (!isService(statement.Principal) || !statement.Condition) return statement;
    const kept = Object.entries(statement.Condition).flatMap(([operator, keys]) => {
      const others = Object.entries(keys).filter(([key, values]) => {
        if (!/^aws:source(account|arn)$/i.test(key)) return true;
        check(key, values);
        return false;
      });
      return others.length > 0 ? [[operator, Object.fromEntries(others)] as const] : [];
    });
    const { Condition: _, ...rest } = statement;
    return kept.length > 0 ? { ...rest, Condition: Object.fromEntries(kept) } : rest;
  };
  return JSON.stringify({
    ...policy,
    Statement: [policy.Statement].flat().map((one) => strip(one as Statement)),
  });
}

/** The account in an ARN, empty for those that have none (a bucket's); undefined when it is no ARN. */
function accountIn(arn: string): string | undefined {
  const match = SOURCE_ARN.exec(arn);
  return match ? (match[2] ?? "") : undefined;
}

const isService = (principal: unknown) =>
  typeof principal === "object" && principal !== null && "Service" in principal;
