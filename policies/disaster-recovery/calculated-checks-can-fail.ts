import { UNKNOWN } from "../graph";
import { kindOf } from "../graph/routing";
import { type Rule, undetermined, violation } from "../rule";
import { ofEachCheck } from "./followed";

export const calculatedChecksCanFail: Rule = {
  name: "calculated-checks-can-fail",
  demands: "A calculated health check needs at least one healthy child, and no more than it has.",
  why: 'With a threshold of 0 Route 53 always considers the check healthy, with one above the number of children always unhealthy ("HealthThreshold" in "HealthCheckConfig").',
  breaks: "The check says the same whatever its children say, so it never moves traffic, or always.",
  mend: "Set childHealthThreshold to a number from 1 to that of the children.",
  meets: ["failover-records-checked"],
  severity: "high",
  scope: "stack",
  judge: (graph) =>
    ofEachCheck(graph, (check) => {
      if (kindOf(check) !== "calculated") return [];
      const children = check.list("childHealthchecks");
      const threshold = check.get("childHealthThreshold") ?? 0;
      if (children === UNKNOWN) return [undetermined(check, "childHealthchecks")];
      if (threshold === UNKNOWN) return [undetermined(check, "childHealthThreshold")];
      const asks = `${check.name} asks for ${threshold} healthy of ${children.length} children`;
      const mend = "Set childHealthThreshold to a number from 1 to that of the children.";
      if (threshold === 0) return [violation(check, `${asks}, so it is always healthy. ${mend}`)];
      if (Number(threshold) > children.length)
        return [violation(check, `${asks}, so it is always unhealthy. ${mend}`)];
      return [];
    }),
};
