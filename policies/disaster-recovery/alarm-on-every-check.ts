import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { alarmsOn, isRedAt } from "../graph/alarms";
import { HEALTH_CHECK, isInverted } from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { ofEachCheck } from "./followed";

/** Where Route 53's metrics are, whichever region is checked. */
const METRICS_REGION = "us-east-1";

/** A check that cannot turn unhealthy without another one doing so is watched by that one's alarm. */
export const alarmOnEveryCheck: Rule = {
  name: "alarm-on-every-check",
  demands:
    "For each health check that a failover record follows there is an alarm in us-east-1 that is red while the check is unhealthy.",
  why: 'Route 53 writes its metrics to CloudWatch in us-east-1 only ("Monitoring health checks using CloudWatch").',
  breaks:
    "A failover happens, or the standby dies, and nobody learns of it; an alarm elsewhere never has data.",
  mend: "Make an alarm on AWS/Route53 HealthCheckStatus with the check's id, below 1, in us-east-1.",
  meets: ["alarm-on-every-check"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    ofEachCheck(graph, (check): Finding[] => {
      const own = silenceOf(graph, check);
      const all = [own, ...parentsThatFail(graph, check).map((parent) => silenceOf(graph, parent))];
      if (all.includes(undefined)) return [];
      if (all.includes(UNKNOWN)) return [undetermined(check, "which health check some alarm watches")];
      return [
        violation(
          check,
          `${check.name} has no alarm that tells of its failing${String(own)}. Make one on AWS/Route53 HealthCheckStatus, below 1, in us-east-1.`,
        ),
      ];
    }),
};

/** Calculated checks that turn unhealthy as soon as this one does: they need all their children. */
const parentsThatFail = (graph: StackGraph, check: Node): Node[] =>
  graph
    .ofType(HEALTH_CHECK)
    .filter((parent) => !isInverted(parent))
    .filter((parent) => graph.refs(parent, "childHealthchecks", [HEALTH_CHECK]).nodes.includes(check))
    .filter((parent) => {
      const children = parent.list("childHealthchecks");
      return children !== UNKNOWN && parent.get("childHealthThreshold") === children.length;
    });

/** The metrics that say whether a check is healthy, and what they are when it is, at best. */
const METRICS = { HealthCheckStatus: 1, HealthCheckPercentageHealthy: 100 };

/** What is wrong with each alarm that there is; undefined where one is right. */
function silenceOf(graph: StackGraph, check: Node): string | typeof UNKNOWN | undefined {
  const metric = { namespace: "AWS/Route53", names: Object.keys(METRICS), dimension: "HealthCheckId" };
  const { alarms, perhaps } = alarmsOn(graph, metric, check);
  const problems = alarms.map(problemOf);
  if (problems.includes(undefined)) return undefined;
  if (perhaps.length > 0 || problems.includes(UNKNOWN)) return UNKNOWN;
  return problems.map((problem) => `: ${String(problem)}`).join("");
}

function problemOf(alarm: Node): string | typeof UNKNOWN | undefined {
  if (alarm.region === undefined) return UNKNOWN;
  if (alarm.region !== METRICS_REGION)
    return `${alarm.name} lies in ${alarm.region}, where it never has data`;
  const best = METRICS[alarm.get("metricName") as keyof typeof METRICS] ?? Number.NaN;
  const isRight = isRedAt(alarm, 0) !== false && isRedAt(alarm, best) !== true;
  return isRight
    ? undefined
    : `${alarm.name} is not red when the check is unhealthy, or is when it is healthy`;
}
