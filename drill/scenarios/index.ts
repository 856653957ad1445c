import type { Scenario } from "../scenario";
import { primaryBlackHole } from "./primary-black-hole";
import { rebuildStandby } from "./rebuild-standby";

export const scenarios: readonly Scenario[] = [primaryBlackHole, rebuildStandby];
