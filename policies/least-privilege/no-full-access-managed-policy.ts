import { isFullAccess, isManagedByAws } from "../graph/managed-policies";
import { type Finding, undetermined, violation } from "../rule";
import type { RuleFor } from "./judging";
import { grantsOf, subjectsOf } from "./subjects";

/** AWS manages some policies for one task, and some that hand out a whole service. */
export const noFullAccessManagedPolicy: RuleFor = (types) => ({
  name: "no-full-access-managed-policy",
  demands: "No role is given a policy of AWS's that hands out a whole service.",
  why: "“AWS managed policies might not grant least-privilege permissions for your specific use cases because they are available for use by all AWS customers” (“Security best practices in IAM”).",
  breaks: "One function may delete every bucket, queue or table of the account.",
  mend: "Write a policy with the actions and resources of the task, or attach the narrow policy that AWS has for it (service-role/…).",
  meets: ["least-privilege"],
  severity: "high",
  scope: "stack",
  judge(graph) {
    const attached = grantsOf(graph, subjectsOf(graph, types)).filter(({ path }) =>
      /^(managedP|p)olicyArns?$/.test(path),
    );
    return attached.flatMap(({ holder, path, arn }): Finding[] => {
      if (arn === undefined) return [undetermined(holder, path)];
      if (!isManagedByAws(arn) || !isFullAccess(arn)) return [];
      const name = arn.replace(/^.*\//, "");
      return [
        violation(
          holder,
          `${holder.name} attaches ${name}, which hands out whole services: whatever the account has there is in reach. Write a policy with the task's own actions and resources.`,
        ),
      ];
    });
  },
});
