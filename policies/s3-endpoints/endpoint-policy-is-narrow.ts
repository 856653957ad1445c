import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { endpointsOf, kindOf, serviceOf } from "../graph/endpoints";
import { policiesOfResource, type Statement } from "../graph/iam";
import { judgePolicies, knownTexts } from "../least-privilege/judging";
import { existsOnlyOnAll } from "../least-privilege/only-on-all";
import { isWholeService, isWildResource } from "../least-privilege/wildcards";
import { textsOf } from "../parameters";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** An endpoint's policy grants nothing: it bounds what anybody's credentials can do from inside of the network. */
export const endpointPolicyIsNarrow: Rule = {
  name: "endpoint-policy-is-narrow",
  demands: "An endpoint lets through named actions on named resources only.",
  why: "“If you don't attach an endpoint policy, we attach the default endpoint policy”, which allows everything (“Control access to VPC endpoints using endpoint policies”).",
  breaks:
    "Whoever gets into the network, or a library gone bad, carries data out to a bucket of his own, with credentials of his own.",
  mend: "Set policy on the endpoint: the actions that are called, on this account's buckets and queues.",
  meets: ["endpoint-policy-is-narrow"],
  severity: "high",
  scope: "stack",
  parameters: {
    servicesWithoutPolicy: {
      type: "array",
      items: { type: "string" },
      default: ["email-smtp", "appstream.api", "appstream.streaming", "workspaces", "transfer.server"],
      description: "Services whose endpoints take no policy, by the end of the service's name.",
    },
  },
  judge: (graph, parameters) =>
    endpointsOf(graph).flatMap((endpoint) =>
      judgeEndpoint(graph, endpoint, textsOf(parameters, "servicesWithoutPolicy")),
    ),
};

function judgeEndpoint(graph: StackGraph, endpoint: Node, exempt: readonly string[]): Finding[] {
  const service = serviceOf(endpoint);
  if (kindOf(endpoint) === "GatewayLoadBalancer" || service === undefined) return [];
  if (service !== UNKNOWN && exempt.includes(service.name)) return [];
  const policies = policiesOfResource(graph, endpoint);
  if (policies.length > 0)
    return judgePolicies(
      policies,
      faultOf,
      ({ holder }, faults) =>
        `${holder.name} lets ${faults.join(" and ")} through: data can leave to anybody's account. Name the actions and the resources that are used.`,
    );
  if (service === UNKNOWN) return [undetermined(endpoint, "serviceName")];
  return [
    violation(
      endpoint,
      `${endpoint.name} has no policy, so that everything passes: data can leave to anybody's account. Set policy, with the actions and the resources that are used.`,
    ),
  ];
}

function faultOf(statement: Statement): string[] | typeof UNKNOWN {
  const actions = knownTexts(statement.actions);
  const resources = knownTexts(statement.resources);
  const bound = actions.known.filter((action) => !existsOnlyOnAll(action));
  const wide = [
    ...(statement.isNotAction ? [`all but ${actions.known.join(", ")}`] : bound.filter(isWholeService)),
    ...(statement.isNotResource ? [`all but ${resources.known.join(", ")}`] : []),
    ...(bound.length > 0
      ? resources.known.filter((resource) => !statement.isNotResource && isWildResource(resource))
      : []),
  ];
  const isOpen = actions.isOpen || resources.isOpen;
  return wide.length === 0 && isOpen ? UNKNOWN : wide.map((one) => (one === "*" ? "everything (*)" : one));
}
