import { UNKNOWN } from "../graph";
import { kindOf } from "../graph/routing";
import { numberOf } from "../parameters";
import { type Rule, undetermined, violation } from "../rule";
import { ofEachCheck } from "./followed";

/** What Route 53 takes where nothing is said ("HealthCheckConfig"). */
const DEFAULTS = { requestInterval: 30, failureThreshold: 3 };

export const checkSpeed: Rule = {
  name: "check-speed",
  demands:
    "A health check that a failover record follows finds a dead region within 30 seconds: its interval times its failures.",
  why: 'A checker calls an endpoint unhealthy after FailureThreshold failed requests in a row, RequestInterval seconds apart, 10 or 30 ("HealthCheckConfig"; "How Amazon Route 53 determines whether a health check is healthy").',
  breaks: "Failover begins later: this time is a part of every recovery.",
  mend: "Set requestInterval to 10 and failureThreshold to 3. An interval is fixed at creation, so the check is replaced.",
  meets: ["check-speed"],
  severity: "high",
  scope: "stack",
  parameters: {
    detectionSecondsMax: {
      type: "integer",
      default: 30,
      minimum: 10,
      maximum: 300,
      description: "Seconds that the interval times the failures may come to.",
    },
  },
  judge: (graph, parameters) =>
    ofEachCheck(graph, (check, { node }) => {
      if (kindOf(check) !== "endpoint") return [];
      const max = numberOf(parameters, "detectionSecondsMax");
      const interval = check.get("requestInterval") ?? DEFAULTS.requestInterval;
      const failures = check.get("failureThreshold") ?? DEFAULTS.failureThreshold;
      if (interval === UNKNOWN) return [undetermined(check, "requestInterval")];
      if (failures === UNKNOWN) return [undetermined(check, "failureThreshold")];
      const seconds = Number(interval) * Number(failures);
      if (seconds <= max) return [];
      return [
        violation(
          check,
          `${check.name} needs ${failures} failures, ${interval} s apart, to see that its region is dead: ${seconds} s, over ${max}, in which ${node.name} sends clients there. Set requestInterval to 10 and failureThreshold to ${Math.floor(max / 10)}.`,
        ),
      ];
    }),
};
