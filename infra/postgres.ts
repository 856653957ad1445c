import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A Postgres of RDS: reached from security groups that are let in, and from nowhere else. */
export interface PostgresArgs {
  /** The instance's name, and of its groups. At most 63 letters, digits and hyphens ("CreateDBInstance"). */
  identifier: string;
  /** Isolated subnets in at least two zones ("Working with DB subnet groups"). */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  vpcId: pulumi.Input<string>;
  /** An arm64 class, such as `db.t4g.medium` or `db.m8g.large` ("DB instance class types"). */
  instanceClass: string;
  /** A second instance in another zone, which takes over within one or two minutes ("Failing over a Multi-AZ DB instance"). */
  multiAz: boolean;
  /** GiB at first; at least 20 for gp3 ("Amazon RDS DB instance storage"). */
  storageGib: number;
  /** GiB up to which it grows by itself; at least a tenth above `storageGib` ("Managing capacity automatically"). */
  storageGibMax: number;
  /** Days that backups reach back; 1 to 35 ("Backup retention period"). */
  backupDays: number;
  /** How functions log in: with the master secret, or as a user of their own with a token of IAM. */
  authentication: "secret" | "iam";
  logDays: number;
  /** Of the instance, beside those of the stack. */
  tags?: Readonly<Record<string, string>>;
}

const PORT = 5432;
const DATABASE = "holdfast";
const MASTER_USER = "holdfast";

/** Its parameter group's family has the same number. Minor versions come by themselves ("Upgrades of the RDS for PostgreSQL DB engine"). */
const MAJOR_VERSION = "18";

/** Where RDS writes a log of an instance ("Publishing PostgreSQL logs to Amazon CloudWatch Logs"). */
export const databaseLogGroup = (identifier: string, log: string): string =>
  `/aws/rds/instance/${identifier}/${log}`;

/** Which logs there are; the last is about logins by IAM alone ("Troubleshooting for IAM DB authentication"). */
const logsOf = ({ authentication }: PostgresArgs): string[] => [
  "postgresql",
  "upgrade",
  ...(authentication === "iam" ? ["iam-db-auth-error"] : []),
];

/**
 * Protected, children included, and protected by RDS itself: it holds what analysts made of the lake. It could be loaded again from there,
 * which takes as long as it takes.
 */
export class Postgres extends pulumi.ComponentResource {
  readonly instance: aws.rds.Instance;
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly databaseName = DATABASE;
  readonly userName = MASTER_USER;
  /** `{"username", "password"}`, made and rotated by RDS ("Password management with Amazon RDS and AWS Secrets Manager"). */
  readonly secretArn: pulumi.Output<string>;
  /** Has no rule: whoever may come in says so by one of its own. */
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:Postgres", name, {}, { ...opts, protect: true });
    const child = { parent: this };
    const { identifier } = args;
    const subnetGroup = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      { name: identifier, description: "Isolated subnets of the warehouse", subnetIds: args.subnetIds },
      child,
    );
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-group`,
      // The provider takes away the rule by which a new group lets everything out.
      { name: identifier, description: "The warehouse", vpcId: args.vpcId },
      child,
    );
    const parameterGroup = new aws.rds.ParameterGroup(
      `${name}-parameters`,
      {
        name: `${identifier}-postgres${MAJOR_VERSION}`,
        description: "TLS for everyone, and no row in a log",
        family: `postgres${MAJOR_VERSION}`,
        parameters: [
          // The default since 15, stated all the same ("Requiring an SSL connection to a PostgreSQL DB instance").
          { name: "rds.force_ssl", value: "1" },
          // DETAIL and CONTEXT quote rows, which are somebody's visits, and logs outlive a visitor's wish to be forgotten
          // (PostgreSQL, "Error Reporting and Logging").
          { name: "log_error_verbosity", value: "terse" },
        ],
      },
      child,
    );
    const logs = logsOf(args);
    const logGroups = logs.map(
      (log) =>
        new aws.cloudwatch.LogGroup(
          `${name}-log-${log}`,
          { name: databaseLogGroup(identifier, log), retentionInDays: args.logDays },
          child,
        ),
    );
    this.instance = new aws.rds.Instance(
      `${name}-instance`,
      {
        identifier,
        tags: args.tags,
        engine: "postgres",
        engineVersion: MAJOR_VERSION,
        autoMinorVersionUpgrade: true,
        instanceClass: args.instanceClass,
        multiAz: args.multiAz,
        // At once: a standby that grows because it is the last region left does not wait for its weekly window. A change of class cuts
        // every connection; messages wait meanwhile.
        applyImmediately: true,

        dbName: DATABASE,
        port: PORT,
        username: MASTER_USER,
        manageMasterUserPassword: true,
        iamDatabaseAuthenticationEnabled: args.authentication === "iam",
        // Its authority renews the server's certificate by itself ("Using SSL/TLS to encrypt a connection to a DB instance").
        caCertIdentifier: "rds-ca-rsa2048-g1",

        dbSubnetGroupName: subnetGroup.name,
        vpcSecurityGroupIds: [securityGroup.id],
        publiclyAccessible: false,
        parameterGroupName: parameterGroup.name,

        storageType: "gp3",
        allocatedStorage: args.storageGib,
        maxAllocatedStorage: args.storageGibMax,
        storageEncrypted: true,

        backupRetentionPeriod: args.backupDays,
        copyTagsToSnapshot: true,
        deletionProtection: true,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: `${identifier}-final`,

        enabledCloudwatchLogsExports: logs,
        // What CloudWatch shows of load and statements, for 7 days, free of charge ("Standard mode of Database Insights"). The advanced mode
        // keeps 15 months and costs by the vCPU.
        databaseInsightsMode: "standard",
        performanceInsightsEnabled: true,
        performanceInsightsRetentionPeriod: 7,
      },
      // RDS would make the groups itself, and keep what is in them for ever.
      { ...child, dependsOn: logGroups },
    );
    this.host = this.instance.address;
    this.port = this.instance.port;
    this.secretArn = this.instance.masterUserSecrets.apply(secretArnOf);
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({
      host: this.host,
      port: this.port,
      secretArn: this.secretArn,
      securityGroupId: this.securityGroupId,
    });
  }
}

const secretArnOf = (secrets: readonly { readonly secretArn: string }[]): string => {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("RDS made no secret although it manages the master's password.");
  return secret.secretArn;
};
