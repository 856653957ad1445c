import { kindOf } from "../graph/routing";
import { type Rule, violation } from "../rule";
import { ofEachCheck } from "./followed";

export const missingDataSaid: Rule = {
  name: "missing-data-said",
  demands: "A health check that judges by CloudWatch says what it means when CloudWatch has no data.",
  why: 'When CloudWatch has no data, the check takes the status that InsufficientDataHealthStatus names; its last one is healthy for a check that never had data ("HealthCheckConfig"). Metrics stop with the region that writes them.',
  breaks: "In the very outage that it is for, the check answers what nobody chose.",
  mend: "Set insufficientDataHealthStatus: Unhealthy where silence is bad news, LastKnownStatus where it is none.",
  meets: ["missing-data-said"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    ofEachCheck(graph, (check, { node }) =>
      kindOf(check) !== "alarm" || check.isSet("insufficientDataHealthStatus")
        ? []
        : [
            violation(
              check,
              `${check.name} does not say what it means when CloudWatch has no data: then nobody chose whether ${node.name} fails over. Set insufficientDataHealthStatus.`,
            ),
          ],
    ),
};
