import { hold, of, place } from "./testing/talk";

const named = (name: string) => Object.assign(new Error(name), { name });
const database = of("aws:rds/instance:Instance");
const inputs = {
  identifier: "w",
  engine: "postgres",
  engineVersion: "18",
  instanceClass: "db.t4g.medium",
  dbName: "holdfast",
  username: "holdfast",
  manageMasterUserPassword: true,
  port: 5432,
  storageEncrypted: true,
  dbSubnetGroupName: "subnets",
  vpcSecurityGroupIds: ["sg-1"],
  parameterGroupName: "parameters",
  deletionProtection: true,
  skipFinalSnapshot: false,
  finalSnapshotIdentifier: "w-final",
};
const instance = (status = "available") => ({
  DBInstances: [
    {
      DBInstanceIdentifier: "w",
      DBInstanceArn: "arn:w",
      DbiResourceId: "db-W",
      DBInstanceStatus: status,
      Endpoint: { Address: "localhost", Port: 1 },
    },
  ],
});

describe("an instance of RDS", () => {
  test("is the region's real Postgres, its password in a managed secret", () => {
    const { commands, waits, result } = hold(database.create(inputs, place), [
      {},
      "the password",
      { ARN: "arn:secret" },
      instance("creating"),
      instance(),
    ]);
    expect(commands.slice(0, 3)).toEqual([
      [
        "CreateDBInstanceCommand",
        {
          DBInstanceIdentifier: "w",
          Engine: "postgres",
          EngineVersion: "18",
          DBInstanceClass: "db.t4g.medium",
          DBName: "holdfast",
          MasterUsername: "holdfast",
          ManageMasterUserPassword: true,
          Port: 5432,
          StorageEncrypted: true,
          DBSubnetGroupName: "subnets",
          VpcSecurityGroupIds: ["sg-1"],
          DBParameterGroupName: "parameters",
          DeletionProtection: true,
        },
      ],
      ["ReadMasterPassword", {}],
      [
        "CreateSecretCommand",
        {
          Name: "rds!db-0123456789abcdef",
          Description: "The secret associated with the primary RDS DB instance: w",
          SecretString: '{"username":"holdfast","password":"the password"}',
        },
      ],
    ]);
    expect(waits).toBe(1);
    expect(result).toEqual({
      id: "db-W",
      outputs: {
        identifier: "w",
        arn: "arn:w",
        resourceId: "db-W",
        address: "127.0.0.11",
        port: 5432,
        endpoint: "127.0.0.11:5432",
        status: "available",
        masterUserSecrets: [{ secretArn: "arn:secret", secretStatus: "active" }],
      },
    });
  });

  test.each([
    { title: "another database", over: { dbName: "other" }, said: "dbName other" },
    { title: "another user", over: { username: "admin" }, said: "username admin" },
    { title: "another engine", over: { engine: "mysql" }, said: "engine mysql" },
    {
      title: "a password of the program's",
      over: { manageMasterUserPassword: undefined },
      said: "manageMasterUserPassword false",
    },
  ])("cannot have $title", ({ over, said }) => {
    expect(() => hold(database.create({ ...inputs, ...over }, place))).toThrow(
      `HF_LOCAL_UNMODELLED: Instance with ${said} has no local model.`,
    );
  });

  test("grows where it stands", () => {
    const before = { inputs, outputs: { identifier: "w" } };
    const larger = { ...inputs, instanceClass: "db.m8g.large" };
    const { commands, result } = hold(database.update?.("db-W", larger, place, before) as never, [
      {},
      instance(),
    ]);
    expect(commands[0]).toEqual([
      "ModifyDBInstanceCommand",
      expect.objectContaining({
        DBInstanceIdentifier: "w",
        DBInstanceClass: "db.m8g.large",
        ApplyImmediately: true,
      }),
    ]);
    expect(result).toMatchObject({ address: "127.0.0.11" });
  });

  const outputs = { identifier: "w", masterUserSecrets: [{ secretArn: "arn:secret" }] };
  const forget = ["DeleteSecretCommand", { SecretId: "arn:secret", ForceDeleteWithoutRecovery: true }];
  test.each([
    {
      title: "keeps its data beside it where a final snapshot is asked for",
      over: {},
      first: {},
      deletion: { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: "w-final" },
      emptying: { keptAs: "w-final" },
    },
    {
      title: "takes its data along where none is",
      over: { skipFinalSnapshot: true },
      first: {},
      deletion: { SkipFinalSnapshot: true },
      emptying: {},
    },
    {
      title: "goes on where an earlier one stopped half-way",
      over: {},
      first: named("DBInstanceNotFoundFault"),
      deletion: { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: "w-final" },
      emptying: { keptAs: "w-final" },
    },
  ])("its deletion $title", ({ over, first, deletion, emptying }) => {
    expect(hold(database.delete("db-W", { ...inputs, ...over }, place, outputs), [first]).commands).toEqual([
      ["DeleteDBInstanceCommand", { DBInstanceIdentifier: "w", ...deletion }],
      ["EmptyDatabase", emptying],
      forget,
    ]);
  });

  test("its data stay when RDS refuses its deletion", () => {
    const talk = database.delete("db-W", inputs, place, outputs);
    expect(() => hold(talk, [named("InvalidParameterCombination")])).toThrow("InvalidParameterCombination");
  });
});

test("a parameter group is created, then given its parameters", () => {
  const group = of("aws:rds/parameterGroup:ParameterGroup");
  const parameters = [{ name: "rds.force_ssl", value: "1" }];
  const { commands, result } = hold(group.create({ name: "p", family: "postgres18", parameters }, place));
  const set = [{ ParameterName: "rds.force_ssl", ParameterValue: "1", ApplyMethod: "immediate" }];
  expect(commands).toEqual([
    [
      "CreateDBParameterGroupCommand",
      { DBParameterGroupName: "p", DBParameterGroupFamily: "postgres18", Description: "Managed by Pulumi" },
    ],
    ["ModifyDBParameterGroupCommand", { DBParameterGroupName: "p", Parameters: set }],
  ]);
  expect(result.outputs).toEqual({ name: "p", arn: "arn:aws:rds:eu-west-1:000000000000:pg:p" });
});

test("a subnet group names its subnets", () => {
  const group = of("aws:rds/subnetGroup:SubnetGroup");
  const { commands } = hold(group.create({ name: "s", description: "d", subnetIds: ["subnet-1"] }, place));
  expect(commands).toEqual([
    [
      "CreateDBSubnetGroupCommand",
      { DBSubnetGroupName: "s", DBSubnetGroupDescription: "d", SubnetIds: ["subnet-1"] },
    ],
  ]);
});

describe("an invocation", () => {
  const invocation = of("aws:lambda/invocation:Invocation");
  const given = { functionName: "migrate", input: "{}", triggers: { build: "b" } };

  test("runs the function, and has its answer", () => {
    const { commands, result } = hold(invocation.create(given, place), [
      { StatusCode: 200, Payload: Buffer.from('{"applied":3}') },
    ]);
    expect(commands).toEqual([
      ["InvokeCommand", expect.objectContaining({ FunctionName: "migrate", Qualifier: "$LATEST" })],
    ]);
    expect(result.outputs).toEqual({ result: '{"applied":3}' });
  });

  test("fails with what the function said", () => {
    const answer = { FunctionError: "Unhandled", Payload: Buffer.from('{"errorMessage":"no table"}') };
    expect(() => hold(invocation.create(given, place), [answer])).toThrow(
      /HF_LOCAL_INVOCATION: The function migrate .* \(Unhandled\): \{"errorMessage":"no table"\}\./,
    );
  });

  test("is replaced by whatever changes, and its deletion runs nothing", () => {
    expect(invocation.update).toBeUndefined();
    expect(hold(invocation.delete("id", given, place, {})).commands).toEqual([]);
  });
});

test("a function is put into its network, and trusts the authority of the real Postgres", () => {
  const active = { FunctionArn: "arn:f", State: "Active", LastUpdateStatus: "Successful" };
  const { commands } = hold(
    of("aws:lambda/function:Function").create(
      {
        ...{ name: "f", role: "arn:r", runtime: "nodejs22.x", handler: "index.handler" },
        code: { files: new Map(), hash: "h" },
        vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
        environment: { variables: { DATABASE_CA_FILE: "/var/runtime/ca-cert.pem" } },
      },
      place,
    ),
    [{}, active],
  );
  expect(commands[0]?.[1]).toMatchObject({
    VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    Environment: { Variables: { DATABASE_CA_FILE: "/ca.pem" } },
  });
});
