/** What a function may do, by its role, to one resource: certain where the role's policies are known, and otherwise as
 *  far as it shows on what they depend. */
import type { Node, Refs, StackGraph } from ".";
import { UNKNOWN } from ".";
import { arnPatterns, decide, type HeldPolicy, mayDo, policiesOfRole, rolesAt, speaksOfAny } from "./iam";
import { both, type Statement, speaksOfAction, strongest, type YesNo } from "./policy-document";

/** Whether a function may do any of these to a resource of this stack. */
export const mayReach = (graph: StackGraph, fn: Node, actions: readonly string[], target: Node): YesNo =>
  byRoles(graph, fn, (role) =>
    actions.map((action) => mayBy(graph, policiesOfRole(graph, role), action, target)),
  );

/** Whether policies let somebody do this to a resource of this stack. `ofAsker`: whether a statement speaks of who asks, as
 *  every one in a policy of a role does. */
export function mayBy(
  graph: StackGraph,
  policies: readonly HeldPolicy[],
  action: string,
  target: Node,
  ofAsker: (statement: Statement) => YesNo = () => "yes",
): YesNo {
  const patterns = arnPatterns(target, action);
  const ofResource = (statement: Statement, policy: HeldPolicy): YesNo => {
    const answer = speaksOfAny(statement, patterns);
    return answer === "unknown" ? ofUnknownResource(graph, statement, policy, action, target) : answer;
  };
  return decide(
    policies,
    (statement, policy) =>
      [speaksOfAction(statement, action), ofAsker(statement), ofResource(statement, policy)].reduce(both),
    (policy) => (policy.arn === undefined ? ofUnknown(graph, policy, target) : "unknown"),
  );
}

/** By what it was computed from, a statement can be certain to allow something, never to deny all of it. */
function ofUnknownResource(
  graph: StackGraph,
  statement: Statement,
  policy: HeldPolicy,
  action: string,
  target: Node,
): YesNo {
  // All but what is unknown: it may leave out anything, or nothing of this.
  if (statement.isNotResource) return "unknown";
  if (statement.effect === "Deny" || !statement.resources.includes(UNKNOWN))
    return ofUnknown(graph, policy, target);
  const { nodes } = sourcesOf(graph, policy, target);
  // Of two, dependencies tell which stands where only if there is one place to stand.
  const isOnlyOne = nodes.length === 1 || policy.statements.filter(isOpenFor(action)).length === 1;
  return nodes.includes(target) && isOnlyOne ? "yes" : ofUnknown(graph, policy, target);
}

/** What is unknown in a policy can speak only of what the policy was computed from, where that shows. */
function ofUnknown(graph: StackGraph, policy: HeldPolicy, target: Node): YesNo {
  const { nodes, isUnknown } = sourcesOf(graph, policy, target);
  return nodes.includes(target) || (isUnknown && nodes.length === 0) ? "unknown" : "no";
}

/** The resources of the target's type that a policy was computed from. */
const sourcesOf = (graph: StackGraph, { holder, path }: HeldPolicy, target: Node): Refs =>
  graph.refs(holder, path, [target.type], { within: true });

/** Whether a statement speaks of this action's service, and of what is not known yet. */
const isOpenFor =
  (action: string) =>
  ({ actions, resources }: Statement): boolean =>
    resources.includes(UNKNOWN) && actions.some((one) => one === UNKNOWN || isOfService(one, action));

const isOfService = (one: string, action: string): boolean =>
  one === "*" || one.split(":")[0] === action.split(":")[0];

/** Whether a function may do any of these to something outside of this stack, by its ARN or a pattern of it. */
export const mayReachOutside = (
  graph: StackGraph,
  fn: Node,
  actions: readonly string[],
  pattern: string,
): YesNo => byRoles(graph, fn, (role) => actions.map((action) => mayDo(graph, role, action, pattern)));

/** By the roles that it has: of another stack's nobody here knows what it may do. */
function byRoles(graph: StackGraph, fn: Node, answersOf: (role: Node) => YesNo[]): YesNo {
  const { roles, isUnknown } = rolesAt(graph, fn, "role");
  const answers = roles.flatMap(answersOf);
  return strongest(isUnknown ? [...answers, "unknown"] : answers);
}

/** The resources that a function's policies name for any of these actions, as they stand there. */
export function resourcesNamedFor(graph: StackGraph, fn: Node, actions: readonly string[]): string[] {
  const { roles } = rolesAt(graph, fn, "role");
  const statements = roles
    .flatMap((role) => policiesOfRole(graph, role))
    .flatMap((policy) => policy.statements)
    .filter(({ effect, isNotResource }) => effect === "Allow" && !isNotResource)
    .filter((statement) => actions.some((action) => speaksOfAction(statement, action) === "yes"));
  return [...new Set(statements.flatMap(({ resources }) => resources))].filter(
    (resource) => resource !== UNKNOWN,
  );
}
