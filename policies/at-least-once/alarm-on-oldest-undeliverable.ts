import type { Node, StackGraph } from "../graph";
import { UNKNOWN } from "../graph";
import { alarmsIn, isRedAt, metricsOf, type WatchedMetric } from "../graph/alarms";
import { toldOfObjects } from "../graph/notifications";
import { both, strongest, type YesNo } from "../graph/policy-document";
import { reachedByClock } from "../graph/reach";
import { isFields } from "../graph/values";
import { numberOf, type Parameters, textsOf } from "../parameters";
import type { Rule } from "../rule";
import { type Undeliverable, undeliverablesIn } from "./undeliverable";
import { found, truth } from "./verdict";

/** S3 has no such metric: whoever replays writes it. It is known by its name, of which one word says an age. */
export const alarmOnOldestUndeliverable: Rule = {
  name: "alarm-on-oldest-undeliverable",
  demands:
    "An alarm watches how long the oldest undeliverable object has waited, and is red long before a day is over.",
  why: "S3 counts a bucket's objects once a day and knows nothing of their age (“Amazon S3 metrics and dimensions”), so the replaying function publishes it (“PutMetricData”).",
  breaks: "A replay that does not work is noticed by whoever misses the events.",
  mend: "Write the age of the oldest object with each sweep, 0 as well, and add a MetricAlarm on it that takes missing data for breaching.",
  meets: ["alarm-on-oldest-undeliverable"],
  severity: "high",
  scope: "stack",
  parameters: {
    words: {
      type: "array",
      items: { type: "string" },
      default: ["age", "oldest", "waiting", "waited", "backlog", "lag", "delay", "undelivered"],
      description: "Words of which one must be in the name of a custom metric for it to count as an age.",
    },
    secondsMax: {
      type: "integer",
      default: 86_400,
      minimum: 60,
      description: "The age in seconds at which the alarm must be red.",
    },
  },
  judge: (graph, parameters) =>
    undeliverablesIn(graph)
      .filter(({ producers }) => producers.length > 0)
      .flatMap((place) =>
        found(place.bucket, {
          applies: place.isOne,
          met: tellsAge(graph, place, parameters),
          wrong: `${place.bucket.name} has no alarm on the age of its oldest object: a replay that does not work is noticed by nobody. Write that age with each sweep, and add a MetricAlarm on it.`,
          unknown: "whether an alarm watches the age of its oldest object",
        }),
      ),
};

function tellsAge(graph: StackGraph, place: Undeliverable, parameters: Parameters): YesNo {
  const words = textsOf(parameters, "words");
  const involved = [place.bucket, ...replayingOf(graph, place.bucket)];
  const answers = alarmsIn(graph).flatMap((alarm) =>
    metricsOf(alarm).map((metric) => {
      const isMeant = both(isCustom(metric), isAge(metric, words));
      if (isMeant === "no") return "no";
      return [
        isMeant,
        concerns(graph, metric, involved),
        isRedInTime(alarm, metric, numberOf(parameters, "secondsMax")),
      ].reduce(both);
    }),
  );
  return strongest(answers);
}

const isCustom = ({ namespace }: WatchedMetric): YesNo =>
  namespace === UNKNOWN ? "unknown" : truth(namespace !== undefined && !namespace.startsWith("AWS/"));

function isAge({ name }: WatchedMetric, words: readonly string[]): YesNo {
  if (name === UNKNOWN) return "unknown";
  return truth(wordsIn(name ?? "").some((word) => words.includes(word)));
}

/** `OldestUndeliveredSeconds` and `oldest_undelivered_seconds` alike. */
const wordsIn = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());

/** A metric may say whose it is. It is another's only where its dimensions name something else of this stack. */
function concerns(
  graph: StackGraph,
  { alarm, dimensionsPath }: WatchedMetric,
  involved: readonly Node[],
): YesNo {
  const dimensions = alarm.get(dimensionsPath);
  if (dimensions === undefined) return "yes";
  if (!isFields(dimensions)) return "unknown";
  const named = Object.keys(dimensions).map((key) => graph.refs(alarm, `${dimensionsPath}.${key}`).nodes);
  return truth(
    named.every((nodes) => nodes.length === 0) || named.flat().some((node) => involved.includes(node)),
  );
}

const replayingOf = (graph: StackGraph, bucket: Node): Node[] =>
  [...toldOfObjects(graph, bucket), ...reachedByClock(graph)].map(({ fn }) => fn);

/** Where the metric's name says seconds: other units are left to whoever chose them. */
function isRedInTime(alarm: Node, { name }: WatchedMetric, seconds: number): YesNo {
  if (name === UNKNOWN || !wordsIn(name ?? "").includes("seconds")) return "yes";
  if (alarm.get("threshold") === UNKNOWN) return "unknown";
  return truth(isRedAt(alarm, seconds) !== false);
}
