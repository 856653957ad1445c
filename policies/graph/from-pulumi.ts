/** The graph that Pulumi's own engine hands to a policy pack. */
import type { PolicyResource } from "@pulumi/policy";
import { StackGraph } from "./index";
import { byUrn, type NodeSource } from "./node";
import { isKnown, readable } from "./values";

type Fields = Readonly<Record<string, unknown>>;

/** The properties that a program sets, by the URN of what it registers. */
export type Registered = ReadonlyMap<string, readonly string[]>;

/** In the order of URNs: the engine's own order differs from run to run. */
export const fromPulumi = (resources: readonly PolicyResource[], registered: Registered): StackGraph =>
  new StackGraph(resources.map((resource) => sourceOf(resource, registered.get(resource.urn))).sort(byUrn));

/** Of a resource's inputs, as a policy of single resources is shown them. */
export function setBy(inputs: Fields): string[] {
  const { __defaults: filledIn, ...set } = rawOf(inputs);
  return Object.keys(set).filter((property) => !(Array.isArray(filledIn) && filledIn.includes(property)));
}

/** Of a stack, the engine shows outputs, and which properties depend on something: not which ones the program sets. */
function sourceOf(resource: PolicyResource, set: readonly string[] | undefined): NodeSource {
  const { urn, type, name, parent, opts, provider } = resource;
  const all = rawOf(resource.props);
  const propertyDependencies = Object.fromEntries([
    ...(set ?? []).map((property) => [property, []] as const),
    ...Object.entries(resource.propertyDependencies).map(
      ([property, dependencies]) =>
        [property, dependencies.map((dependency) => dependency.urn).sort()] as const,
    ),
  ]);
  const isProvider = type.startsWith("pulumi:providers:");
  return {
    urn,
    type,
    name,
    // Components have no provider of their own.
    custom: provider !== undefined || isProvider,
    parentUrn: parent?.urn ?? opts.parent,
    protect: opts.protect,
    isRead: set === undefined && !BARE.has(type) && looksRead(name, all, propertyDependencies),
    id: all.id,
    region: provider && rawOf(provider.props).region,
    hasDefaultProvider: provider?.name.startsWith("default") ?? true,
    inputs: only(all, (property) => property in propertyDependencies),
    outputs: only(all, (property) => !(property in propertyDependencies)),
    propertyDependencies,
  };
}

const only = (values: Fields, isWanted: (property: string) => boolean): Fields =>
  Object.fromEntries(Object.entries(values).filter(([property]) => isWanted(property)));

/** Properties of a resource throw where they are unknown, and abort the whole policy. Beneath lies the plain object
 *  (`@pulumi/policy`, proxy.js). */
function rawOf(props: Fields): Fields {
  const beneath = props.__getSpecialProxyTarget;
  return typeof beneath === "object" && beneath !== null ? (beneath as Fields) : props;
}

/** The engine does not say what a program only looks up: nothing registers it, and as little what is imported in this run.
 *  What is looked up is known in full although the program sets nothing of it, and it is not named as Pulumi names what it
 *  creates: by its name in the program and seven digits ("Autonaming"). */
function looksRead(name: string, outputs: Fields, set: Fields): boolean {
  if (Object.keys(set).length > 0 || Object.keys(outputs).length === 0) return false;
  const isAutonamed = (value: unknown) =>
    typeof value === "string" &&
    value.startsWith(`${name}-`) &&
    /^[0-9a-f]{7}$/.test(value.slice(name.length + 1));
  return isKnown(readable(outputs)) && !Object.values(outputs).some(isAutonamed);
}

/** Types without a name that a program may create without setting anything. */
const BARE: ReadonlySet<string> = new Set([
  "aws:ec2/defaultVpc:DefaultVpc",
  "aws:ec2/eip:Eip",
  "aws:ec2/internetGateway:InternetGateway",
]);
