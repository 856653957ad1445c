/** All packs, in the order in which they are listed. */
import { demands as atLeastOnceDemands } from "./at-least-once/demands";
import { rules as atLeastOnce } from "./at-least-once/rules";
import { demands as disasterRecoveryDemands } from "./disaster-recovery/demands";
import { rules as disasterRecovery } from "./disaster-recovery/rules";
import type { Pack } from "./report";
import { demands as s3EndpointsDemands } from "./s3-endpoints/demands";
import { rules as s3Endpoints } from "./s3-endpoints/rules";
import { demands as vpcIsolationDemands } from "./vpc-isolation/demands";
import { rules as vpcIsolation } from "./vpc-isolation/rules";

export const packs: readonly Pack[] = [
  { name: "vpc-isolation", rules: vpcIsolation, demands: vpcIsolationDemands },
  { name: "s3-endpoints", rules: s3Endpoints, demands: s3EndpointsDemands },
  { name: "at-least-once", rules: atLeastOnce, demands: atLeastOnceDemands },
  { name: "disaster-recovery", rules: disasterRecovery, demands: disasterRecoveryDemands },
];
