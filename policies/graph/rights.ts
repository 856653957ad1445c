/** What a function may do, by its role, to one resource: certain where the role's policies are known, and otherwise as
 *  far as it shows on what they depend. */
import type { Node, StackGraph } from ".";
import { UNKNOWN } from ".";
import { arnPatterns, type HeldPolicy, mayDo, policiesOfRole, rolesAt } from "./iam";
import {
  both,
  type Statement,
  speaksOfAction,
  speaksOfResource,
  strongest,
  type YesNo,
} from "./policy-document";

/** Whether a function may do any of these to a resource of this stack. */
export function mayReach(graph: StackGraph, fn: Node, actions: readonly string[], target: Node): YesNo {
  const { roles, isUnknown } = rolesAt(graph, fn, "role");
  const answers = roles.flatMap((role) => actions.map((action) => mayReachBy(graph, role, action, target)));
  return strongest([...answers, isUnknown ? "unknown" : "no"]);
}

function mayReachBy(graph: StackGraph, role: Node, action: string, target: Node): YesNo {
  const answer = mayDo(graph, role, action, target);
  if (answer !== "unknown") return answer;
  return strongest(policiesOfRole(graph, role).map((policy) => grants(graph, policy, action, target)));
}

/** Of a policy with something unknown in it: it can speak only of what it was computed from. */
function grants(graph: StackGraph, policy: HeldPolicy, action: string, target: Node): YesNo {
  const { nodes, isUnknown } = graph.refs(policy.holder, policy.path, [target.type], { within: true });
  const isLost = isUnknown && nodes.length === 0;
  const ofUnknown: YesNo = nodes.includes(target) || isLost ? "unknown" : "no";
  // Of two, dependencies tell which stands where only if there is one place to stand.
  const isOnlyOne = nodes.length === 1 || policy.statements.filter(isOpenFor(action)).length === 1;
  const ofUnknownResource: YesNo = nodes.includes(target) && isOnlyOne ? "yes" : ofUnknown;
  const ofStatement = (statement: Statement): YesNo => {
    const resource = strongest(
      arnPatterns(target, action).map((pattern) => speaksOfResource(statement, pattern, "part")),
    );
    const isOpen = resource === "unknown" && statement.resources.includes(UNKNOWN);
    const isNamed = resource === "unknown" && !isOpen;
    return both(
      speaksOfAction(statement, action),
      isOpen ? ofUnknownResource : isNamed ? ofUnknown : resource,
    );
  };
  const allows = policy.statements.filter(({ effect }) => effect === "Allow");
  return strongest([...allows.map(ofStatement), policy.isUnknown ? ofUnknown : "no"]);
}

/** Whether a statement speaks of this action's service, and of what is not known yet. */
const isOpenFor =
  (action: string) =>
  ({ actions, resources }: Statement): boolean =>
    resources.includes(UNKNOWN) && actions.some((one) => one === UNKNOWN || isOfService(one, action));

const isOfService = (one: string, action: string): boolean =>
  one === "*" || one.split(":")[0] === action.split(":")[0];

/** Whether a function may do any of these to something outside of this stack, by its ARN or a pattern of it. */
export function mayReachOutside(
  graph: StackGraph,
  fn: Node,
  actions: readonly string[],
  pattern: string,
): YesNo {
  const { roles, isUnknown } = rolesAt(graph, fn, "role");
  const answers = roles.flatMap((role) => actions.map((action) => mayDo(graph, role, action, pattern)));
  return strongest([...answers, isUnknown ? "unknown" : "no"]);
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
