/** The rules of this pack, in the order in which an event passes what they speak of. */
import { BUCKETS } from "../graph/buckets";
import { FUNCTION, SCHEDULE } from "../graph/functions";
import { QUEUE } from "../graph/queues";
import { leastPrivilege } from "../least-privilege/rules";
import type { Rule } from "../rule";
import { alarmOnDeadLetters } from "./alarm-on-dead-letters";
import { alarmOnDeliveryFreshness } from "./alarm-on-delivery-freshness";
import { alarmOnOldestUndeliverable } from "./alarm-on-oldest-undeliverable";
import { asynchronousFailuresKept } from "./asynchronous-failures-kept";
import { deleteMarkersNotReplicated } from "./delete-markers-not-replicated";
import { DELIVERY_STREAM } from "./delivery-streams";
import { mappingHasFailureDestination } from "./mapping-has-failure-destination";
import { mappingReportsPartialFailures } from "./mapping-reports-partial-failures";
import { producerHasPeerUndeliverableBucket } from "./producer-has-peer-undeliverable-bucket";
import { producerHasUndeliverableBucket } from "./producer-has-undeliverable-bucket";
import { producerMayPutUndeliverable } from "./producer-may-put-undeliverable";
import { queueHasDeadLetterQueue } from "./queue-has-dead-letter-queue";
import { queueReceivesMax } from "./queue-receives-max";
import { queueVisibility } from "./queue-visibility";
import { streamBacksUpSource } from "./stream-backs-up-source";
import { streamHasErrorPrefix } from "./stream-has-error-prefix";
import { streamLogsErrors } from "./stream-logs-errors";
import { STREAM, streamRetention } from "./stream-retention";
import { undeliverableNotExpired } from "./undeliverable-not-expired";
import { undeliverableNotForceDestroyed } from "./undeliverable-not-force-destroyed";
import { undeliverableReplayedByEvent } from "./undeliverable-replayed-by-event";
import { undeliverableReplayedBySchedule } from "./undeliverable-replayed-by-schedule";
import { undeliverableVersioned } from "./undeliverable-versioned";

export const rules: readonly Rule[] = [
  producerHasUndeliverableBucket,
  producerHasPeerUndeliverableBucket,
  producerMayPutUndeliverable,
  undeliverableReplayedByEvent,
  undeliverableReplayedBySchedule,
  undeliverableVersioned,
  undeliverableNotExpired,
  undeliverableNotForceDestroyed,
  deleteMarkersNotReplicated,
  queueHasDeadLetterQueue,
  queueReceivesMax,
  queueVisibility,
  streamHasErrorPrefix,
  streamLogsErrors,
  streamBacksUpSource,
  streamRetention,
  mappingReportsPartialFailures,
  mappingHasFailureDestination,
  asynchronousFailuresKept,
  alarmOnDeliveryFreshness,
  alarmOnOldestUndeliverable,
  alarmOnDeadLetters,
  ...leastPrivilege(FUNCTION, DELIVERY_STREAM, STREAM, QUEUE, SCHEDULE, ...BUCKETS),
];
