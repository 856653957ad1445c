/** The graph that Pulumi's own engine hands to a policy pack. */
import type { PolicyResource } from "@pulumi/policy";
import { StackGraph } from "./index";
import { byUrn, type NodeSource } from "./node";
import { isKnown, readable } from "./values";

type Fields = Readonly<Record<string, unknown>>;

/** In the order of URNs: the engine's own order differs from run to run. */
export const fromPulumi = (resources: readonly PolicyResource[]): StackGraph =>
  new StackGraph(resources.map(sourceOf).sort(byUrn));

function sourceOf(resource: PolicyResource): NodeSource {
  const { urn, type, name, parent, opts, provider } = resource;
  const all = rawOf(resource.props);
  const propertyDependencies = Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, dependencies]) => [
      property,
      dependencies.map((dependency) => dependency.urn).sort(),
    ]),
  );
  const isProvider = type.startsWith("pulumi:providers:");
  return {
    urn,
    type,
    name,
    // Components have no provider of their own.
    custom: provider !== undefined || isProvider,
    parentUrn: parent?.urn ?? opts.parent,
    protect: opts.protect,
    isRead: !BARE.has(type) && looksRead(name, all, propertyDependencies),
    id: all.id,
    region: provider && rawOf(provider.props).region,
    hasDefaultProvider: provider?.name.startsWith("default") ?? true,
    // The engine shows outputs, of which what the program sets is a part.
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

/** The engine does not say what a program only looks up. Such a resource is known in full although the program sets nothing
 *  of it, and it is not named as Pulumi names what it creates: by its name in the program and seven digits
 *  ("Autonaming"). */
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
