import { UNKNOWN } from "../graph";
import { type Rule, undetermined, violation } from "../rule";
import { ofEachCheck } from "./followed";

export const failoverChecksEnabled: Rule = {
  name: "failover-checks-enabled",
  demands: "No health check that a failover record follows is disabled.",
  why: 'Route 53 considers a disabled health check healthy ("Disabled" in "HealthCheckConfig").',
  breaks: "The region keeps its traffic whatever happens to it.",
  mend: "Remove disabled; to send traffic away, use the STOP switch.",
  meets: ["failover-records-checked"],
  severity: "critical",
  scope: "stack",
  judge: (graph) =>
    ofEachCheck(graph, (check, record) => {
      const disabled = check.get("disabled");
      if (disabled === UNKNOWN) return [undetermined(check, "disabled")];
      if (disabled !== true) return [];
      return [
        violation(
          check,
          `${check.name} is disabled, which counts as healthy: ${record.node.name} can never fail over. Remove disabled; to send traffic away, use the STOP switch.`,
        ),
      ];
    }),
};
