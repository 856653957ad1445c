/** The rules of this pack: from the database outwards. */
import { FUNCTION } from "../graph/functions";
import { leastPrivilege } from "../least-privilege/rules";
import type { Rule } from "../rule";
import { dataStoresEncrypted } from "./data-stores-encrypted";
import { databaseClientsInIsolatedSubnets } from "./database-clients-in-isolated-subnets";
import { hasDatabaseClients } from "./database-credentials";
import { databasesInIsolatedSubnets } from "./databases-in-isolated-subnets";
import { databasesNotPublic } from "./databases-not-public";
import { databasesReachedFromNamedGroups } from "./databases-reached-from-named-groups";
import { defaultGroupClosed } from "./default-group-closed";
import { flowLogsOn } from "./flow-logs-on";
import { noGroupOpenToTheWorld } from "./no-group-open-to-the-world";
import { subnetsGiveNoPublicAddresses } from "./subnets-give-no-public-addresses";
import { workloadsHaveNoPublicAddresses } from "./workloads-have-no-public-addresses";

/** Whose policies are judged: those of databases, of their secrets, of flow logs. */
const SUBJECTS = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:secretsmanager/secret:Secret",
  "aws:ec2/flowLog:FlowLog",
];
const withFunctions = leastPrivilege(...SUBJECTS, FUNCTION);

/** Those of functions too where one of them may log in to a database; else they are other packs' business. */
const leastPrivilegeHere = leastPrivilege(...SUBJECTS).map(
  (rule, index): Rule => ({
    ...rule,
    judge: (graph, parameters) =>
      (hasDatabaseClients(graph) ? (withFunctions[index] ?? rule) : rule).judge(graph, parameters),
  }),
);

export const rules: readonly Rule[] = [
  databasesNotPublic,
  databasesInIsolatedSubnets,
  dataStoresEncrypted,
  databasesReachedFromNamedGroups,
  databaseClientsInIsolatedSubnets,
  noGroupOpenToTheWorld,
  defaultGroupClosed,
  subnetsGiveNoPublicAddresses,
  workloadsHaveNoPublicAddresses,
  flowLogsOn,
  ...leastPrivilegeHere,
];
