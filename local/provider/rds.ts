/** RDS: an instance of Postgres, which here is the region's real one. */
import {
  CreateDBInstanceCommand,
  type DBInstance,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { CreateSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { HoldfastError } from "../../errors";
import type { PostgresEndpoint } from "../endpoints";
import { DATABASE_NAME, USER_NAME } from "../services/postgres";
import { EmptyDatabase, ReadMasterPassword } from "./database-client";
import {
  handler,
  NOT_YET,
  type Place,
  physicalName,
  type ResourceHandler,
  type Talk,
  ToOther,
} from "./handler";

interface InstanceInputs {
  readonly identifier?: string;
  readonly engine?: string;
  readonly engineVersion?: string;
  readonly instanceClass: string;
  readonly dbName?: string;
  readonly username?: string;
  readonly manageMasterUserPassword?: boolean;
  readonly multiAz?: boolean;
  readonly allocatedStorage?: number;
  readonly maxAllocatedStorage?: number;
  readonly storageType?: string;
  readonly storageEncrypted?: boolean;
  readonly dbSubnetGroupName?: string;
  readonly vpcSecurityGroupIds?: readonly string[];
  readonly parameterGroupName?: string;
  readonly publiclyAccessible?: boolean;
  readonly backupRetentionPeriod?: number;
  readonly copyTagsToSnapshot?: boolean;
  readonly deletionProtection?: boolean;
  readonly iamDatabaseAuthenticationEnabled?: boolean;
  readonly autoMinorVersionUpgrade?: boolean;
  readonly skipFinalSnapshot?: boolean;
  readonly finalSnapshotIdentifier?: string;
}

interface Secret {
  readonly secretArn: string;
}

/** What creation and change both send. */
const settingsOf = (inputs: InstanceInputs) => ({
  EngineVersion: inputs.engineVersion,
  DBInstanceClass: inputs.instanceClass,
  MultiAZ: inputs.multiAz,
  AllocatedStorage: inputs.allocatedStorage,
  MaxAllocatedStorage: inputs.maxAllocatedStorage,
  StorageType: inputs.storageType,
  VpcSecurityGroupIds: inputs.vpcSecurityGroupIds && [...inputs.vpcSecurityGroupIds],
  DBParameterGroupName: inputs.parameterGroupName,
  PubliclyAccessible: inputs.publiclyAccessible,
  BackupRetentionPeriod: inputs.backupRetentionPeriod,
  CopyTagsToSnapshot: inputs.copyTagsToSnapshot,
  DeletionProtection: inputs.deletionProtection,
  EnableIAMDatabaseAuthentication: inputs.iamDatabaseAuthenticationEnabled,
  AutoMinorVersionUpgrade: inputs.autoMinorVersionUpgrade,
});

/** Until RDS takes the next change ("Viewing DB instance status"). */
function* available(id: string): Talk<DBInstance> {
  for (;;) {
    const { DBInstances } = yield new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
    const [instance] = DBInstances as [DBInstance];
    if (instance.DBInstanceStatus === "available") return instance;
    yield NOT_YET;
  }
}

/** Where the real one listens, whatever MiniStack says of it. */
function postgresOf({ endpoints, region }: Place): PostgresEndpoint {
  const found = endpoints.regions[region]?.postgres;
  if (found) return found;
  throw new HoldfastError("HF_LOCAL_REGION", { region, regions: Object.keys(endpoints.regions).join(", ") });
}

const outputsOf = (instance: DBInstance, place: Place) => {
  const { host, port } = postgresOf(place);
  return {
    identifier: instance.DBInstanceIdentifier,
    arn: instance.DBInstanceArn,
    resourceId: instance.DbiResourceId,
    address: host,
    port,
    endpoint: `${host}:${port}`,
    status: instance.DBInstanceStatus,
  };
};

/** The one Postgres that there is has this engine, this database and this user. */
function refuseOthers({ engine, dbName, username, manageMasterUserPassword: managed }: InstanceInputs): void {
  const others = [
    engine !== "postgres" && `engine ${engine}`,
    dbName !== DATABASE_NAME && `dbName ${dbName}`,
    username !== USER_NAME && `username ${username}`,
    !managed && "manageMasterUserPassword false",
  ].filter((other) => other !== false);
  if (others.length > 0)
    throw new HoldfastError("HF_LOCAL_UNMODELLED", { resource: `Instance with ${others.join(", ")}` });
}

export const databases: readonly ResourceHandler[] = [
  handler<InstanceInputs>({
    type: "aws:rds/instance:Instance",
    service: "rds",
    models: [
      "identifier",
      "engine",
      "engineVersion",
      "instanceClass",
      "dbName",
      "username",
      "manageMasterUserPassword",
      "multiAz",
      "allocatedStorage",
      "maxAllocatedStorage",
      "storageType",
      "storageEncrypted",
      "dbSubnetGroupName",
      "vpcSecurityGroupIds[]",
      "parameterGroupName",
      "publiclyAccessible",
      "backupRetentionPeriod",
      "copyTagsToSnapshot",
      "deletionProtection",
      "iamDatabaseAuthenticationEnabled",
      "autoMinorVersionUpgrade",
      "skipFinalSnapshot",
      "finalSnapshotIdentifier",
    ],
    ignores: {
      applyImmediately: "There is no maintenance window here: what changes, changes at once.",
      port: "The real Postgres has a port of its own, which is free on this machine and kept with its data.",
      caCertIdentifier:
        "The server's certificate is of an authority of its own, which functions are told of.",
      deleteAutomatedBackups: "Nothing is backed up here.",
      "enabledCloudwatchLogsExports[]": "Its log is logs/postgres-<region>.log in the data folder.",
      databaseInsightsMode: "It draws what a person looks at; nothing here reads it.",
      performanceInsightsEnabled: "It draws what a person looks at; nothing here reads it.",
      performanceInsightsRetentionPeriod: "It draws what a person looks at; nothing here reads it.",
      "tags.*": "Labels are for bills and people; nothing here reads them.",
    },
    differences: [
      "The instance is the region's real PostgreSQL 18 on this machine, TLS forced, its user no superuser; class, storage, Multi-AZ and backups are stored and change nothing of it.",
      "There is one Postgres in a region: two instances there would be the same one.",
      "What is written goes through to the disk as on RDS; text sorts by its bytes (C.UTF-8), where RDS sorts as en_US.",
      "Parameters are stored: of those that the program sets, TLS is forced all the same, and the log says what it says.",
      "Security groups and subnets are stored: every process on this machine reaches the port, and needs the password.",
      "The managed secret has a name as RDS gives it, and is never rotated.",
      "Logins by IAM are stored and not offered: rds_iam can be granted, and lets nobody in.",
      "Deleting the instance leaves the server running with an empty database; what a final snapshot would hold is kept beside it as a database of the snapshot's name. Other users that were created stay.",
    ],
    replacesOn: ["engine", "dbName", "username", "storageEncrypted", "dbSubnetGroupName", "identifier"],
    deleteFirst: true,
    *create(inputs, place) {
      refuseOthers(inputs);
      const id = physicalName(inputs.identifier, place);
      yield new CreateDBInstanceCommand({
        ...settingsOf(inputs),
        DBInstanceIdentifier: id,
        Engine: inputs.engine,
        DBName: inputs.dbName,
        MasterUsername: inputs.username,
        ManageMasterUserPassword: true,
        Port: postgresOf(place).port,
        StorageEncrypted: inputs.storageEncrypted,
        DBSubnetGroupName: inputs.dbSubnetGroupName,
      });
      const password: string = yield new ToOther("database", new ReadMasterPassword());
      const { ARN: secretArn } = yield new ToOther(
        "secretsmanager",
        new CreateSecretCommand({
          Name: `rds!db-${place.attempt}`,
          Description: `The secret associated with the primary RDS DB instance: ${id}`,
          SecretString: JSON.stringify({ username: inputs.username, password }),
        }),
      );
      const outputs = {
        ...outputsOf(yield* available(id), place),
        masterUserSecrets: [{ secretArn, secretStatus: "active" }],
      };
      return { id: String(outputs.resourceId), outputs };
    },
    *update(_id, inputs, place, { outputs: before }) {
      refuseOthers(inputs);
      const id = String(before.identifier);
      yield new ModifyDBInstanceCommand({
        ...settingsOf(inputs),
        DBInstanceIdentifier: id,
        ApplyImmediately: true,
      });
      return outputsOf(yield* available(id), place);
    },
    *delete(_id, inputs, _place, outputs) {
      const keptAs = inputs.skipFinalSnapshot ? undefined : inputs.finalSnapshotIdentifier;
      try {
        yield new DeleteDBInstanceCommand({
          DBInstanceIdentifier: String(outputs.identifier),
          SkipFinalSnapshot: keptAs === undefined,
          FinalDBSnapshotIdentifier: keptAs,
        });
      } catch (error) {
        // An earlier attempt came this far.
        if (!/DBInstanceNotFound/.test((error as Error).name)) throw error;
      }
      yield new ToOther("database", new EmptyDatabase({ keptAs }));
      const secrets = outputs.masterUserSecrets as readonly Secret[];
      for (const { secretArn } of secrets)
        yield new ToOther(
          "secretsmanager",
          new DeleteSecretCommand({ SecretId: secretArn, ForceDeleteWithoutRecovery: true }),
        );
    },
  }),
];
