import { alarmsOn } from "../graph/alarms";
import type { Rule } from "../rule";
import { DELIVERY_STREAM, destinationsOf } from "./delivery-streams";
import { found } from "./verdict";

export const alarmOnDeliveryFreshness: Rule = {
  name: "alarm-on-delivery-freshness",
  demands: "An alarm watches how old the oldest record of each delivery stream is.",
  why: "Firehose tries to deliver to S3 for 24 hours, and what it could not deliver until then is lost (“Handle data delivery failures”); DataFreshness tells it from the beginning.",
  breaks: "Deliveries stand still for a day, and then acknowledged records are dropped.",
  mend: "Add a MetricAlarm on DataFreshness of AWS/Firehose, with the stream's name as DeliveryStreamName.",
  meets: ["alarm-on-delivery-freshness"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    graph.ofType(DELIVERY_STREAM).flatMap((stream) =>
      destinationsOf(stream).flatMap(({ freshness }) => {
        const metric = { namespace: "AWS/Firehose", names: freshness, dimension: "DeliveryStreamName" };
        const { alarms, perhaps } = alarmsOn(graph, metric, stream);
        return found(stream, {
          met: alarms.length > 0 ? "yes" : perhaps.length > 0 ? "unknown" : "no",
          wrong: `${stream.name} has no alarm on ${freshness[0]}: deliveries stand still for 24 hours, and then records are dropped. Add a MetricAlarm on it.`,
          unknown: `whether ${perhaps.map(({ name }) => name).join(", ")} watches its ${freshness[0]}`,
        });
      }),
    ),
};
