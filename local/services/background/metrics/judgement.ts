/** What an alarm's state is by what its metric was, one period back from now ("Evaluating an alarm"). Pure. */

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface JudgedAlarm {
  readonly name: string;
  readonly state: AlarmState;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Maximum" | "Minimum" | "Sum";
  readonly periodSeconds: number;
  readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  readonly missing: string;
  /** Milliseconds since the epoch: when it was made or changed. */
  readonly since: number;
}

/** The statistic over parts whose own statistics are known; undefined without any. */
export function combined(statistic: JudgedAlarm["statistic"], parts: readonly number[]): number | undefined {
  if (parts.length === 0) return undefined;
  if (statistic === "Sum") return parts.reduce((sum, part) => sum + part, 0);
  return statistic === "Maximum" ? Math.max(...parts) : Math.min(...parts);
}

/** @param value of the alarm's statistic over its last period; undefined when nothing was written in it. */
export function judged(alarm: JudgedAlarm, value: number | undefined, now: number): AlarmState {
  if (value !== undefined) {
    const breaches =
      alarm.comparison === "LessThanThreshold" ? value < alarm.threshold : value > alarm.threshold;
    return breaches ? "ALARM" : "OK";
  }
  switch (alarm.missing) {
    case "breaching":
      // Of an alarm that is younger than its period, nobody knows yet whether a datum is missing.
      return now - alarm.since < alarm.periodSeconds * 1_000 ? alarm.state : "ALARM";
    case "notBreaching":
      return "OK";
    case "ignore":
      return alarm.state;
    default:
      return "INSUFFICIENT_DATA";
  }
}
