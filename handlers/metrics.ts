/** Metrics of our own, written as log lines that CloudWatch turns into metrics ("Embedded metric format specification"). */

export const metricNamespace = "Holdfast";
/** The one dimension: a function's name holds project, environment and region. */
export const metricDimension = "FunctionName";

/** Every metric, with its unit as CloudWatch names it ("MetricDatum"). */
export const metricUnits = {
  /** Events that answers with 2xx acknowledged; canaries are not among them. */
  EventsAcknowledged: "Count",
  /** Events that no place kept: they were answered with 503. */
  EventsNotDurable: "Count",
  /** Events that S3 in the region kept for replay. */
  EventsUndeliverable: "Count",
  /** Events that only S3 in the peer region kept. */
  EventsToPeer: "Count",
  /** 1 when an execution environment stops asking Firehose, 0 when it asks again. */
  BreakerOpen: "Count",
  /** Of the sweep: the age of the oldest object that no receipt says was drained; 0 when there is none. */
  OldestUndeliveredSeconds: "Seconds",
  /** Of the sweep: how many such objects it left. */
  UndeliveredObjects: "Count",
  /** Events that replay brought to Firehose. */
  EventsReplayed: "Count",
  /** Objects that replay put into quarantine. */
  ObjectsQuarantined: "Count",
  /** Lines of the lake, and objects as a whole, that no event could be made of: they stand in rejected_events. */
  LinesRejected: "Count",
  /** How long the oldest message waits that etl puts off, as the database does not take its object. */
  PutOffSeconds: "Seconds",
  /** Of the scheduled canary: 1 for each that was acknowledged by a region of its name, 0 for each that was not. */
  CanaryAnswered: "Count",
  /** The other way round. */
  CanaryFailed: "Count",
} as const;
export type MetricName = keyof typeof metricUnits;
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/**
 * What a log line needs beside its own fields to be metrics, too. Nothing when there is nothing to count. CloudWatch finds it behind
 * the time and the request id that Lambda's text log format writes in front of a line; the JSON log format would hide it in a string.
 */
export function embeddedMetrics(values: MetricValues, functionName: string, at: number): object {
  const named = Object.entries(values) as [MetricName, number][];
  if (named.length === 0) return {};
  const Metrics = named.map(([Name]) => ({ Name, Unit: metricUnits[Name] }));
  return {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: [[metricDimension]], Metrics }],
    },
    [metricDimension]: functionName,
    ...values,
  };
}
