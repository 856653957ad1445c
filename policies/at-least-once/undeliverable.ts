/** Undeliverable buckets: where a producer keeps what its stream does not take. */
import type { Node, StackGraph } from "../graph";
import { UNKNOWN } from "../graph";
import { BUCKETS } from "../graph/buckets";
import { environmentOf } from "../graph/functions";
import { arnPatterns } from "../graph/iam";
import { both, strongest, type YesNo } from "../graph/policy-document";
import { mayReach, mayReachOutside, resourcesNamedFor } from "../graph/rights";
import { stringsIn } from "../graph/values";
import { once } from "./once";
import { type Producer, producersIn } from "./producers";

const PUT = ["s3:PutObject"];

/** A bucket that a producer is told of in its environment. */
export interface Place {
  /** A bucket of this stack, or the name of another's. */
  readonly bucket: Node | string;
  readonly mayPut: YesNo;
  /** Whether it is in the producer's own region: "unknown" where nothing says where it is. */
  readonly isHere: YesNo;
}

/** The buckets that a producer is told of. A text is taken for another stack's bucket when something
 *  in this stack names a bucket so. */
export const placesOf = (graph: StackGraph, { fn }: Producer): Place[] => [
  ...graph.refs(fn, "environment.variables", BUCKETS).nodes.map((bucket) => ({
    bucket,
    mayPut: mayReach(graph, fn, PUT, bucket),
    isHere: sameRegion(fn.region, bucket.region),
  })),
  ...outsidePlacesOf(graph, fn),
];

/** "yes" where neither is known: then one provider has both. */
export const sameRegion = (one: string | undefined, other: string | undefined): YesNo => {
  if (one === undefined || other === undefined) return one === other ? "yes" : "unknown";
  return one === other ? "yes" : "no";
};

/** Every bucket that something in this stack names by its ARN, such as the destination of a replication. */
const bucketsNamed = once(
  (graph: StackGraph) =>
    new Set(
      graph.nodes
        .flatMap(({ source }) => stringsIn(source.inputs))
        .flatMap((text) =>
          [...text.matchAll(/arn:[a-z-]+:s3:::([a-z0-9][a-z0-9.-]+)/g)].map(([, name]) => name),
        ),
    ),
);

function outsidePlacesOf(graph: StackGraph, fn: Node): Place[] {
  const named = bucketsNamed(graph);
  const ours = graph.ofType(...BUCKETS).flatMap((bucket) => [bucket.get("bucket"), bucket.id]);
  return [...new Set(environmentOf(fn))]
    .filter((text) => named.has(text) && !ours.includes(text))
    .map((bucket) => ({
      bucket,
      mayPut: mayReachOutside(graph, fn, PUT, `arn:*:s3:::${bucket}/*`),
      isHere: isHere(fn, bucket),
    }));
}

/** A name often says its region. One that does not is elsewhere when the function is told of another region. */
function isHere(fn: Node, bucket: string): YesNo {
  const said = regionsIn(bucket);
  if (fn.region === undefined) return "unknown";
  if (said.length > 0) return said.includes(fn.region) ? "yes" : "no";
  const others = environmentOf(fn)
    .flatMap(regionsIn)
    .filter((region) => region !== fn.region);
  return others.length > 0 ? "no" : "unknown";
}

/** A region's code, also within a longer text ("AWS Regions"). */
const REGION =
  /(?<![a-z0-9])(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov)?-(?:north|south|east|west|central){1,2}-\d(?![0-9])/g;

const regionsIn = (text: string): string[] => text.match(REGION) ?? [];

/** Whether a producer's environment may name a bucket that only a deployment can know. */
export const isToldOfUnknown = (graph: StackGraph, { fn }: Producer): boolean => {
  const { nodes, isUnknown } = graph.refs(fn, "environment.variables");
  return isUnknown || (nodes.length === 0 && fn.get("environment") === UNKNOWN);
};

/** A bucket of this stack that keeps what producers could not deliver. */
export interface Undeliverable {
  readonly bucket: Node;
  /** "unknown" when it only may be one. */
  readonly isOne: YesNo;
  /** In the region of each producer that is listed. */
  readonly producers: readonly Producer[];
  /** How the keys begin under which producers may put objects: "" where they may put any. */
  readonly prefixes: readonly string[];
}

export const undeliverablesIn = once((graph: StackGraph): Undeliverable[] => {
  const uses = producersIn(graph).flatMap((producer) =>
    placesOf(graph, producer).flatMap(({ bucket, mayPut, isHere }) =>
      typeof bucket === "string" || mayPut === "no" ? [] : [{ producer, bucket, mayPut, isHere }],
    ),
  );
  return graph.ofType(...BUCKETS).flatMap((bucket) => {
    const of = uses.filter((use) => use.bucket === bucket);
    if (of.length === 0) return [];
    return [
      {
        bucket,
        isOne: strongest(of.map(({ producer, mayPut }) => both(producer.isOne, mayPut))),
        producers: of.filter((use) => use.isHere !== "no").map(({ producer }) => producer),
        prefixes: [...new Set(of.flatMap(({ producer }) => prefixesOf(graph, producer.fn, bucket)))],
      },
    ];
  });
});

/** From the ARNs of objects that a function's policies name: what stands before the first wildcard. */
function prefixesOf(graph: StackGraph, fn: Node, bucket: Node): string[] {
  const [pattern] = arnPatterns(bucket, "s3:PutObject");
  if (pattern === undefined || pattern === UNKNOWN) return [""];
  const start = pattern.slice(pattern.indexOf(":::"), -1);
  const named = resourcesNamedFor(graph, fn, PUT).filter((resource) => resource.includes(start));
  const prefixes = named.map(
    (resource) => resource.slice(resource.indexOf(start) + start.length).split(/[*?$]/)[0] ?? "",
  );
  return prefixes.length > 0 ? prefixes : [""];
}
