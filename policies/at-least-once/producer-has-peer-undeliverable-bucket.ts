import type { StackGraph } from "../graph";
import { BUCKETS } from "../graph/buckets";
import type { YesNo } from "../graph/policy-document";
import type { Finding, Rule } from "../rule";
import { type Producer, producersIn } from "./producers";
import { isToldOfUnknown, type Place, placesOf } from "./undeliverable";
import { found } from "./verdict";

/** S3 and Firehose of one region fail together; the peer's S3 is the last place that can keep an event. */
export const producerHasPeerUndeliverableBucket: Rule = {
  name: "producer-has-peer-undeliverable-bucket",
  demands: "A producer is told of a bucket in another region, too.",
  why: "“This separation between Regions limits service failures, when they occur, to a single Region” (“AWS Fault Isolation Boundaries”): what takes down a region's streams may take its S3 along.",
  breaks: "When S3 fails beside the stream, the function can keep no event at all.",
  mend: "Name the peer region's bucket in the function's environment, by its computed name, and allow s3:PutObject there.",
  meets: ["producers-have-an-undeliverable-bucket-in-the-peer-region"],
  severity: "high",
  scope: "pair",
  judge: (graph) => producersIn(graph).flatMap((producer) => judgeProducer(graph, producer)),
  judgePair: (one, other) => [...missingIn(one, other), ...missingIn(other, one)],
};

function judgeProducer(graph: StackGraph, producer: Producer): Finding[] {
  const { fn, isOne } = producer;
  const answers = placesOf(graph, producer).map(inPeer);
  const isOpen = answers.includes("unknown") || isToldOfUnknown(graph, producer);
  return found(fn, {
    applies: isOne,
    met: answers.includes("yes") ? "yes" : isOpen ? "unknown" : "no",
    wrong: `${fn.name} is told of no bucket in another region: when S3 fails beside its stream, it loses events. Name the peer's bucket in its environment, and allow s3:PutObject there.`,
    unknown:
      isOne === "yes"
        ? "which bucket in another region its environment names"
        : "whether it writes events from outside to a stream, for which it would need a bucket in another region,",
  });
}

const inPeer = ({ isHere }: Place): YesNo => (isHere === "no" ? "yes" : isHere === "yes" ? "no" : "unknown");

/** Names of buckets that the other stack would have to have, and has not: a name is only text until it exists. */
function missingIn(graph: StackGraph, other: StackGraph): Finding[] {
  const buckets = other.ofType(...BUCKETS);
  const names = buckets.map((bucket) => bucket.get("bucket") ?? bucket.id);
  const isOpen = names.some((name) => typeof name !== "string");
  return producersIn(graph).flatMap((producer) => {
    const peers = placesOf(graph, producer).filter((place) => inPeer(place) !== "no");
    const outside = peers.map(({ bucket }) => bucket).filter((bucket) => typeof bucket === "string");
    if (outside.length === 0 || outside.length < peers.length) return [];
    const { fn, isOne } = producer;
    const isThere = outside.some((bucket) => names.includes(bucket));
    return found(fn, {
      applies: isOne,
      met: isThere ? "yes" : isOpen ? "unknown" : "no",
      wrong: `${fn.name} keeps events in ${outside.join(", ")}, which the peer's stack does not make: there they are lost. Name the bucket that the peer has.`,
      unknown: "what the peer's buckets are called",
    });
  });
}
