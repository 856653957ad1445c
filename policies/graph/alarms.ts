/** Alarms: which metric of which resource each of them watches, and when it is red. Whom they tell is not asked: rules of EventBridge
 *  anywhere in the account may hear of every alarm. */
import type { Node, StackGraph } from ".";
import { EVENT_RULE, EVENT_TARGET } from "./functions";
import { isOn } from "./reach";
import { isFields, UNKNOWN, type Unknown } from "./values";

export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** One metric that an alarm reads. Each part is UNKNOWN where only a deployment can know it. */
export interface WatchedMetric {
  readonly alarm: Node;
  readonly namespace: string | Unknown | undefined;
  readonly name: string | Unknown | undefined;
  /** Where its dimensions lie in the alarm's properties. */
  readonly dimensionsPath: string;
}

/** A metric of a resource, as CloudWatch names it. */
export interface ResourceMetric {
  readonly namespace: string;
  /** Any one of them will do. */
  readonly names: readonly string[];
  /** The dimension whose value names the resource. */
  readonly dimension: string;
}

export interface AlarmsFound {
  readonly alarms: readonly Node[];
  /** Alarms that may watch it: what they watch is known only after a deployment. */
  readonly perhaps: readonly Node[];
}

export const alarmsIn = (graph: StackGraph): Node[] => graph.ofType(METRIC_ALARM);

/** The alarm's own metric, and each metric that its queries read. Expressions without a metric of their own are left out. */
export function metricsOf(alarm: Node): WatchedMetric[] {
  const queries = alarm.list("metricQueries");
  if (queries === UNKNOWN)
    return [{ alarm, namespace: UNKNOWN, name: UNKNOWN, dimensionsPath: "metricQueries" }];
  const paths = queries.map((_, index) => `metricQueries[${index}].metric.`);
  return ["", ...paths]
    .filter((path) => alarm.isSet(`${path}metricName`))
    .map((path) => ({
      alarm,
      namespace: textAt(alarm, `${path}namespace`),
      name: textAt(alarm, `${path}metricName`),
      dimensionsPath: `${path}dimensions`,
    }));
}

/** Who watches the metric of any of these nodes: a resource, and others that hand its name on (a certificate's validation). */
export function alarmsOn(graph: StackGraph, metric: ResourceMetric, ...nodes: readonly Node[]): AlarmsFound {
  const judged = alarmsIn(graph).map((alarm) => ({
    alarm,
    watches: strongest([
      ...metricsOf(alarm).map((watched) => watches(graph, metric, watched, nodes)),
      ...expressionsOf(alarm).map((expression) => selects(expression, metric)),
    ]),
  }));
  const those = (answer: boolean | Unknown) =>
    judged.filter(({ watches }) => watches === answer).map(({ alarm }) => alarm);
  return { alarms: those(true), perhaps: those(UNKNOWN) };
}

const strongest = (answers: readonly (boolean | Unknown)[]): boolean | Unknown =>
  answers.includes(true) || (answers.includes(UNKNOWN) ? UNKNOWN : false);

function watches(
  graph: StackGraph,
  { namespace, names, dimension }: ResourceMetric,
  watched: WatchedMetric,
  nodes: readonly Node[],
): boolean | Unknown {
  const { alarm, dimensionsPath } = watched;
  if (watched.namespace !== UNKNOWN && watched.namespace !== namespace) return false;
  if (watched.name !== UNKNOWN && !names.some((name) => name === watched.name)) return false;
  const isMetricKnown = watched.namespace !== UNKNOWN && watched.name !== UNKNOWN;
  const named = graph.refs(alarm, `${dimensionsPath}.${dimension}`);
  if (named.nodes.some((node) => nodes.includes(node))) return isMetricKnown || UNKNOWN;
  return named.isUnknown ? UNKNOWN : false;
}

const expressionsOf = (alarm: Node): unknown[] => {
  const queries = alarm.list("metricQueries");
  return queries === UNKNOWN ? [] : queries.map((query) => (isFields(query) ? query.expression : UNKNOWN));
};

/** A Metrics Insights query reads a metric of every resource that its WHERE does not leave out ("Metrics Insights query components"). */
function selects(expression: unknown, { namespace, names }: ResourceMetric): boolean | Unknown {
  if (expression === UNKNOWN) return UNKNOWN;
  const query = String(expression);
  if (!/^\s*SELECT\b/i.test(query)) return false;
  const readsMetric = names.some((name) => new RegExp(`\\b${name}\\b`).test(query));
  if (!readsMetric || !query.includes(namespace)) return false;
  return /\bWHERE\b/i.test(query) ? UNKNOWN : true;
}

/** Whether the alarm is red at this value; undefined where that rests on more than a threshold: an expression, a band, an unknown. */
export function isRedAt(alarm: Node, value: number): boolean | undefined {
  const threshold = alarm.get("threshold");
  if (typeof threshold !== "number" || alarm.isSet("metricQueries")) return undefined;
  return IS_RED[String(alarm.get("comparisonOperator"))]?.(value, threshold);
}

/** By comparison, without those with a band. */
const IS_RED: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
};

/** Whether a rule of EventBridge takes events of this detail type to a target. Events come to the rules of their own region. */
export const hearsEvent = (graph: StackGraph, detailType: string, region?: string): boolean =>
  graph
    .ofType(EVENT_RULE)
    .filter((rule) => isOn(rule) && (region === undefined || (rule.region ?? region) === region))
    .some(
      (rule) =>
        String(rule.get("eventPattern")).includes(detailType) &&
        graph.referring(rule, EVENT_TARGET, "rule").length > 0,
    );

function textAt(node: Node, path: string): string | Unknown | undefined {
  const value = node.get(path);
  return value === UNKNOWN || typeof value === "string" ? value : undefined;
}
