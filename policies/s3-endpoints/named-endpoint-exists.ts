import { type StackGraph, UNKNOWN } from "../graph";
import { VPC_ENDPOINT } from "../graph/endpoints";
import { type HeldPolicy, policiesOfResources, type Text } from "../graph/iam";
import { textsOf } from "../parameters";
import { type Finding, type Rule, undetermined, violation } from "../rule";

const KEY = "aws:sourcevpce";

/** A policy that lets only an endpoint in shuts everybody out once the endpoint is another. */
export const namedEndpointExists: Rule = {
  name: "named-endpoint-exists",
  demands: "A policy that asks for a VPC endpoint (aws:SourceVpce) names one that exists.",
  why: "The condition holds for requests through the endpoint of that id alone; an endpoint that is made anew has another id (“Controlling access from VPC endpoints with bucket policies”).",
  breaks: "Nobody gets at the bucket any more, or what was to be kept out is let in.",
  mend: "Take the id from the endpoint: interpolate its id into the policy.",
  meets: ["named-endpoints-exist"],
  severity: "high",
  scope: "stack",
  parameters: {
    endpointsElsewhere: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Ids of endpoints of other stacks that policies may name.",
    },
  },
  judge: (graph, parameters) =>
    policiesOfResources(graph).flatMap((policy) =>
      judgePolicy(graph, policy, textsOf(parameters, "endpointsElsewhere")),
    ),
};

function judgePolicy(graph: StackGraph, policy: HeldPolicy, elsewhere: readonly string[]): Finding[] {
  const { holder, path } = policy;
  const named = policy.statements.flatMap(({ conditions }): readonly Text[] =>
    conditions === UNKNOWN
      ? [UNKNOWN]
      : conditions.filter(({ key }) => key === KEY).flatMap(({ values }) => values),
  );
  const ids = new Set(graph.ofType(VPC_ENDPOINT).flatMap(({ id }) => id ?? []));
  const strange = named.flatMap((id) =>
    id === UNKNOWN || ids.has(id) || elsewhere.includes(id) ? [] : [id],
  );
  const wrong = strange.filter((id) => !/^vpce-[0-9a-f]+$/.test(id));
  if (wrong.length > 0)
    return [
      violation(
        holder,
        `${holder.name} asks for the endpoint ${wrong.join(" or ")}, which is no endpoint's id: the condition never holds. Take the id from the aws.ec2.VpcEndpoint.`,
      ),
    ];
  if (strange.length > 0)
    return [undetermined(holder, `whether ${strange.join(" and ")}, of no resource here, exists`)];
  const isOpen = policy.isUnknown || named.includes(UNKNOWN);
  // What was computed from an endpoint of this stack has its id.
  const isFromHere = graph.refs(holder, path, [VPC_ENDPOINT], { within: true }).nodes.length > 0;
  return isOpen && !isFromHere ? [undetermined(holder, path)] : [];
}
