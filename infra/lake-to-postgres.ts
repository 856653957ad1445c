import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EtlVariables } from "../handlers/etl/environment";
import type { MigrateVariables } from "../handlers/migrate/environment";
import type { DatabaseVariables } from "../handlers/warehouse/environment";
import { type LakeToQueue, LOADED_PREFIXES } from "./lake-to-queue";
import { databaseClients } from "./parts/database-clients";
import { BundledFunction, type Filled, type FunctionVpc } from "./parts/function";
import { allow, policyOf } from "./parts/policy";
import type { Postgres } from "./postgres";
import type { PrivateNetwork } from "./private-network";

/** Lake → Postgres: `migrate` makes the tables on each deployment, and `etl` loads each new object by event, both from inside the network. */
export interface LakeToPostgresArgs {
  /** Of the function, its role, and the security group of both functions. */
  etlName: pulumi.Input<string>;
  migrateName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  lake: aws.s3.Bucket;
  /** What is to be loaded. */
  toLoad: LakeToQueue;
  network: PrivateNetwork;
  database: Postgres;
  /** How `etl` logs in; `migrate` always takes the master secret. */
  authentication: "secret" | "iam";
  /** Seconds that loading one object may take; at most 900. */
  timeoutSeconds: number;
  memoryMebibytes: number;
  logDays: number;
  /** Runs at once from the queue, each with one connection; 2 to 1,000. Not reserved concurrency: that over-pulls and burns receives. */
  concurrencyMax: number;
  /** Seconds until the second try while the database cannot be reached; each further wait is twice as long. */
  retryBaseSeconds: number;
  /** The longest such wait; with a run it stays under the 12 hours that a message can be hidden ("ChangeMessageVisibility"). */
  retrySecondsMax: number;
  /** Years before its receipt that an event's own time may lie. */
  pastYears: number;
  /** Hours after its receipt that it may lie. */
  futureHours: number;
  /** Days back that have a partition each. */
  partitionDays: number;
}

/**
 * A message is one object. Objects are few (one each few minutes) and may be large, so a run has its whole time for one, and none waits
 * for another's retry.
 */
const BATCH_SIZE = 1;

/** The longest that Lambda runs ("Lambda quotas"): a migration may rewrite a table. */
const MIGRATE_SECONDS = 900;

/** The user of `migrate`'s making that logs in by IAM; it may do what loading needs, and nothing else. */
const IAM_USER = "etl";

/** Reads what is loaded. S3 answers 403 instead of 404 for an object that is gone unless the reader may list ("GetObject"). */
export const readLakePolicy = (lakeArn: string): string => {
  const patterns = Object.values(LOADED_PREFIXES).map((prefix) => `${prefix}*`);
  return policyOf(
    allow(
      "s3:GetObject",
      patterns.map((pattern) => `${lakeArn}/${pattern}`),
    ),
    allow("s3:ListBucket", lakeArn, { StringLikeIfExists: { "s3:prefix": patterns } }),
  );
};

/** What the event source mapping does with the function's role, and how the function itself puts a message off. */
export const takeFromQueuePolicy = (queueArn: string): string =>
  policyOf(
    allow(
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"],
      queueArn,
    ),
  );

/** Reads the database's managed secret. Its key is Secrets Manager's own, which needs no right of ours ("Secret encryption and decryption"). */
export const readSecretPolicy = (secretArn: string): string =>
  policyOf(allow("secretsmanager:GetSecretValue", secretArn));

/** Logs in as {@link IAM_USER}, and as nobody else ("Creating and using an IAM policy for IAM database access"). */
export const connectPolicy = (region: string, accountId: string, resourceId: string): string =>
  policyOf(allow("rds-db:connect", `arn:aws:rds-db:${region}:${accountId}:dbuser:${resourceId}/${IAM_USER}`));

/**
 * What both functions know of the database. The runtime has RDS's certificate authorities in a file ("Building Lambda functions with
 * Node.js", "Connecting to RDS with TLS").
 */
const databaseVariables = (
  { database, authentication }: Pick<LakeToPostgresArgs, "database" | "authentication">,
  user: pulumi.Input<string>,
): Filled<DatabaseVariables> => ({
  DATABASE_HOST: database.host,
  DATABASE_PORT: pulumi.interpolate`${database.port}`,
  DATABASE_NAME: database.databaseName,
  DATABASE_USER: user,
  DATABASE_SECRET_ARN: database.secretArn,
  DATABASE_AUTHENTICATION: authentication,
  DATABASE_CA_FILE: "/var/runtime/ca-cert.pem",
});

/** What `migrate` reads at its start; a variable left out does not compile. */
export const migrateVariables = (args: LakeToPostgresArgs): Filled<MigrateVariables> => ({
  ...databaseVariables(args, args.database.userName),
  REGION: args.region,
});

/** What `etl` reads at its start. */
export const etlVariables = (
  args: LakeToPostgresArgs,
  queueUrl: pulumi.Input<string>,
): Filled<EtlVariables> => ({
  ...databaseVariables(args, args.authentication === "iam" ? IAM_USER : args.database.userName),
  REGION: args.region,
  ACCOUNT_ID: args.accountId,
  LAKE_BUCKET: args.lake.bucket,
  QUEUE_URL: queueUrl,
  RETRY_BASE_SECONDS: String(args.retryBaseSeconds),
  RETRY_SECONDS_MAX: String(args.retrySecondsMax),
  PAST_YEARS_MAX: String(args.pastYears),
  FUTURE_HOURS_MAX: String(args.futureHours),
  PARTITION_DAYS: String(args.partitionDays),
});

export class LakeToPostgres extends pulumi.ComponentResource {
  readonly etl: aws.lambda.Function;
  readonly migrate: aws.lambda.Function;

  constructor(name: string, args: LakeToPostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:LakeToPostgres", name, {}, opts);
    const child = { parent: this };
    const { network, database, region } = args;
    const { queue } = args.toLoad;

    const { group, rules } = databaseClients(
      name,
      {
        groupName: args.etlName,
        vpcId: network.vpcId,
        databaseSecurityGroupId: database.securityGroupId,
        databasePort: database.port,
        endpointSecurityGroupId: network.endpointSecurityGroupId,
        s3PrefixListId: network.s3PrefixListId,
      },
      child,
    );
    const vpc: FunctionVpc = { region, subnetIds: network.subnetIds, securityGroupIds: [group.id] };
    const right = (owner: string, what: string, role: aws.iam.Role, policy: pulumi.Input<string>) =>
      new aws.iam.RolePolicy(`${name}-${owner}-${what}`, { name: what, role: role.name, policy }, child);
    const readSecret = database.secretArn.apply(readSecretPolicy);

    const migrate = new BundledFunction(
      `${name}-migrate`,
      {
        ...args,
        handler: "migrate",
        functionName: args.migrateName,
        timeoutSeconds: MIGRATE_SECONDS,
        variables: migrateVariables(args),
        vpc,
      },
      child,
    );
    const migrateMayLogIn = right("migrate", "read-secret", migrate.role, readSecret);
    const migrated = new aws.lambda.Invocation(
      `${name}-migrated`,
      {
        functionName: migrate.function.name,
        input: "{}",
        // Another build has other migrations, and another instance has had none.
        triggers: { build: migrate.build, database: database.instance.resourceId },
      },
      // Without its rights and its ways it would reach nothing, and the whole deployment would fail.
      { ...child, dependsOn: [network, ...rules, migrateMayLogIn] },
    );

    const etl = new BundledFunction(
      `${name}-etl`,
      {
        ...args,
        handler: "etl",
        functionName: args.etlName,
        variables: etlVariables(args, queue.url),
        vpc,
      },
      // New code finds its tables: they are migrated before it is there.
      { ...child, dependsOn: [migrated] },
    );
    const logIn =
      args.authentication === "secret"
        ? right("etl", "read-secret", etl.role, readSecret)
        : right(
            "etl",
            "connect",
            etl.role,
            pulumi
              .all([args.accountId, database.instance.resourceId])
              .apply(([accountId, resourceId]) => connectPolicy(region, accountId, resourceId)),
          );
    const rights = [
      right("etl", "read-lake", etl.role, args.lake.arn.apply(readLakePolicy)),
      right("etl", "take-from-queue", etl.role, queue.arn.apply(takeFromQueuePolicy)),
      logIn,
    ];
    new aws.lambda.EventSourceMapping(
      `${name}-from-queue`,
      {
        eventSourceArn: queue.arn,
        functionName: etl.function.arn,
        batchSize: BATCH_SIZE,
        // What it put off comes back when it said; without this, when the queue says.
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: args.concurrencyMax },
      },
      // Lambda tries the queue's rights when the mapping is made, and a run without rights would burn a receive.
      { ...child, dependsOn: rights },
    );

    this.etl = etl.function;
    this.migrate = migrate.function;
    this.registerOutputs({ etl: this.etl, migrate: this.migrate });
  }
}
