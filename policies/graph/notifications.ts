/** Notifications: which functions a bucket tells of its new objects, however it tells them. */
import type { Node, StackGraph } from ".";
import { bucketsNamedBy } from "./buckets";
import { NOTIFICATION } from "./functions";
import { type Reached, reachedFrom, targetsOf } from "./reach";
import { stringsIn, UNKNOWN, type Unknown, valueAt } from "./values";

export interface Told extends Reached {
  /** Only objects whose keys begin so: "" for all, UNKNOWN where only a deployment can know. */
  readonly prefix: string | Unknown;
}

const S3 = { service: "s3" } as const;

/** The lists of a notification, and where each item names its target ("Amazon S3 Event Notifications"). */
const LISTS = [
  { list: "lambdaFunctions", target: "lambdaFunctionArn" },
  { list: "queues", target: "queueArn" },
  { list: "topics", target: "topicArn" },
];

/** The functions that a bucket tells of objects that are put into it: by themselves, through queues, topics or EventBridge. */
export const toldOfObjects = (graph: StackGraph, bucket: Node): Told[] =>
  graph
    .ofType(NOTIFICATION)
    .filter((node) => bucketsNamedBy(graph, node, "bucket").includes(bucket))
    .flatMap((node) => [...toldDirectly(graph, node), ...toldByEventBridge(graph, node, bucket)]);

const toldDirectly = (graph: StackGraph, notification: Node): Told[] =>
  LISTS.flatMap(({ list, target }) => {
    const items = notification.list(list);
    if (items === UNKNOWN)
      return reachedFrom(graph, notification, list, S3).map((reached) => ({ ...reached, prefix: UNKNOWN }));
    return items.flatMap((item, index) =>
      speaksOfCreation(valueAt(item, "events"))
        ? reachedFrom(graph, notification, `${list}[${index}].${target}`, S3).map((reached) => ({
            ...reached,
            prefix: textOf(valueAt(item, "filterPrefix")),
          }))
        : [],
    );
  });

const speaksOfCreation = (events: unknown): boolean =>
  events === UNKNOWN || stringsIn(events).some((event) => event.startsWith("s3:ObjectCreated:"));

const textOf = (value: unknown): string | Unknown =>
  value === UNKNOWN ? UNKNOWN : typeof value === "string" ? value : "";

/** A bucket that tells EventBridge tells whoever has a rule for it. A rule that names no bucket hears of them all. */
const toldByEventBridge = (graph: StackGraph, notification: Node, bucket: Node): Told[] =>
  notification.get("eventbridge") === true
    ? targetsOf(graph, (rule) => hears(graph, rule, bucket)).map((reached) => ({ ...reached, prefix: "" }))
    : [];

function hears(graph: StackGraph, rule: Node, bucket: Node): boolean {
  const pattern = rule.get("eventPattern");
  if (pattern === undefined) return false;
  if (graph.refs(rule, "eventPattern", [bucket.type], { within: true }).nodes.includes(bucket)) return true;
  return typeof pattern === "string" && pattern.includes("aws.s3") && !pattern.includes('"bucket"');
}
