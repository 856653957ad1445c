/** The rules of this pack: from the name that clients ask to what answers them. */
import { BUCKETS } from "../graph/buckets";
import { leastPrivilege } from "../least-privilege/rules";
import type { Rule } from "../rule";
import { acknowledgementPathStaysInRegion } from "./acknowledgement-path-stays-in-region";
import { alarmOnEveryCheck } from "./alarm-on-every-check";
import { calculatedChecksCanFail } from "./calculated-checks-can-fail";
import { certificateExpiryAlarm } from "./certificate-expiry-alarm";
import { certificatePerRegion } from "./certificate-per-region";
import { checkLooksAtOwnRegion } from "./check-looks-at-own-region";
import { checkMatchesString } from "./check-matches-string";
import { checkNotAtFailoverName } from "./check-not-at-failover-name";
import { checkPathAnswered } from "./check-path-answered";
import { checkSpeed } from "./check-speed";
import { dataBucketsReplicated } from "./data-buckets-replicated";
import { dataBucketsVersioned } from "./data-buckets-versioned";
import { dataResourcesProtected } from "./data-resources-protected";
import { failoverChecksEnabled } from "./failover-checks-enabled";
import { failoverRecordsChecked } from "./failover-records-checked";
import { failoverRecordsInPairs } from "./failover-records-in-pairs";
import { missingDataSaid } from "./missing-data-said";
import { recordTtl } from "./record-ttl";
import { standbyCapacityEqual } from "./standby-capacity-equal";
import { stopSwitchInStandby } from "./stop-switch-in-standby";

/** Whose policies are judged: those of buckets and what replicates them, of what alarms tell, and of APIs. */
const SUBJECTS = [
  ...BUCKETS,
  "aws:sns/topic:Topic",
  "aws:apigatewayv2/api:Api",
  "aws:apigateway/restApi:RestApi",
];

export const rules: readonly Rule[] = [
  failoverRecordsInPairs,
  failoverRecordsChecked,
  failoverChecksEnabled,
  calculatedChecksCanFail,
  checkLooksAtOwnRegion,
  checkPathAnswered,
  recordTtl,
  checkSpeed,
  checkNotAtFailoverName,
  checkMatchesString,
  missingDataSaid,
  stopSwitchInStandby,
  alarmOnEveryCheck,
  dataBucketsVersioned,
  dataBucketsReplicated,
  certificatePerRegion,
  certificateExpiryAlarm,
  dataResourcesProtected,
  standbyCapacityEqual,
  acknowledgementPathStaysInRegion,
  ...leastPrivilege(...SUBJECTS),
];
