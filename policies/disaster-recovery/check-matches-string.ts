import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { failoverRecords, followedChecks, isInverted, kindOf } from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { ofEachCheck } from "./followed";

/** A routing control (Application Recovery Controller) is a person's or a program's decision: nothing there to match. */
export const checkMatchesString: Rule = {
  name: "check-matches-string",
  demands:
    "A failover record rests on an endpoint's own answer, and each check of an endpoint looks for a string in it.",
  why: 'Without a string any answer of 2xx or 3xx is healthy, and for TCP any connection ("How Amazon Route 53 determines whether a health check is healthy"). A string can only come from what was meant to be asked.',
  breaks:
    "A default page, a gateway with nothing behind it or another region's answer passes for a healthy region. With CloudWatch alone, failover fails together with it.",
  mend: "Set type to HTTPS_STR_MATCH and searchString to what only a healthy region answers.",
  meets: ["check-matches-string"],
  severity: "high",
  scope: "stack",
  judge: (graph) => [
    ...ofEachCheck(graph, judgeCheck),
    ...failoverRecords(graph)
      .filter(({ node }) => restsOnNoEndpoint(graph, node))
      .map(({ node }) =>
        violation(
          node,
          `${node.name} follows no check that asks an endpoint whether it works: what it follows can be wrong while the region is fine, and the other way round. Follow a check of type HTTPS_STR_MATCH as well.`,
        ),
      ),
  ],
};

const MATCHING = ["HTTP_STR_MATCH", "HTTPS_STR_MATCH"];

function judgeCheck(check: Node): Finding[] {
  const kind = kindOf(check);
  if (kind === UNKNOWN) return [undetermined(check, "type")];
  if (kind !== "endpoint") return [];
  const type = String(check.get("type")).toUpperCase();
  if (!MATCHING.includes(type))
    return [
      violation(
        check,
        `${check.name} is of type ${type}, so any answer passes for a good one. Set type to HTTPS_STR_MATCH, and searchString to what only a healthy region answers.`,
      ),
    ];
  if (check.isSet("searchString") && check.get("searchString") !== "") return [];
  return [
    violation(
      check,
      `${check.name} has no searchString, so nothing tells a good answer from another. Set it to what only a healthy region answers.`,
    ),
  ];
}

/** Only where every check that it follows is known. */
function restsOnNoEndpoint(graph: StackGraph, record: Node): boolean {
  const { checks, elsewhere, isUnknown } = followedChecks(graph, record);
  if (checks.length === 0 || elsewhere.length > 0 || isUnknown) return false;
  return !checks.some((check) => {
    const kind = kindOf(check);
    return kind === UNKNOWN || kind === "control" || (kind === "endpoint" && !isInverted(check));
  });
}
