import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { answersGet } from "../graph/routes";
import { checkedName, checksOfFailover, kindOf } from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";

/** Of checks whose API is in the stack or in its peer's: a STOP switch is asked of the peer. */
export const checkPathAnswered: Rule = {
  name: "check-path-answered",
  demands: "The API that a health check asks has a route for the path that it asks for.",
  why: 'An HTTP API answers 404 to what no route matches, and Route 53 takes only 2xx and 3xx for healthy ("Create routes for HTTP APIs in API Gateway", "How Amazon Route 53 determines whether a health check is healthy").',
  breaks: "The region is unhealthy for ever; behind an inverted check, nobody can stop the primary.",
  mend: "Add the route, or correct resourcePath.",
  meets: ["failover-records-checked", "stop-switch-in-standby"],
  severity: "high",
  scope: "pair",
  judge: (graph) => judgeIn(graph, graph),
  judgePair: (one, other) => [...judgeIn(one, other), ...judgeIn(other, one)],
};

/** The checks of one stack, by what the APIs of the same or of the other stack answer. */
const judgeIn = (graph: StackGraph, answering: StackGraph): Finding[] =>
  checksOfFailover(graph)
    .filter(({ check }) => kindOf(check) === "endpoint")
    .flatMap(({ check }) => judgeCheck(check, answering));

function judgeCheck(check: Node, answering: StackGraph): Finding[] {
  const host = checkedName(check);
  if (typeof host !== "string") return [];
  const path = check.get("resourcePath") ?? "/";
  if (path === UNKNOWN) return [undetermined(check, "resourcePath")];
  const answers = answersGet(answering, host, String(path));
  if (answers === UNKNOWN) return [undetermined(check, `whether ${host} answers ${String(path)}`)];
  if (answers !== false) return [];
  return [
    violation(
      check,
      `${check.name} asks ${host} for ${String(path)}, and its API has no route for it: it answers 404, whatever the state of the region. Add the route, or correct resourcePath.`,
    ),
  ];
}
