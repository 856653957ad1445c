import { UNKNOWN } from "../graph";
import type { HeldPolicy, Statement } from "../graph/iam";
import { type Fault, judgePolicies, knownTexts, placeOf, type RuleFor, written } from "./judging";
import { existsOnlyOnAll } from "./only-on-all";
import { grantsOf, subjectsOf, trustsOf } from "./subjects";
import { isWildAction } from "./wildcards";

/** Each action that a policy allows is named. An endpoint's own policy is another rule's. */
export const noWildcardAction: RuleFor = (types) => ({
  name: "no-wildcard-action",
  demands: "A policy allows actions by their names, not by a pattern.",
  why: "A policy should grant only the actions that a task needs (“Security best practices in IAM”: apply least-privilege permissions).",
  breaks: "Whoever gets hold of the role may do what nobody thought of: delete, open to others, stop.",
  mend: "Name the actions that the code calls.",
  meets: ["least-privilege"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const subjects = subjectsOf(graph, types);
    const policies = [...grantsOf(graph, subjects), ...trustsOf(subjects), ...subjects.held];
    return judgePolicies(
      written(policies).filter(({ holder }) => !/vpcEndpoint/.test(holder.type)),
      faultOf,
      (policy, actions) =>
        `${placeOf(policy)} allows ${actions.join(", ")}: more than anybody meant, and more with each new action of AWS's. Name the actions that are called.`,
    );
  },
});

function faultOf(statement: Statement, { holder }: HeldPolicy): Fault {
  const { known, isOpen } = knownTexts(statement.actions);
  if (statement.isNotAction) return [`all but ${known.join(", ")}`];
  if (isForOwner(statement) && /^aws:kms\//.test(holder.type)) return [];
  const wild = known.filter((action) => isWildAction(action) && !existsOnlyOnAll(action));
  return wild.length === 0 && isOpen ? UNKNOWN : wild;
}

/** Without such a statement nobody could change a key's policy any more ("Default key policy"). */
const isForOwner = ({ principals }: Statement): boolean =>
  principals.length > 0 &&
  principals.every(
    ({ kind, value }) => kind === "AWS" && (value === UNKNOWN || /(^\d{12}|:root)$/.test(value)),
  );
