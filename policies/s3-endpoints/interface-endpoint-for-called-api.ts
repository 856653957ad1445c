import type { Node, StackGraph } from "../graph";
import { endpointsTo } from "../graph/endpoints";
import { FUNCTION } from "../graph/functions";
import { runnersOf } from "../graph/runners";
import { textsOf } from "../parameters";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { calledApis } from "./called-apis";
import { endpointNamesOf } from "./endpoint-names";
import { type Network, nameOf, usesOf } from "./networks";

/** A function in a network has no address on the internet: what it calls must be in there with it. */
export const interfaceEndpointForCalledApi: Rule = {
  name: "interface-endpoint-for-called-api",
  demands: "A VPC has an endpoint for each AWS API, beside S3, that a function in it may call by its role.",
  why: "A function in a VPC reaches AWS APIs through endpoints in it, or through NAT; a public subnet gives it no address (“Giving Lambda functions access to resources in an Amazon VPC”).",
  breaks:
    "The call hangs until the function's time is up, or leaves the network through NAT, where nothing bounds whose resources it reaches.",
  mend: "Add an aws.ec2.VpcEndpoint of type Interface for that API, or take the right away if nothing calls it.",
  meets: ["interface-endpoints-for-called-apis"],
  severity: "high",
  scope: "stack",
  parameters: {
    apisWithoutEndpoint: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "APIs that need no endpoint, by the prefix of their actions, such as “sts”.",
    },
  },
  judge(graph, parameters) {
    const except = textsOf(parameters, "apisWithoutEndpoint");
    const runners = runnersOf(graph).filter(({ node }) => node.type === FUNCTION);
    return runners.flatMap((runner) => {
      const { uses, unclear } = usesOf(graph, [runner]);
      const networks = [...new Set(uses.map(({ network }) => network))];
      return [
        ...networks.flatMap((network) => judgeFunction(graph, runner.node, network, except)),
        ...unclear,
      ];
    });
  },
};

function judgeFunction(graph: StackGraph, fn: Node, network: Network, except: readonly string[]): Finding[] {
  const { apis, unknown } = calledApis(graph, fn);
  const missing: string[] = [];
  const services: string[] = [];
  const doubts = [...unknown];
  for (const [prefix, actions] of apis) {
    if (except.includes(prefix)) continue;
    const names = endpointNamesOf(prefix);
    if (names === undefined || names === "none") {
      doubts.push(`which endpoint leads to ${prefix}`);
      continue;
    }
    const { endpoints, perhaps } = endpointsTo(graph, network, names, ["Interface", ...gatewayFor(prefix)]);
    if (endpoints.length > 0) continue;
    const [maybe] = perhaps;
    if (maybe) doubts.push(`whether ${maybe.name} leads to ${prefix}`);
    else if (typeof network === "string") doubts.push(`whether ${network} has an endpoint for ${prefix}`);
    else {
      missing.push(`${prefix} (${actions.join(", ")})`);
      services.push(`com.amazonaws.${fn.region ?? "<region>"}.${names[0]}`);
    }
  }
  return [
    ...(missing.length > 0
      ? [
          violation(
            fn,
            `${fn.name} may call ${missing.join(" and ")}, and ${nameOf(network)} has no endpoint for it: the call hangs, or leaves through NAT. Add an aws.ec2.VpcEndpoint for ${services.join(" and ")}, or take the right away.`,
          ),
        ]
      : []),
    ...(doubts.length > 0 ? [undetermined(fn, doubts.join(" and "))] : []),
  ];
}

const gatewayFor = (prefix: string): string[] => (prefix === "dynamodb" ? ["Gateway"] : []);
