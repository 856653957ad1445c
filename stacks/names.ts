/** Every name that one region must know of the other, computed: either can be rebuilt while the other is gone. */
export interface Place {
  project: string;
  environment: string;
  region: string;
  accountId: string;
}

export interface Names {
  /** What every name begins with; alarms are found by it. */
  prefix: string;
  /** Globally unique, so they hold the account; at most 63 characters ("Bucket naming rules"). */
  lakeBucket: string;
  undeliverableBucket: string;
  stream: string;
  /** The functions; each one's role has its name. */
  collect: string;
  replay: string;
  replayQueue: string;
  deadLetterQueue: string;
  canary: string;
  /** What loads the lake into Postgres, what makes its tables, and the queue between the lake and them. */
  etl: string;
  migrate: string;
  etlQueue: string;
  etlDeadLetterQueue: string;
  /** The Postgres instance's identifier. */
  database: string;
  /** The schedules; each one's role has its name. */
  sweep: string;
  canarySchedule: string;
  deliveryRole: string;
  lakeReplicationRole: string;
  undeliverableReplicationRole: string;
  /** Of S3 Batch Replication, for what was there before the rules were. */
  lakeBatchRole: string;
  undeliverableBatchRole: string;
  api: string;
  /** SNS topics: of the region's alarms, and of its health's flips, which is in us-east-1 with Route 53's metrics. */
  alarmTopic: string;
  flipTopic: string;
  dashboard: string;
  /** The web ACL before CloudFront, where there is one. */
  edge: string;
}

/** IAM's and the buckets' names are global, so every name holds its region. */
const prefixOf = ({ project, environment, region }: Omit<Place, "accountId">): string =>
  `${project}-${environment}-${region}`;

/** The Postgres instance's identifier; no other account knows it. */
export const databaseOf = (place: Omit<Place, "accountId">): string => `${prefixOf(place)}-warehouse`;

export function namesOf(place: Place): Names {
  const { accountId } = place;
  const prefix = prefixOf(place);
  return {
    prefix: `${prefix}-`,
    lakeBucket: `${prefix}-${accountId}-lake`,
    undeliverableBucket: `${prefix}-${accountId}-undeliverable`,
    stream: `${prefix}-events`,
    collect: `${prefix}-collect`,
    replay: `${prefix}-replay`,
    replayQueue: `${prefix}-replay`,
    deadLetterQueue: `${prefix}-dead-letters`,
    canary: `${prefix}-canary`,
    etl: `${prefix}-etl`,
    migrate: `${prefix}-migrate`,
    etlQueue: `${prefix}-etl`,
    etlDeadLetterQueue: `${prefix}-etl-dead-letters`,
    database: databaseOf(place),
    sweep: `${prefix}-sweep`,
    canarySchedule: `${prefix}-canary-schedule`,
    deliveryRole: `${prefix}-delivery`,
    lakeReplicationRole: `${prefix}-lake-replication`,
    undeliverableReplicationRole: `${prefix}-undeliverable-replication`,
    lakeBatchRole: batchRoleOf(`${prefix}-`, "lake"),
    undeliverableBatchRole: batchRoleOf(`${prefix}-`, "undeliverable"),
    api: `${prefix}-api`,
    alarmTopic: `${prefix}-alarms`,
    flipTopic: `${prefix}-health-flips`,
    dashboard: prefix,
    edge: `${prefix}-edge`,
  };
}

/** The alias of `collect` that is invoked; the same word in every region. */
export const LIVE_ALIAS = "live";

/** The role that S3 Batch Replication takes for one of the data buckets. */
export const batchRoleOf = (prefix: string, bucket: "lake" | "undeliverable"): string =>
  `${prefix}${bucket}-s3-batch`;

/** The name of one region alone, under the name that moves between them. */
export const regionalName = (region: string, failoverName: string): string => `${region}.${failoverName}`;

const BUCKET_NAME_MAX = 63;
/** Functions, roles, schedules, streams: 64 characters each ("Lambda quotas", "IAM and AWS STS quotas"). */
const NAME_MAX = 64;
/** "Quotas and constraints for Amazon RDS": an instance's identifier. */
const DATABASE_MAX = 63;

/** Names that AWS would refuse, each with its length. Empty when all fit. */
export function namesTooLong(names: Names): string[] {
  return Object.entries(names).flatMap(([key, name]: [string, string]) => {
    const max = key.endsWith("Bucket") ? BUCKET_NAME_MAX : key === "database" ? DATABASE_MAX : NAME_MAX;
    return name.length > max ? [`${name} has ${name.length} characters, over ${max}.`] : [];
  });
}
