/** Whether an alarm watches a resource. */
import type { Node, StackGraph } from "../graph";
import { alarmsOn, type ResourceMetric } from "../graph/alarms";
import { both, strongest, type YesNo } from "../graph/policy-document";
import { sameRegion } from "./undeliverable";

export interface Watched {
  readonly isWatched: YesNo;
  /** The names of alarms that may watch it, for a message. */
  readonly perhapsBy: string;
}

/** By an alarm of its own region: an alarm sees no metric of another one ("Cross-account cross-Region CloudWatch console"). */
export function watched(graph: StackGraph, metric: ResourceMetric, node: Node): Watched {
  const { alarms, perhaps } = alarmsOn(graph, metric, node);
  const isHere = (alarm: Node) => sameRegion(alarm.region, node.region);
  const unsure = [
    ...alarms.filter((alarm) => isHere(alarm) === "unknown"),
    ...perhaps.filter((alarm) => isHere(alarm) !== "no"),
  ];
  return {
    isWatched: strongest([...alarms.map(isHere), ...perhaps.map((alarm) => both("unknown", isHere(alarm)))]),
    perhapsBy: unsure.map(({ name }) => name).join(", "),
  };
}
