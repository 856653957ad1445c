/** Breaks the way of an event from the collector to the lake and back from where refused ones lie: what `at-least-once` holds. */
import { named, type Operator } from "../operator";
import { alsoAllows, drop, every, refer, set, statements, unset } from "../surgery";

const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const QUEUE = "aws:sqs/queue:Queue";
const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
const SCHEDULE = "aws:scheduler/schedule:Schedule";

const collector = named("collector-function-lambda");
const mayPut = named("collector-to-undeliverable-put");
const replayMapping = named("undeliverable-to-replay-from-queue");
const sweep = named("undeliverable-to-replay-sweep-schedule");
const replayQueue = named("undeliverable-to-replay-queue");
const undeliverable = named("undeliverable-bucket");

const here = ["producer-has-undeliverable-bucket"];
const inPeer = ["producer-has-peer-undeliverable-bucket"];
const put = ["producer-may-put-undeliverable"];
const byEvent = ["undeliverable-replayed-by-event"];
const bySchedule = ["undeliverable-replayed-by-schedule"];

/** The same policy with an ARN less for each that holds this text. */
const withoutArn = (text: string) =>
  statements("policy", (statement) => ({
    ...statement,
    Resource: [statement.Resource ?? []].flat().filter((arn) => !arn.includes(text)),
  }));
const withoutAction = (action: string) =>
  statements("policy", (statement) => {
    const left = [statement.Action].flat().filter((one) => one !== action);
    return left.length === 0 ? undefined : { ...statement, Action: left };
  });

const producing: readonly Operator[] = [
  {
    does: "is told of no bucket",
    meant: here,
    types: [FUNCTION],
    where: collector,
    change: every(
      unset("environment.variables.UNDELIVERABLE_BUCKET"),
      unset("environment.variables.PEER_UNDELIVERABLE_BUCKET"),
    ),
  },
  {
    does: "is told of no bucket in its region",
    meant: here,
    types: [FUNCTION],
    where: collector,
    change: unset("environment.variables.UNDELIVERABLE_BUCKET"),
  },
  {
    does: "is told of no bucket in the peer's region",
    meant: inPeer,
    types: [FUNCTION],
    where: collector,
    change: unset("environment.variables.PEER_UNDELIVERABLE_BUCKET"),
  },
  {
    does: "is told of the same bucket twice",
    meant: inPeer,
    types: [FUNCTION],
    where: collector,
    change: (resource, all) =>
      set("environment.variables.PEER_UNDELIVERABLE_BUCKET", all.find(undeliverable)?.inputs.bucket)(
        resource,
        all,
      ),
  },
  { does: "is gone", meant: put, types: [ROLE_POLICY], where: mayPut, change: drop },
  {
    does: "may only read",
    meant: put,
    types: [ROLE_POLICY],
    where: mayPut,
    change: statements("policy", (statement) => ({ ...statement, Action: ["s3:GetObject"] })),
  },
  {
    does: "leaves out the bucket of its region",
    meant: put,
    types: [ROLE_POLICY],
    where: mayPut,
    change: withoutArn("eu-west-1"),
  },
  {
    does: "leaves out the peer's bucket",
    meant: [...put, ...inPeer],
    types: [ROLE_POLICY],
    where: mayPut,
    change: withoutArn("us-west-2"),
  },
  {
    does: "is refused what it was allowed",
    meant: put,
    types: [ROLE_POLICY],
    where: mayPut,
    change: alsoAllows("policy", { Effect: "Deny", Action: "s3:Put*", Resource: "*" }),
  },
  {
    does: "is another role's",
    meant: put,
    types: [ROLE_POLICY],
    where: mayPut,
    change: refer("role", named("undeliverable-to-replay-function-role"), "name"),
  },
];

const replaying: readonly Operator[] = [
  {
    does: "tells nobody",
    meant: byEvent,
    types: [NOTIFICATION],
    where: named("undeliverable-to-replay-notification"),
    change: drop,
  },
  {
    does: "tells of what was removed",
    meant: byEvent,
    types: [NOTIFICATION],
    where: named("undeliverable-to-replay-notification"),
    change: set("queues[0].events", ["s3:ObjectRemoved:*"]),
  },
  {
    does: "tells the dead letters' queue",
    meant: byEvent,
    types: [NOTIFICATION],
    where: named("undeliverable-to-replay-notification"),
    change: refer("queues[0].queueArn", named("undeliverable-to-replay-dead-letters"), "arn"),
  },
  {
    does: "speaks of the lake instead",
    meant: byEvent,
    types: [NOTIFICATION],
    where: named("undeliverable-to-replay-notification"),
    change: refer("bucket", named("lake-bucket"), "bucket"),
  },
  { does: "is gone", meant: byEvent, types: [MAPPING], where: replayMapping, change: drop },
  {
    does: "is switched off",
    meant: byEvent,
    types: [MAPPING],
    where: replayMapping,
    change: set("enabled", false),
  },
  {
    does: "wakes another function",
    meant: byEvent,
    types: [MAPPING],
    where: replayMapping,
    change: refer("functionName", named("lake-to-postgres-etl-lambda"), "arn"),
  },
  {
    does: "is gone, so that S3 may not send",
    meant: byEvent,
    types: [QUEUE_POLICY],
    where: named("undeliverable-to-replay-may-notify"),
    change: drop,
  },
  { does: "is gone", meant: bySchedule, types: [SCHEDULE], where: sweep, change: drop },
  {
    does: "is switched off",
    meant: bySchedule,
    types: [SCHEDULE],
    where: sweep,
    change: set("state", "DISABLED"),
  },
  {
    does: "wakes another function",
    meant: bySchedule,
    types: [SCHEDULE],
    where: sweep,
    change: refer("target.arn", named("scheduled-canary-function-lambda"), "arn"),
  },
  {
    does: "happens once",
    meant: bySchedule,
    types: [SCHEDULE],
    where: sweep,
    change: set("scheduleExpression", "at(2030-01-01T00:00:00)"),
  },
  {
    does: "may not wake anyone",
    meant: bySchedule,
    types: [ROLE_POLICY],
    where: named("undeliverable-to-replay-sweep-invoke"),
    change: drop,
  },
  ...["s3:GetObject", "s3:DeleteObject", "firehose:PutRecordBatch"].map(
    (action): Operator => ({
      does: `loses ${action}`,
      meant: byEvent,
      types: [ROLE_POLICY],
      where: named("undeliverable-to-replay-drain"),
      change: withoutAction(action),
    }),
  ),
  {
    does: "loses s3:ListBucket",
    meant: bySchedule,
    types: [ROLE_POLICY],
    where: named("undeliverable-to-replay-drain"),
    change: withoutAction("s3:ListBucket"),
  },
  {
    does: "loses sqs:ReceiveMessage",
    meant: byEvent,
    types: [ROLE_POLICY],
    where: named("undeliverable-to-replay-queues"),
    change: withoutAction("sqs:ReceiveMessage"),
  },
];

export const delivery: readonly Operator[] = [
  ...producing,
  ...replaying,
  {
    does: "is still told by nobody who reads it",
    meant: byEvent,
    types: [QUEUE],
    where: replayQueue,
    change: drop,
  },
];
