import { UNKNOWN } from "../graph";
import type { HeldPolicy, Statement } from "../graph/iam";
import { type Fault, judgePolicies, knownTexts, placeOf, type RuleFor, written } from "./judging";
import { existsOnlyOnAll } from "./only-on-all";
import { grantsOf, subjectsOf } from "./subjects";
import { isWildResource } from "./wildcards";

/** Each resource that a policy speaks of is named, or a part of a named one. An endpoint's own policy is another rule's. */
export const noWildcardResource: RuleFor = (types) => ({
  name: "no-wildcard-resource",
  demands:
    "A policy allows actions on named resources; on all of them only where an action exists on nothing else.",
  why: "A policy should grant actions on specific resources; the column of resource types says which actions name none (“Actions, resources, and condition keys for AWS services”).",
  breaks: "One function reads, writes and deletes what belongs to every other one in the account.",
  mend: "Name the resources by their ARNs.",
  meets: ["least-privilege"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const subjects = subjectsOf(graph, types);
    return judgePolicies(
      written([...grantsOf(graph, subjects), ...subjects.held]).filter(
        ({ holder }) => !IS_ITSELF.test(holder.type),
      ),
      faultOf,
      (policy, faults) =>
        `${placeOf(policy)} allows ${faults.join(", ")}: whatever else the account has is in reach too. Name the resources by their ARNs.`,
    );
  },
});

/** Here `*` means the one resource that holds the policy ("Key policies in AWS KMS"; "Resource-based policies" of Secrets Manager). */
const IS_ITSELF = /^aws:(kms|secretsmanager)\/|vpcEndpoint/;

function faultOf(statement: Statement, _: HeldPolicy): Fault {
  const actions = knownTexts(statement.actions);
  const resources = knownTexts(statement.resources);
  const bound = statement.isNotAction
    ? actions.known
    : actions.known.filter((action) => !existsOnlyOnAll(action));
  const what = `${statement.isNotAction ? "all but " : ""}${bound.join(", ")}`;
  if (bound.length === 0) return actions.isOpen ? UNKNOWN : [];
  if (statement.isNotResource) return [`${what} on all but ${resources.known.join(", ")}`];
  const wild = resources.known.filter(isWildResource);
  if (wild.length > 0) return wild.map((resource) => `${what} on ${resource}`);
  return resources.isOpen ? UNKNOWN : [];
}
