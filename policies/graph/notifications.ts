/** Notifications: which functions a bucket tells of its new objects, however it tells them. */
import type { Node, StackGraph } from ".";
import { bucketsNamedBy } from "./buckets";
import { NOTIFICATION } from "./functions";
import { both, opposite, strongest, type YesNo } from "./policy-document";
import { type Reached, reachedFrom, targetsOf } from "./reach";
import { isFields, readable, stringsIn, UNKNOWN, type Unknown, valueAt } from "./values";

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

function hears(graph: StackGraph, rule: Node, bucket: Node): YesNo {
  const text = rule.get("eventPattern");
  const { nodes, isUnknown } = graph.refs(rule, "eventPattern", [bucket.type], { within: true });
  if (text === UNKNOWN) return nodes.includes(bucket) || isUnknown ? "unknown" : "no";
  const isOfAny = String(text).includes("aws.s3") && !String(text).includes('"bucket"');
  return nodes.includes(bucket) || isOfAny ? tellsOfCreation(parsed(text)) : "no";
}

/** EventBridge takes no rule whose pattern is no JSON. */
function parsed(text: unknown): unknown {
  try {
    return readable(JSON.parse(String(text)));
  } catch {
    return undefined;
  }
}

/** A pattern that names no type hears of every one; of `$or`, one alternative is enough ("Creating Amazon EventBridge event
 *  patterns"). */
function tellsOfCreation(pattern: unknown): YesNo {
  if (!isFields(pattern)) return "no";
  const { "detail-type": types, $or: alternatives } = pattern;
  return both(
    types === undefined ? "yes" : strongest([types].flat().map(matchesCreation)),
    Array.isArray(alternatives) ? strongest(alternatives.map(tellsOfCreation)) : "yes",
  );
}

/** What S3 calls it ("EventBridge event message structure"). */
const CREATED = "Object Created";

/** By a value or one of the matchers that programs use; of others nobody here says what they match ("Comparison operators
 *  for use in event patterns in Amazon EventBridge"). */
function matchesCreation(matcher: unknown): YesNo {
  if (matcher === UNKNOWN) return "unknown";
  if (!isFields(matcher)) return matcher === CREATED ? "yes" : "no";
  const { prefix, "anything-but": excepted } = matcher;
  if (typeof prefix === "string") return CREATED.startsWith(prefix) ? "yes" : "no";
  if (excepted === undefined) return "unknown";
  return opposite(strongest([excepted].flat().map(matchesCreation)));
}
