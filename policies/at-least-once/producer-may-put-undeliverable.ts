import type { StackGraph } from "../graph";
import { both, strongest } from "../graph/policy-document";
import type { Finding, Rule } from "../rule";
import { type Producer, producersIn } from "./producers";
import { type Place, placesOf } from "./undeliverable";
import { found } from "./verdict";

/** The right is needed only when everything else has failed, so nobody misses it before. */
export const producerMayPutUndeliverable: Rule = {
  name: "producer-may-put-undeliverable",
  demands:
    "A producer may put objects into the bucket of its region, and into the one elsewhere, that it is told of.",
  why: "Without s3:PutObject in a policy of its role, S3 answers 403 (“Required permissions for Amazon S3 API operations”).",
  breaks:
    "The bucket is there, and the first time that the stream refuses an event, the event is lost all the same.",
  mend: "Allow s3:PutObject on the bucket's objects in a policy of the function's role.",
  meets: ["producers-may-put-undeliverable"],
  severity: "critical",
  scope: "stack",
  judge: (graph) => producersIn(graph).flatMap((producer) => judgeProducer(graph, producer)),
};

/** One bucket of each side will do: others may be for reading. */
function judgeProducer(graph: StackGraph, producer: Producer): Finding[] {
  const { fn, isOne } = producer;
  const places = placesOf(graph, producer);
  const sides = [
    places.filter(({ isHere }) => isHere !== "no"),
    places.filter(({ isHere }) => isHere !== "yes"),
  ];
  const wanting = sides.filter((side) => side.length > 0 && mayPutInOne(side) !== "yes");
  const names = [...new Set(wanting.flat().map(nameOf))].join(", ");
  return found(fn, {
    applies: isOne,
    met: wanting.map(mayPutInOne).reduce(both, "yes"),
    wrong: `${fn.name} is told of ${names} and may put no object there: what its stream refuses is lost. Allow s3:PutObject in a policy of its role.`,
    unknown: `whether it may put objects into ${names}`,
  });
}

const mayPutInOne = (places: readonly Place[]) => strongest(places.map(({ mayPut }) => mayPut));

const nameOf = ({ bucket }: Place): string => (typeof bucket === "string" ? bucket : bucket.name);
