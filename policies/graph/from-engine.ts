/** The graph of a program that the in-process engine ran. */
import type { Graph, GraphResource } from "../../engine/graph";
import { StackGraph } from "./index";
import { byUrn, type NodeSource } from "./node";

/** In the order of URNs: what a program registers at once, it registers in any order. */
export const fromEngine = ({ resources }: Pick<Graph, "resources">): StackGraph =>
  new StackGraph(resources.map(sourceOf).sort(byUrn));

export const sourceOf = (resource: GraphResource): NodeSource => ({
  urn: resource.urn,
  type: resource.type,
  name: resource.name,
  custom: resource.custom,
  parentUrn: resource.parent,
  protect: resource.protect,
  isRead: resource.isRead,
  id: resource.id,
  region: resource.providerConfig.region,
  hasDefaultProvider: resource.provider === undefined,
  inputs: resource.inputs,
  outputs: resource.outputs,
  propertyDependencies: resource.propertyDependencies,
});
