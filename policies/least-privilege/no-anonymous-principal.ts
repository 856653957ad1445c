import { UNKNOWN } from "../graph";
import type { Statement } from "../graph/iam";
import { type Fault, isHeld, judgePolicies, placeOf, type RuleFor } from "./judging";
import { subjectsOf, trustsOf } from "./subjects";

/** Keys whose fixed value makes a statement for everybody one for somebody ("Blocking public access to your Amazon S3 storage": the meaning of “public”). */
const SOMEBODY: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:vpcsourceip",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
]);

/** An endpoint's policy is for everybody by its nature: it bounds, and grants nothing. */
export const noAnonymousPrincipal: RuleFor = (types) => ({
  name: "no-anonymous-principal",
  demands: "No policy of a resource, and no trust of a role, allows anything to everybody.",
  why: "“We strongly recommend that you do not use a wildcard (*) in the Principal element of a resource-based policy with an Allow effect unless you intend to grant public or anonymous access” (“AWS JSON policy elements: Principal”).",
  breaks: "Anybody on the internet, or in any account of AWS, may read, write or take the role.",
  mend: "Name the accounts, roles or services, or bound the statement by a condition such as aws:PrincipalOrgID.",
  meets: ["least-privilege"],
  severity: "critical",
  scope: "stack",
  judge(graph) {
    const subjects = subjectsOf(graph, types);
    const policies = [...trustsOf(subjects), ...subjects.held];
    return judgePolicies(
      policies.filter(({ holder }) => !/vpcEndpoint/.test(holder.type)),
      faultOf,
      (policy, actions) =>
        `${placeOf(policy)} allows ${actions.join(", ")} to everybody, whatever account they are of, or none. Name who may, or bound it by a condition such as aws:PrincipalOrgID.`,
    );
  },
});

function faultOf(statement: Statement): Fault {
  const { principals, isNotPrincipal, actions } = statement;
  const isForAll =
    isNotPrincipal || principals.some(({ kind, value }) => kind === "anyone" && value !== UNKNOWN);
  const isOpen = principals.some(({ value }) => value === UNKNOWN);
  if (!isForAll && !isOpen) return [];
  const held = isHeld(statement, SOMEBODY);
  if (held === true) return [];
  if (held === UNKNOWN || !isForAll) return UNKNOWN;
  return actions.map((action) => (action === UNKNOWN ? "something" : action));
}
