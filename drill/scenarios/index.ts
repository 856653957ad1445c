import type { Scenario } from "../scenario";
import { deployBrokenBuild } from "./deploy-broken-build";
import { deployUnderLoad } from "./deploy-under-load";
import { firehoseHangsAtPeak } from "./firehose-hangs-at-peak";
import { flood } from "./flood";
import { primaryBlackHole } from "./primary-black-hole";
import { rebuildPrimary } from "./rebuild-primary";
import { rebuildStandby } from "./rebuild-standby";
import { stopPrimary } from "./stop-primary";
import { stopPrimaryDead } from "./stop-primary-dead";

export const scenarios: readonly Scenario[] = [
  primaryBlackHole,
  stopPrimary,
  stopPrimaryDead,
  deployUnderLoad,
  deployBrokenBuild,
  firehoseHangsAtPeak,
  flood,
  rebuildPrimary,
  rebuildStandby,
];
