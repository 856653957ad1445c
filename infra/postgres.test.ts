import * as pulumi from "@pulumi/pulumi";
import { databaseLogGroup, Postgres, type PostgresArgs } from "./postgres";
import { named, type Registered, record } from "./testing/record";

const args: PostgresArgs = {
  identifier: "h-warehouse",
  subnetIds: ["subnet-1", "subnet-2"],
  vpcId: "vpc-1",
  instanceClass: "db.t4g.medium",
  multiAz: true,
  storageGib: 100,
  storageGibMax: 1000,
  backupDays: 14,
  authentication: "secret",
  logDays: 30,
};

let made: Postgres;
let resources: Registered[];
beforeAll(async () => {
  resources = await record(() => {
    made = new Postgres("step", args);
  });
});

test("the instance is private, encrypted, backed up, and holds no password of ours", () => {
  expect(named(resources, "step-instance").inputs).toEqual({
    identifier: "h-warehouse",
    engine: "postgres",
    engineVersion: "18",
    autoMinorVersionUpgrade: true,
    instanceClass: "db.t4g.medium",
    multiAz: true,
    applyImmediately: true,
    dbName: "holdfast",
    port: 5432,
    username: "holdfast",
    manageMasterUserPassword: true,
    iamDatabaseAuthenticationEnabled: false,
    caCertIdentifier: "rds-ca-rsa2048-g1",
    dbSubnetGroupName: "h-warehouse",
    vpcSecurityGroupIds: ["step-group-id"],
    publiclyAccessible: false,
    parameterGroupName: "h-warehouse-postgres18",
    storageType: "gp3",
    allocatedStorage: 100,
    maxAllocatedStorage: 1000,
    storageEncrypted: true,
    backupRetentionPeriod: 14,
    copyTagsToSnapshot: true,
    deletionProtection: true,
    deleteAutomatedBackups: false,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: "h-warehouse-final",
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    databaseInsightsMode: "standard",
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 7,
  });
});

test("its group lets nobody in and nothing out: it has no rule", () => {
  expect(named(resources, "step-group").inputs).toEqual({
    name: "h-warehouse",
    description: "The warehouse",
    vpcId: "vpc-1",
  });
  expect(resources.filter(({ type }) => type.startsWith("aws:vpc/"))).toEqual([]);
});

test("it is in the isolated subnets, and its parameters force TLS and keep rows out of the log", () => {
  expect(named(resources, "step-subnets").inputs).toEqual({
    name: "h-warehouse",
    description: "Isolated subnets of the warehouse",
    subnetIds: ["subnet-1", "subnet-2"],
  });
  expect(named(resources, "step-parameters").inputs).toEqual({
    name: "h-warehouse-postgres18",
    description: "TLS for everyone, and no row in a log",
    family: "postgres18",
    parameters: [
      { name: "rds.force_ssl", value: "1" },
      { name: "log_error_verbosity", value: "terse" },
    ],
  });
});

test("each log that it exports has a group with an end, made before RDS would make one", () => {
  const groups = resources.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
  expect(groups.map(({ inputs }) => inputs)).toEqual(
    ["postgresql", "upgrade"].map((log) => ({
      name: databaseLogGroup("h-warehouse", log),
      retentionInDays: 30,
    })),
  );
  expect(named(resources, "step-instance").dependsOn).toEqual(groups.map(({ name }) => name));
  expect(databaseLogGroup("h-warehouse", "upgrade")).toBe("/aws/rds/instance/h-warehouse/upgrade");
});

test("all of it is protected, and belongs to the step", () => {
  const [step, ...children] = resources;
  expect(step).toMatchObject({ name: "step", protect: true, outputsRegistered: true });
  expect(children.map(({ parent }) => parent)).toEqual(Array(6).fill("step"));
});

test("what others need of it is what RDS says", async () => {
  const { host, port, secretArn, securityGroupId } = made;
  const outputs = pulumi.all([host, port, secretArn, securityGroupId]);
  expect(await new Promise((known) => outputs.apply(known))).toEqual([
    "host.of.step-instance",
    5432,
    "arn:secret-of-step-instance",
    "step-group-id",
  ]);
  expect([made.databaseName, made.userName]).toEqual(["holdfast", "holdfast"]);
});

test("functions that log in by IAM are let in, and their refusals logged", async () => {
  const { inputs } = named(
    await record(() => new Postgres("step", { ...args, authentication: "iam" })),
    "step-instance",
  );
  expect(inputs).toMatchObject({
    iamDatabaseAuthenticationEnabled: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade", "iam-db-auth-error"],
  });
});
