import * as aws from "@pulumi/aws";
import { parseEtlEnvironment } from "../handlers/etl/environment";
import { parseMigrateEnvironment } from "../handlers/migrate/environment";
import {
  connectPolicy,
  LakeToPostgres,
  type LakeToPostgresArgs,
  readLakePolicy,
  readSecretPolicy,
  takeFromQueuePolicy,
} from "./lake-to-postgres";
import { LakeToQueue } from "./lake-to-queue";
import { attachToNetworkPolicy } from "./parts/function";
import { Postgres } from "./postgres";
import { PrivateNetwork } from "./private-network";
import { ACCOUNT, named, type Registered, record } from "./testing/record";

jest.mock("./parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": handler }, build: `build-of-${handler}` }),
}));

const registered = (authentication: "secret" | "iam" = "secret") =>
  record(() => {
    const network = new PrivateNetwork("network", {
      region: "eu-west-1",
      accountId: ACCOUNT,
      cidrBlock: "10.20.0.0/20",
      zones: 2,
      bucketArns: ["arn:aws:s3:::lake"],
      interfaceServices: ["secretsmanager", "sqs"],
      logDays: 30,
      namePrefix: "h-",
    });
    const database = new Postgres("postgres", {
      identifier: "h-warehouse",
      subnetIds: network.subnetIds,
      vpcId: network.vpcId,
      instanceClass: "db.t4g.medium",
      multiAz: false,
      storageGib: 20,
      storageGibMax: 100,
      backupDays: 7,
      authentication,
      logDays: 30,
    });
    const lake = new aws.s3.Bucket("lake", { bucket: "lake" });
    const args: LakeToPostgresArgs = {
      etlName: "h-etl",
      migrateName: "h-migrate",
      accountId: ACCOUNT,
      region: "eu-west-1",
      lake,
      toLoad: new LakeToQueue("to-load", {
        queueName: "h-etl",
        deadLetterQueueName: "h-etl-dead-letters",
        timeoutSeconds: 300,
        receivesMax: 50,
        accountId: ACCOUNT,
        lake,
      }),
      network,
      database,
      authentication,
      timeoutSeconds: 300,
      memoryMebibytes: 1_024,
      logDays: 30,
      concurrencyMax: 4,
      retryBaseSeconds: 30,
      retrySecondsMax: 3_600,
      pastYears: 20,
      futureHours: 24,
      partitionDays: 400,
    };
    new LakeToPostgres("load", args);
  });

let resources: Registered[];
beforeAll(async () => {
  resources = await registered();
});

const GROUP = "load-group-id";
const DATABASE_GROUP = "postgres-group-id";
const ENDPOINTS_GROUP = "network-endpoints-id";

test("takes an object a run, a few runs at once, and tells which one failed", () => {
  expect(named(resources, "load-from-queue").inputs).toEqual({
    eventSourceArn: "arn:to-load-queue",
    functionName: "arn:load-etl-lambda",
    batchSize: 1,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: 4 },
  });
  expect(named(resources, "load-from-queue").dependsOn).toEqual([
    "load-etl-read-lake",
    "load-etl-read-secret",
    "load-etl-take-from-queue",
  ]);
});

test.each(["load-etl-lambda", "load-migrate-lambda"])("%s is in the network, in the one group", (name) => {
  expect(named(resources, name).inputs.vpcConfig).toEqual({
    subnetIds: named(resources, "network-secretsmanager").inputs.subnetIds,
    securityGroupIds: [GROUP],
  });
  expect(named(resources, name).dependsOn).toContain(name.replace("lambda", "attach-to-network"));
});

test("migrates by each other build, and for each other instance", () => {
  expect(named(resources, "load-migrated").inputs).toEqual({
    functionName: "h-migrate",
    input: "{}",
    triggers: { build: "build-of-migrate", database: "db-of-postgres-instance" },
  });
});

test("migrates once the network is whole and it can reach the database, and has new code for loading only afterwards", () => {
  expect(named(resources, "load-migrated").dependsOn).toEqual([
    "load-into-database",
    "load-into-endpoints",
    "load-migrate-read-secret",
    "load-to-database",
    "load-to-endpoints",
    "load-to-s3",
    "network-default",
    "network-endpoints",
    "network-flow-logs",
    "network-flow-logs-role",
    "network-flows",
    "network-s3",
    "network-secretsmanager",
    "network-sqs",
    "network-vpc",
    "network-write-flow-logs",
  ]);
  expect(named(resources, "load-etl").dependsOn).toEqual(["load-migrated"]);
});

describe("security groups", () => {
  const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
  const rules = (type: string) =>
    Object.fromEntries(
      resources
        .filter((resource) => resource.type.endsWith(`:SecurityGroup${type}Rule`))
        .map(({ name, inputs: { description: _, ...inputs } }) => [name, inputs]),
    );

  test("the functions go to the database, the endpoints and S3, and nobody comes to them", () => {
    const group = { securityGroupId: GROUP };
    expect(rules("Egress")).toEqual({
      "load-to-database": { ...group, referencedSecurityGroupId: DATABASE_GROUP, ...tcp(5432) },
      "load-to-endpoints": { ...group, referencedSecurityGroupId: ENDPOINTS_GROUP, ...tcp(443) },
      "load-to-s3": { ...group, prefixListId: "pl-network-s3", ...tcp(443) },
    });
  });

  test("the database and the endpoints let the functions in, and nobody else", () => {
    const group = { referencedSecurityGroupId: GROUP };
    expect(rules("Ingress")).toEqual({
      "load-into-database": { ...group, securityGroupId: DATABASE_GROUP, ...tcp(5432) },
      "load-into-endpoints": { ...group, securityGroupId: ENDPOINTS_GROUP, ...tcp(443) },
    });
  });

  test("no group has a rule inside itself, where no other resource would see it", () => {
    for (const { type, inputs } of resources)
      if (type === "aws:ec2/securityGroup:SecurityGroup") {
        expect(inputs.ingress).toBeUndefined();
        expect(inputs.egress).toBeUndefined();
      }
  });
});

const variablesOf = (all: Registered[], name: string) =>
  (named(all, name).inputs as { environment: { variables: Record<string, string> } }).environment.variables;

const database = {
  host: "host.of.postgres-instance",
  port: 5432,
  name: "holdfast",
  user: "holdfast",
  secretArn: "arn:secret-of-postgres-instance",
  authentication: "secret",
  caFile: "/var/runtime/ca-cert.pem",
};

test("etl reads from its environment exactly what it was given", () => {
  expect(parseEtlEnvironment(variablesOf(resources, "load-etl-lambda"))).toEqual({
    functionName: "etl",
    region: "eu-west-1",
    build: "build-of-etl",
    accountId: ACCOUNT,
    lakeBucket: "lake",
    queueUrl: "https://queue/to-load-queue",
    retry: { baseSeconds: 30, secondsMax: 3_600 },
    window: { pastYearsMax: 20, futureHoursMax: 24 },
    partitionDays: 400,
    database,
  });
});

test("migrate reads from its environment exactly what it was given, and has the longest time", () => {
  expect(parseMigrateEnvironment(variablesOf(resources, "load-migrate-lambda"))).toEqual({
    region: "eu-west-1",
    build: "build-of-migrate",
    database,
  });
  expect(named(resources, "load-migrate-lambda").inputs.timeout).toBe(900);
});

const rightsOf = (all: Registered[], role: string) =>
  Object.fromEntries(
    all
      .filter(({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === role)
      .map(({ inputs }) => [inputs.name, inputs.policy]),
  );

test("each role has the rights of its work, and no others", () => {
  const readSecret = readSecretPolicy(database.secretArn);
  const attach = (name: string) => attachToNetworkPolicy("eu-west-1", ACCOUNT, name);
  expect(rightsOf(resources, "h-etl")).toEqual({
    "write-logs": expect.any(String),
    "attach-to-network": attach("h-etl"),
    "read-lake": readLakePolicy("arn:aws:s3:::lake"),
    "take-from-queue": takeFromQueuePolicy("arn:to-load-queue"),
    "read-secret": readSecret,
  });
  expect(rightsOf(resources, "h-migrate")).toEqual({
    "write-logs": expect.any(String),
    "attach-to-network": attach("h-migrate"),
    "read-secret": readSecret,
  });
});

test("by IAM, etl logs in as a user of its own and never sees the secret; migrate does", async () => {
  const byIam = await registered("iam");
  const { "read-secret": secret, connect } = rightsOf(byIam, "h-etl");
  expect(secret).toBeUndefined();
  expect(connect).toBe(connectPolicy("eu-west-1", ACCOUNT, "db-of-postgres-instance"));
  expect(rightsOf(byIam, "h-migrate")["read-secret"]).toBe(readSecretPolicy(database.secretArn));
  const users = ["load-etl-lambda", "load-migrate-lambda"].map((name) => {
    const variables = variablesOf(byIam, name);
    return [variables.DATABASE_AUTHENTICATION, variables.DATABASE_USER];
  });
  expect(users).toEqual([
    ["iam", "etl"],
    ["iam", "holdfast"],
  ]);
});

test("reads what is loaded, and lists nothing else", () => {
  expect(JSON.parse(readLakePolicy("arn:b")).Statement).toEqual([
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:b/events/*", "arn:b/forgotten/*"] },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:b"],
      Condition: { StringLikeIfExists: { "s3:prefix": ["events/*", "forgotten/*"] } },
    },
  ]);
});

test("takes from its queue and puts off, and sends nothing", () => {
  expect(JSON.parse(takeFromQueuePolicy("arn:q")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
      ],
      Resource: ["arn:q"],
    },
  ]);
});

test("reads one secret", () => {
  expect(JSON.parse(readSecretPolicy("arn:s")).Statement).toEqual([
    { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: ["arn:s"] },
  ]);
});

test("logs in as one user of one instance", () => {
  expect(JSON.parse(connectPolicy("r", "1", "db-X")).Statement).toEqual([
    { Effect: "Allow", Action: ["rds-db:connect"], Resource: ["arn:aws:rds-db:r:1:dbuser:db-X/etl"] },
  ]);
});
