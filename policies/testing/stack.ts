/** Builds stacks for the specs of rules, in the form in which an engine gives them. */
import type { GraphResource, Properties } from "../../engine/graph";
import { UNKNOWN as SENTINEL } from "../../engine/graph";
import { StackGraph } from "../graph";
import { sourceOf } from "../graph/from-engine";
import { defaultsOf, type Parameters } from "../parameters";
import type { Finding, Rule } from "../rule";

export interface ResourceOptions {
  /** Paths of properties that only a deployment can know, such as `vpcConfig.subnetIds`. */
  readonly unknown?: readonly string[];
  /** By top-level property. One that has no value besides is unknown. */
  readonly dependsOn?: Readonly<Record<string, readonly GraphResource[]>>;
  readonly protect?: boolean;
  /** Of its provider. Default eu-west-1; undefined in a stack that does not know it. */
  readonly region?: string | undefined;
  readonly parent?: GraphResource;
  /** Default `<name>-id`; undefined as in a preview. */
  readonly id?: string | undefined;
  /** Merged over the default ARN; `{ arn: undefined }` as in a preview. */
  readonly outputs?: Properties;
  /** Only looked up, not managed. */
  readonly isRead?: boolean;
  /** Of an explicit provider. */
  readonly provider?: string;
}

export const REGION = "eu-west-1";

/** Ids and ARNs are made up, as if it existed; an `arn` or a `url` among its properties is AWS's, not the program's. */
export function resource(
  type: string,
  name: string,
  props: Properties = {},
  options: ResourceOptions = {},
): GraphResource {
  const { arn, url, ...rest } = props;
  const { unknown = [], dependsOn = {}, parent, outputs } = options;
  const region = "region" in options ? options.region : REGION;
  const missing = Object.keys(dependsOn).filter((key) => !(key in rest));
  const inputs = [...missing, ...unknown].reduce(withUnknown, rest);
  const service = type.split(/[:/]/)[1];
  return {
    urn: urnOf(type, name, parent),
    type,
    name,
    custom: true,
    parent: parent?.urn,
    provider: options.provider,
    providerConfig: region === undefined ? {} : { region },
    inputs,
    id: "id" in options ? options.id : `${name}-id`,
    outputs: given({
      arn: arn ?? `arn:aws:${service}:${region ?? ""}:123456789012:${name}`,
      url,
      ...outputs,
    }),
    isRead: options.isRead ? true : undefined,
    secretInputs: [],
    dependencies: [...new Set(Object.values(dependsOn).flatMap((list) => list.map(({ urn }) => urn)))],
    propertyDependencies: Object.fromEntries(
      Object.keys(inputs).map((key) => [key, (dependsOn[key] ?? []).map(({ urn }) => urn)]),
    ),
    protect: options.protect ?? false,
    options: {},
  };
}

/** A component, which exists only in the program. */
export const component = (type: string, name: string, parent?: GraphResource): GraphResource => ({
  ...resource(type, name, {}, { id: undefined, parent }),
  outputs: undefined,
  custom: false,
  providerConfig: {},
});

/** In the order in which they are given. */
export const stackOf = (...resources: readonly GraphResource[]): StackGraph =>
  new StackGraph(resources.map(sourceOf));

/** As in a preview, where no id and no ARN is known yet. */
export const previewOf = (...resources: readonly GraphResource[]): StackGraph =>
  stackOf(...resources.map((one) => ({ ...one, id: undefined, outputs: undefined })));

/** Each a line: "violation db: what the rule says of it". */
export const findings = (
  rule: Pick<Rule, "judge" | "parameters">,
  graph: StackGraph,
  parameters: Parameters = {},
): string[] => lines(rule.judge(graph, { ...defaultsOf(rule), ...parameters }), graph);

export const pairFindings = (
  rule: Pick<Rule, "judgePair" | "parameters">,
  one: StackGraph,
  other: StackGraph,
  parameters: Parameters = {},
): string[] => lines(rule.judgePair?.(one, other, { ...defaultsOf(rule), ...parameters }) ?? [], one, other);

export function expectVerdict(
  rule: Pick<Rule, "judge" | "parameters">,
  graph: StackGraph,
  expected: readonly string[],
  parameters?: Parameters,
): void {
  expect(findings(rule, graph, parameters)).toEqual(expected);
}

function lines(found: readonly Finding[], ...graphs: readonly StackGraph[]): string[] {
  const nameOf = (urn: string) =>
    graphs.flatMap(({ nodes }) => nodes).find((node) => node.urn === urn)?.name ?? `no resource (${urn})`;
  return found.map(({ kind, urn, message }) => `${kind} ${nameOf(urn)}: ${message}`);
}

function urnOf(type: string, name: string, parent?: GraphResource): string {
  const above = parent ? `${parent.urn.split("::")[2]}$` : "";
  return `urn:pulumi:test::specs::${above}${type}::${name}`;
}

const given = (values: Properties): Properties =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function withUnknown(properties: Properties, path: string): Properties {
  const [first = "", ...rest] = path.split(/[.[\]]/).filter((step) => step !== "");
  return put(properties, first, rest) as Properties;
}

function put(target: unknown, step: string, rest: readonly string[]): unknown {
  const copy = (Array.isArray(target) ? [...target] : { ...(target as Properties) }) as Record<
    string,
    unknown
  >;
  const [next, ...others] = rest;
  copy[step] = next === undefined ? SENTINEL : put(copy[step] ?? {}, next, others);
  return copy;
}
