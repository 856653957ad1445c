import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { buildSync } from "esbuild";
import { Client } from "pg";
import { destroy, up } from "../../engine/in-process";
import { TemporaryProgram } from "../../engine/testing/temporary-program";
import type { LocalEndpoints } from "../endpoints";
import type { Ministack } from "../services/ministack/launch";
import { type Postgres, startPostgres } from "../services/postgres";
import { ministackIn } from "./testing/ministack";
import { place } from "./testing/talk";

jest.setTimeout(180_000);

const dir = mkdtempSync(join(tmpdir(), "holdfast-rds-"));
let ministack: Ministack;
let postgres: Postgres;
let endpoints: LocalEndpoints;

beforeAll(async () => {
  ministack = await ministackIn(dir);
  postgres = await startPostgres({ dataDir: join(dir, "postgres"), host: "127.0.0.1" });
  const { host, port, caFile, passwordFile, pid } = postgres;
  const region = { address: host, aws: ministack.url, control: { gate: "", firehose: "" } };
  endpoints = {
    ...place.endpoints,
    global: ministack.url,
    regions: { "eu-west-1": { ...region, postgres: { host, port, caFile, passwordFile, pid } } },
  };
});
afterAll(async () => {
  await ministack.stop();
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

const functionCode = (): string =>
  buildSync({
    entryPoints: [join(__dirname, "testing", "asks-database.ts")],
    ...{ bundle: true, write: false, platform: "node", minify: true, external: ["pg-native"] },
  }).outputFiles[0]?.text ?? "";

/** A database in a network, and a function that asks it something on every deployment that changes the question. */
const program = `
  import { readFileSync } from "node:fs";
  import * as aws from "@pulumi/aws";
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
  const subnets = ["a", "b"].map((zone, index) => new aws.ec2.Subnet(zone, {
    vpcId: vpc.id, cidrBlock: \`10.0.\${index}.0/24\`, availabilityZone: "eu-west-1" + zone }));
  const subnetIds = subnets.map(({ id }) => id);
  const group = new aws.ec2.SecurityGroup("group", { vpcId: vpc.id, description: "all" });
  const subnetGroup = new aws.rds.SubnetGroup("subnets", { name: "w", subnetIds });
  const parameters = new aws.rds.ParameterGroup("parameters", {
    name: "w-18", family: "postgres18", parameters: [{ name: "rds.force_ssl", value: "1" }] });
  const database = new aws.rds.Instance("database", {
    identifier: "w", engine: "postgres", engineVersion: "18", instanceClass: config.require("class"),
    allocatedStorage: 20, storageType: "gp3", storageEncrypted: true, multiAz: false,
    dbName: "holdfast", username: "holdfast", manageMasterUserPassword: true, port: 5432,
    dbSubnetGroupName: subnetGroup.name, parameterGroupName: parameters.name, vpcSecurityGroupIds: [group.id],
    skipFinalSnapshot: false, finalSnapshotIdentifier: "w-final",
  });
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const role = new aws.iam.Role("role", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }) });
  const secretArn = database.masterUserSecrets[0].secretArn;
  const may = config.getBoolean("mayRead") && new aws.iam.RolePolicy("may", { role: role.name, policy: secretArn.apply((arn) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arn } ] })) });
  const asks = new aws.lambda.Function("asks", {
    role: role.arn, runtime: "nodejs22.x", handler: "index.handler", timeout: 20,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(readFileSync(config.require("code"), "utf8")) }),
    vpcConfig: { subnetIds, securityGroupIds: [group.id] },
    environment: { variables: { HOST: database.address, PORT: database.port.apply(String), SECRET_ARN: secretArn,
      DATABASE_CA_FILE: "/var/runtime/ca-cert.pem" } },
  });
  const asked = new aws.lambda.Invocation("asked", {
    functionName: asks.name, input: JSON.stringify({ sql: config.require("sql") }), triggers: { build: config.require("build") },
  }, { dependsOn: may ? [may] : [] });
  export const answer = asked.result;
`;

test("a function in a network asks the real Postgres with the managed secret, which IAM guards", async () => {
  const temporary = new TemporaryProgram(program);
  temporary.write("function.js", functionCode());
  const run = (config: Record<string, unknown>) =>
    temporary.run(
      {},
      {
        provider: { module: join(__dirname, "index.ts"), options: endpoints },
        config: {
          "aws:region": "eu-west-1",
          "demo:code": join(temporary.dir, "function.js"),
          "demo:class": "db.t4g.medium",
          ...{ "demo:build": "1", "demo:mayRead": true },
          ...config,
        },
      },
    );
  const answered = async (config: Record<string, unknown>) =>
    JSON.parse(String((await up(run(config))).outputs.answer));
  const client = { endpoint: ministack.url, region: "eu-west-1", credentials: endpoints.credentials };
  const rds = new RDSClient(client);
  const secrets = new SecretsManagerClient(client);
  const secretNames = async () =>
    (await secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ Name }) => Name);
  try {
    // Everything else comes up; the deployment fails with what the function said.
    await expect(up(run({ "demo:mayRead": false, "demo:sql": "SELECT 1" }))).rejects.toThrow(
      /HF_LOCAL_INVOCATION: .*not authorized to perform: secretsmanager:GetSecretValue/s,
    );
    const who = "SELECT current_user, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())";
    expect(await answered({ "demo:sql": who })).toEqual([["holdfast", true]]);
    expect(await secretNames()).toEqual([expect.stringMatching(/^rds!db-/)]);

    const write = "CREATE TABLE runs (n int); INSERT INTO runs VALUES (1); SELECT 1";
    await up(run({ "demo:sql": write }));
    const again = "INSERT INTO runs VALUES (2) RETURNING (SELECT count(*)::int FROM runs)";
    expect(await answered({ "demo:sql": again })).toEqual([[1]]);
    expect((await up(run({ "demo:sql": again }))).changes).toMatchObject({
      create: 0,
      replace: 0,
      update: 0,
    });
    expect(await answered({ "demo:sql": again, "demo:build": "2" })).toEqual([[2]]); // Nothing else changed.
    await expect(up(run({ "demo:sql": "SELECT no_such_column" }))).rejects.toThrow(/no_such_column/);

    const count = { "demo:sql": "SELECT count(*)::int FROM runs" };
    const grown = await up(run({ ...count, "demo:class": "db.m8g.large" }));
    expect(grown.changes).toMatchObject({ update: 1, replace: 1 });
    expect(JSON.parse(String(grown.outputs.answer))).toEqual([[3]]);
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "w" }));
    expect(DBInstances?.[0]?.DBInstanceClass).toBe("db.m8g.large");

    await destroy(run(count));
    expect(await secretNames()).toEqual([]);
    expect(await rowsIn("w-final", "SELECT n FROM runs")).toHaveLength(3); // Beside the new one, which is empty.
    expect(await rowsIn("holdfast", "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  } finally {
    rds.destroy();
    secrets.destroy();
    temporary.remove();
  }
});

async function rowsIn(database: string, sql: string): Promise<unknown[]> {
  const { host, port, password, caFile } = postgres;
  const ssl = { ca: readFileSync(caFile, "utf8") };
  const client = new Client({ host, port, user: "holdfast", password, database, ssl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
