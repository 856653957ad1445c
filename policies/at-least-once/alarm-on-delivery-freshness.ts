import type { Rule } from "../rule";
import { DELIVERY_STREAM, destinationsOf } from "./delivery-streams";
import { found } from "./verdict";
import { watched } from "./watched";

export const alarmOnDeliveryFreshness: Rule = {
  name: "alarm-on-delivery-freshness",
  demands: "An alarm watches how old the oldest record of each delivery stream is.",
  why: "“If the destination is Amazon S3 and delivery fails or if delivery to the backup S3 bucket fails, Firehose keeps retrying until the retention period ends” (“Troubleshoot errors in Amazon Data Firehose”), which is 24 hours where producers write to it; DataFreshness tells it from the beginning.",
  breaks: "Deliveries stand still, and in the end acknowledged records are dropped.",
  mend: "Add a MetricAlarm on DataFreshness of AWS/Firehose, with the stream's name as DeliveryStreamName.",
  meets: ["alarm-on-delivery-freshness"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    graph.ofType(DELIVERY_STREAM).flatMap((stream) =>
      destinationsOf(stream).flatMap(({ freshness }) => {
        const metric = { namespace: "AWS/Firehose", names: freshness, dimension: "DeliveryStreamName" };
        const { isWatched, perhapsBy } = watched(graph, metric, stream);
        return found(stream, {
          met: isWatched,
          wrong: `${stream.name} has no alarm on ${freshness[0]}: deliveries stand still unseen, until records are dropped at the end of their retention. Add a MetricAlarm on it.`,
          unknown: `whether ${perhapsBy} watches its ${freshness[0]}`,
        });
      }),
    ),
};
