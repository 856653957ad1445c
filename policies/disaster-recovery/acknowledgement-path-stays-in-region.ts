import { type Node, type StackGraph, stringsIn, UNKNOWN } from "../graph";
import { BUCKETS } from "../graph/buckets";
import { FUNCTION, triggersOf } from "../graph/functions";
import { REGION_IN_TEXT, regionInHost } from "../graph/hosts";
import { allowing, type HeldPolicy, policiesOfRole, rolesAt, type Text } from "../graph/iam";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** The path: what an API calls while a client waits, and what that may call in turn, by its environment and its role. */
export const acknowledgementPathStaysInRegion: Rule = {
  name: "acknowledgement-path-stays-in-region",
  demands: "While a client waits, nothing is asked of another region but objects of the peer's buckets.",
  why: 'Failover must not rest on another region, least of all on its control plane: rely on the data plane ("REL11-BP04"). Global services such as IAM and Route 53 have their control planes in us-east-1 ("AWS Fault Isolation Boundaries").',
  breaks: "An outage of one region takes the other down with it, or lets its clients wait for it.",
  mend: "Use the region's own resources; keep what must leave the region to S3's object calls on the peer's bucket.",
  meets: ["acknowledgement-path-stays-in-region"],
  severity: "critical",
  scope: "stack",
  judge: (graph) => [
    ...graph
      .ofType(FUNCTION)
      .filter((fn) => triggersOf(graph, fn).some(({ caller }) => caller === "waits"))
      .flatMap((fn) => judgeFunction(graph, fn)),
    ...graph.ofType(...INTEGRATIONS).flatMap((integration) => judgeIntegration(graph, integration)),
  ],
};

const MEND = "Use what is in its own region.";

function judgeFunction(graph: StackGraph, fn: Node): Finding[] {
  const own = fn.region;
  if (own === undefined) return [undetermined(fn, "its region")];
  const { roles, isUnknown } = rolesAt(graph, fn, "role");
  const policies = roles.flatMap((role) => policiesOfRole(graph, role));
  const strays = [
    ...straysInEnvironment(graph, fn, own),
    ...policies.flatMap((policy) => straysIn(policy, own, graph)),
  ];
  const found = [...new Set(strays)];
  if (found.length > 0)
    return [
      violation(
        fn,
        `${fn.name} answers clients in ${own} and ${found.join(", and ")}: an outage there becomes one here. ${MEND}`,
      ),
    ];
  const [open] = policies.filter((policy) => policy.isUnknown);
  if (open) return [undetermined(fn, `what ${open.holder.name} lets it do`)];
  if (isUnknown) return [undetermined(fn, "what its role lets it do")];
  return graph.refs(fn, "environment").isUnknown
    ? [undetermined(fn, "what its environment tells it of")]
    : [];
}

function straysInEnvironment(graph: StackGraph, fn: Node, own: string): string[] {
  const texts = stringsIn(fn.get("environment.variables")).flatMap((text) => {
    const region = regionIn(text);
    return region !== undefined && region !== own ? [`is told of ${text}`] : [];
  });
  const nodes = graph
    .refs(fn, "environment")
    .nodes.filter(({ type, region }) => region !== undefined && region !== own && !type.startsWith("aws:s3/"))
    .map(({ name, region }) => `is told of ${name} in ${region}`);
  return texts.length > 0 ? texts : nodes;
}

/** Of an ARN or an address. S3 is left out: its objects are the one thing that may be asked of the peer. */
function regionIn(text: string): string | undefined {
  if (text.startsWith("arn:")) return text.split(":")[3] || undefined;
  const host = /^(?:[a-z]+:\/\/)?([\w.-]+)/.exec(text.toLowerCase())?.[1];
  return host === undefined || /(^|\.)s3[.-]/.test(host) ? undefined : regionInHost(host);
}

/** Object calls, and what lists objects ("Actions, resources, and condition keys for Amazon S3"). */
const S3_DATA_PLANE =
  /^s3:([\w*]*object[\w*]*|listbucket[\w*]*|abortmultipartupload|listmultipartuploadparts|getbucketlocation)$/i;

/** Their control planes are in us-east-1, whichever region asks. To pass a role is a right, and no call. */
const GLOBAL_CALLS =
  /^(?!iam:passrole$)(iam|route53|route53domains|cloudfront|organizations|account|shield):/i;

const isName = (text: Text): text is string => text !== UNKNOWN;

function straysIn(policy: HeldPolicy, own: string, graph: StackGraph): string[] {
  return allowing([policy]).flatMap(({ statement }) => {
    if (statement.isNotAction || statement.isNotResource) return []; // Too wide: least privilege's to say.
    const actions = statement.actions.filter(isName);
    const resources = statement.resources.filter(isName);
    const global = own === "us-east-1" ? [] : actions.filter((action) => GLOBAL_CALLS.test(action));
    return [
      ...global.map((action) => `may call ${action}, whose control plane is in us-east-1`),
      ...resources
        .filter((resource) => isElsewhere(graph, resource, own))
        .flatMap((resource) =>
          actions
            .filter((action) => !S3_DATA_PLANE.test(action))
            .map((action) => `may call ${action} on ${resource}`),
        ),
    ];
  });
}

function isElsewhere(graph: StackGraph, arn: string, own: string): boolean {
  const [, , service, region = "", , resource = ""] = arn.split(":");
  if (service !== "s3") return region !== "" && !region.includes("*") && region !== own;
  // A bucket's ARN holds no region: the stack knows its own buckets, and names of others often say it.
  const [name = ""] = resource.split("/");
  const bucket = graph
    .ofType(...BUCKETS)
    .find((one) => one.get("bucket") === name || one.get("arn") === `arn:aws:s3:::${name}`);
  if (bucket) return bucket.region !== undefined && bucket.region !== own;
  const said = REGION_IN_TEXT.exec(name)?.[0];
  return said !== undefined && said !== own;
}

const INTEGRATIONS = ["aws:apigatewayv2/integration:Integration", "aws:apigateway/integration:Integration"];

/** Of a function or a service that an API calls: by its ARN, or the Region that it is asked to call. */
function judgeIntegration(graph: StackGraph, integration: Node): Finding[] {
  const own = integration.region;
  const paths = ["integrationUri", "uri", "requestParameters.Region"];
  const called = paths.flatMap((path) =>
    stringsIn(integration.get(path)).map((text) => [text, calledRegion(text)]),
  );
  const nodes = ["integrationUri", "uri"]
    .flatMap((path) => graph.refs(integration, path, [FUNCTION]).nodes)
    .map(({ name, region }) => [name, region]);
  const stray = [...called, ...nodes].find(
    ([, region]) => region !== undefined && own !== undefined && region !== own,
  );
  if (!stray) return [];
  return [
    violation(
      integration,
      `${integration.name} answers clients in ${own} with ${stray[0]} of ${stray[1]}: an outage there becomes one here. ${MEND}`,
    ),
  ];
}

/** An ARN of API Gateway's own holds the function's: the last region is the one that is called. */
function calledRegion(text: string): string | undefined {
  if (text.startsWith("arn:")) return regionIn(text.slice(text.lastIndexOf("arn:")));
  return REGION_IN_TEXT.exec(text)?.[0] === text ? text : regionIn(text);
}
