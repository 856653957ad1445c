/** CloudWatch: alarms and dashboards. */
import {
  type ComparisonOperator,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";
import { handler, type Place, physicalName, putWhole, type ResourceHandler } from "./handler";
import { notThere } from "./looks";

interface AlarmInputs {
  readonly name?: string;
  readonly alarmDescription?: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly threshold: number;
  readonly treatMissingData?: string;
  readonly alarmActions?: readonly string[];
  readonly okActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
}

/** Alarms are looked at about once a second here: a shorter period would come and go between two looks. */
const PERIOD_SECONDS_MIN = 5;

/** Whole seconds, as the API takes. */
const compressed = (seconds: number, { endpoints }: Place) =>
  Math.max(PERIOD_SECONDS_MIN, Math.ceil(seconds / endpoints.speed));

/** Creation and change alike: what is not said falls back to its default ("PutMetricAlarm"). */
const put = (name: string, inputs: AlarmInputs, place: Place) =>
  new PutMetricAlarmCommand({
    AlarmName: name,
    AlarmDescription: inputs.alarmDescription,
    Namespace: inputs.namespace,
    MetricName: inputs.metricName,
    Dimensions: Object.entries(inputs.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
    Statistic: inputs.statistic,
    Period: compressed(inputs.period, place),
    EvaluationPeriods: inputs.evaluationPeriods,
    ComparisonOperator: inputs.comparisonOperator,
    Threshold: inputs.threshold,
    TreatMissingData: inputs.treatMissingData ?? "missing",
    AlarmActions: [...(inputs.alarmActions ?? [])],
    OKActions: [...(inputs.okActions ?? [])],
    InsufficientDataActions: [...(inputs.insufficientDataActions ?? [])],
  });

export const alarms: readonly ResourceHandler[] = [
  handler<AlarmInputs>({
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    service: "cloudwatch",
    models: [
      "name",
      "alarmDescription",
      "namespace",
      "metricName",
      "dimensions.*",
      "statistic",
      "period",
      "evaluationPeriods",
      "comparisonOperator",
      "threshold",
      "treatMissingData",
      "alarmActions[]",
      "okActions[]",
      "insufficientDataActions[]",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "period is divided by the run's speed, and is then at least 5 s, which CloudWatch would not take.",
    ],
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield put(name, inputs, place);
      const arn = `arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${name}`;
      return { id: name, outputs: { name, arn } };
    },
    *update(id, inputs, place) {
      yield put(id, inputs, place);
      return {};
    },
    *look(id) {
      const { MetricAlarms = [] }: { MetricAlarms?: readonly MetricAlarm[] } =
        yield new DescribeAlarmsCommand({
          AlarmNames: [id],
        });
      const [found] = MetricAlarms;
      if (!found) throw notThere(`alarm ${id}`);
      const { Threshold: threshold, ComparisonOperator: comparisonOperator } = found;
      return { threshold, comparisonOperator, evaluationPeriods: found.EvaluationPeriods };
    },
    *delete(id) {
      yield new DeleteAlarmsCommand({ AlarmNames: [id] });
    },
  }),

  putWhole<{ readonly dashboardName: string; readonly dashboardBody: string }>({
    type: "aws:cloudwatch/dashboard:Dashboard",
    service: "cloudwatch",
    owner: "dashboardName",
    models: ["dashboardName", "dashboardBody"],
    differences: ["It is kept as it is; nothing here draws it."],
    id: ({ dashboardName }) => dashboardName,
    put: ({ dashboardName, dashboardBody }) =>
      new PutDashboardCommand({ DashboardName: dashboardName, DashboardBody: dashboardBody }),
    *delete(id) {
      yield new DeleteDashboardsCommand({ DashboardNames: [id] });
    },
  }),
];
