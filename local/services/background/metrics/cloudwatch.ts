/** MiniStack's CloudWatch, of every region that has alarms. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { boundedTimeouts, type Credentials } from "../../service-role";
import { type Datum, groupBy } from "./datum";
import { type AlarmState, combined, type JudgedAlarm } from "./judgement";

/** One answer of DescribeAlarms at most; a region of ours has fewer. */
const ALARMS_MAX = 100;

export class CloudWatch {
  readonly #clients = new Map<string, CloudWatchClient>();

  constructor(private readonly options: { readonly ministack: string; readonly credentials: Credentials }) {}

  async publish(data: readonly Datum[]): Promise<void> {
    const batches = groupBy(data, ({ region, namespace }) => `${region} ${namespace}`);
    await Promise.all(
      [...batches.values()].map((batch) => {
        const { region, namespace } = batch[0] as Datum;
        const MetricData = batch.map(({ name, dimensions, value, unit }) => ({
          MetricName: name,
          Dimensions: dimensionsOf(dimensions),
          Value: value,
          Unit: unit,
        }));
        return this.#of(region).send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
      }),
    );
  }

  /** Those that can be judged here: one metric, one period. */
  async alarms(region: string): Promise<JudgedAlarm[]> {
    const { MetricAlarms = [] } = await this.#of(region).send(
      new DescribeAlarmsCommand({ MaxRecords: ALARMS_MAX }),
    );
    return MetricAlarms.filter(({ EvaluationPeriods }) => EvaluationPeriods === 1).map(judgedAlarm);
  }

  /** By alarm, its metric's statistic since then; undefined where nothing was written. */
  async values(
    region: string,
    alarms: readonly JudgedAlarm[],
    since: Date,
  ): Promise<Map<string, number | undefined>> {
    const { MetricDataResults = [] } = await this.#of(region).send(
      new GetMetricDataCommand({
        StartTime: since,
        EndTime: new Date(Date.now() + 1_000), // The end is not part of it.
        MetricDataQueries: alarms.map((alarm, index) => ({
          Id: `m${index}`,
          MetricStat: {
            Metric: {
              Namespace: alarm.namespace,
              MetricName: alarm.metricName,
              Dimensions: dimensionsOf(alarm.dimensions),
            },
            Period: Math.max(1, Math.ceil(alarm.periodSeconds)),
            Stat: alarm.statistic,
          },
        })),
      }),
    );
    return new Map(
      MetricDataResults.map(({ Id, Values = [] }) => {
        const { name, statistic } = alarms[Number(Id?.slice(1))] as JudgedAlarm;
        return [name, combined(statistic, Values)]; // GetMetricData cuts the time into parts.
      }),
    );
  }

  async set(region: string, { name }: JudgedAlarm, state: AlarmState, reason: string): Promise<void> {
    await this.#of(region).send(
      new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: reason }),
    );
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  #of(region: string): CloudWatchClient {
    const known = this.#clients.get(region);
    if (known !== undefined) return known;
    const client = new CloudWatchClient({
      region,
      endpoint: this.options.ministack,
      credentials: { ...this.options.credentials },
      requestHandler: boundedTimeouts(5_000),
    });
    this.#clients.set(region, client);
    return client;
  }
}

const dimensionsOf = (dimensions: Datum["dimensions"]) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const judgedAlarm = (alarm: MetricAlarm): JudgedAlarm => ({
  name: alarm.AlarmName ?? "",
  state: (alarm.StateValue ?? "INSUFFICIENT_DATA") as AlarmState,
  namespace: alarm.Namespace ?? "",
  metricName: alarm.MetricName ?? "",
  dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
  statistic: alarm.Statistic as JudgedAlarm["statistic"],
  periodSeconds: alarm.Period ?? 60,
  comparison: alarm.ComparisonOperator as JudgedAlarm["comparison"],
  threshold: alarm.Threshold ?? 0,
  missing: alarm.TreatMissingData ?? "missing",
  since: alarm.AlarmConfigurationUpdatedTimestamp?.getTime() ?? 0,
});
