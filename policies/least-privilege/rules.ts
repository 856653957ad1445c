/** The rules of least privilege, which every pack has for the resource types that it speaks of. */
import type { Rule } from "../rule";
import { functionPermissionNamesItsSource } from "./function-permission-names-its-source";
import type { RuleFor } from "./judging";
import { noAnonymousPrincipal } from "./no-anonymous-principal";
import { noFullAccessManagedPolicy } from "./no-full-access-managed-policy";
import { noWildcardAction } from "./no-wildcard-action";
import { noWildcardResource } from "./no-wildcard-resource";
import { servicePrincipalNamesItsSource } from "./service-principal-names-its-source";

const RULES: readonly RuleFor[] = [
  noWildcardAction,
  noWildcardResource,
  noFullAccessManagedPolicy,
  noAnonymousPrincipal,
  servicePrincipalNamesItsSource,
  functionPermissionNamesItsSource,
];

/**
 * Judged are the policies of resources of these types, and all roles that their services assume: `aws:s3/bucket:Bucket`
 * stands for bucket policies and for roles of replication.
 */
export const leastPrivilege = (...types: readonly string[]): readonly Rule[] =>
  RULES.map((rule) => rule(types));
