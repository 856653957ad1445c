/** Replayers: functions that read what an undeliverable bucket holds and write it to where it was meant to go. */
import type { Node, StackGraph } from "../graph";
import { both, strongest, type YesNo } from "../graph/policy-document";
import type { Reached } from "../graph/reach";
import { mayReach } from "../graph/rights";
import { type Producer, writesTo } from "./producers";
import type { Undeliverable } from "./undeliverable";

/** Whether one of these functions replays the bucket for each of its producers. It needs these rights on the bucket. */
export const replays = (
  graph: StackGraph,
  called: readonly Reached[],
  place: Undeliverable,
  rights: readonly string[],
): YesNo =>
  place.producers
    .map((producer) =>
      strongest(
        called.map(({ fn, isAllowed }) =>
          [
            isAllowed,
            writesWhat(graph, fn, producer),
            ...rights.map((right) => mayReach(graph, fn, [right], place.bucket)),
          ].reduce(both),
        ),
      ),
    )
    .reduce(both, "yes");

const writesWhat = (graph: StackGraph, fn: Node, { targets }: Producer): YesNo =>
  strongest(targets.map((target) => writesTo(graph, fn, target)));
