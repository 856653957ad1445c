import { type Node, UNKNOWN } from "../graph";
import { type Finding, undetermined, violation } from "../rule";
import { nameOfService } from "./documented-sources";
import type { RuleFor } from "./judging";

const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";

/** A bucket's ARN holds no account, and its name may be somebody else's tomorrow; every other source's ARN pins its account. */
export const functionPermissionNamesItsSource: RuleFor = (types) => ({
  name: "function-permission-names-its-source",
  demands: "A service, or everybody, may invoke a function only from a named source.",
  why: "“If you grant permission to a service principal without specifying the source, other accounts could potentially configure resources in their account to invoke your Lambda function” (“AddPermission”).",
  breaks: "Anybody's bucket, rule or API in any account runs the function, with whatever event he likes.",
  mend: "Set sourceArn, and sourceAccount besides where the source is a bucket.",
  meets: ["least-privilege"],
  severity: "high",
  scope: "stack",
  judge: (graph) => (types.includes(FUNCTION) ? graph.ofType(PERMISSION).flatMap(judgePermission) : []),
});

function judgePermission(permission: Node): Finding[] {
  const principal = permission.get("principal");
  if (principal === UNKNOWN) return [undetermined(permission, "principal")];
  const who = String(principal);
  const isSet = (...paths: readonly string[]) => paths.some((path) => permission.isSet(path));
  // A function's URL is open on purpose where its type of authorization says so ("Control access to Lambda function URLs").
  if (who === "*" && isSet("principalOrgId", "functionUrlAuthType")) return [];
  if (who !== "*" && !/\.amazonaws\.com(\.cn)?$/.test(who)) return [];
  const service = nameOfService(who);
  if (service === "s3" && isSet("sourceArn") && !isSet("sourceAccount"))
    return [
      violation(
        permission,
        `${permission.name} lets a bucket invoke the function, whoever owns it: a bucket's ARN holds no account. Set sourceAccount.`,
      ),
    ];
  if (isSet("sourceArn", "sourceAccount", "principalOrgId")) return [];
  const whoSaid = who === "*" ? "everybody" : `${service} of any account`;
  return [
    violation(
      permission,
      `${permission.name} lets ${whoSaid} invoke the function, with any event. Set sourceArn.`,
    ),
  ];
}
