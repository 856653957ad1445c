import type { GraphResource, Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { databaseClientsInIsolatedSubnets } from "./database-clients-in-isolated-subnets";
import { inner, network, outer } from "./testing/network";

const ADDRESS = "orders.c1.eu-west-1.rds.amazonaws.com";
const MASTER = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1";
const orders = (props: Properties = {}, options: ResourceOptions = {}) =>
  resource(
    "aws:rds/instance:Instance",
    "orders",
    { identifier: "orders", ...props },
    { outputs: { address: ADDRESS, masterUserSecrets: [{ secretArn: MASTER }] }, ...options },
  );
const role = resource("aws:iam/role:Role", "role", { name: "role" });
const right = (policy: unknown, options?: ResourceOptions) =>
  resource(
    "aws:iam/rolePolicy:RolePolicy",
    "right",
    { role: "role", ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }) },
    options,
  );
const allowed = (Action: string | string[], Resource: string) => ({
  Statement: [{ Effect: "Allow", Action, Resource }],
});
const fn = (props: Properties = {}, options?: ResourceOptions) =>
  resource("aws:lambda/function:Function", "fn", { role: role.outputs?.arn, ...props }, options);
const told = (variables: Properties) => ({ environment: { variables } });
const secret = resource("aws:secretsmanager/secret:Secret", "login", { name: "login" });
const SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:login";
const version = (secretString: string | undefined, options?: ResourceOptions) =>
  resource(
    "aws:secretsmanager/secretVersion:SecretVersion",
    "version",
    { secretId: "login-id", ...(secretString === undefined ? {} : { secretString }) },
    options,
  );

const wrong = (reason: string, where = "runs outside of every VPC") => [
  `violation fn: fn ${where}, and it holds a database's credentials (${reason}): code in it that was tampered with can send them anywhere. Put it into isolated subnets, with endpoints for the AWS APIs that it calls.`,
];
const unsure = (what: string) => [
  `undetermined fn: fn: ${what} is not known before a deployment, or not to this stack.`,
];
const verdict = (says: readonly string[], ...resources: readonly GraphResource[]) =>
  expectVerdict(databaseClientsInIsolatedSubnets, stackOf(...network, role, ...resources), says);

const NAMED = "its environment names orders";

describe("where a client runs", () => {
  const client = told({ HOST: ADDRESS });
  const outside = "is in subnets that lead to the internet (outer leads to an internet gateway by route out)";

  test.each<{ title: string; props: Properties; options?: ResourceOptions; says: string[] }>([
    { title: "in isolated subnets", props: { vpcConfig: { subnetIds: ["inner-id"] } }, says: [] },
    {
      title: "in subnets that lead out",
      props: { vpcConfig: { subnetIds: ["inner-id", "outer-id"] } },
      says: wrong(NAMED, outside),
    },
    { title: "in no VPC", props: {}, says: wrong(NAMED) },
    {
      title: "in no subnets",
      props: { vpcConfig: { subnetIds: [], securityGroupIds: [] } },
      says: wrong(NAMED),
    },
    {
      title: "in subnets of another stack",
      props: { vpcConfig: { subnetIds: ["subnet-0123456789abcdef0"] } },
      says: unsure("where subnet-0123456789abcdef0, a subnet of no resource here, leads"),
    },
    { title: "nobody knows", props: {}, options: { unknown: ["vpcConfig"] }, says: unsure("vpcConfig") },
    {
      title: "in unknown subnets",
      props: { vpcConfig: {} },
      options: { unknown: ["vpcConfig.subnetIds"] },
      says: unsure("vpcConfig.subnetIds"),
    },
    {
      title: "in the subnets that it depends on",
      props: {},
      options: { dependsOn: { vpcConfig: [outer] } },
      says: wrong(NAMED, outside),
    },
    {
      title: "in an isolated subnet that it depends on",
      props: {},
      options: { dependsOn: { vpcConfig: [inner] } },
      says: [],
    },
  ])("$title", ({ props, options, says }) => {
    verdict(says, orders(), fn({ ...client, ...props }, options));
  });
});

describe("what makes a client: the environment", () => {
  test.each<{ title: string; variables: Properties; options?: ResourceOptions; says: string[] }>([
    { title: "nothing of the database", variables: { LEVEL: "debug" }, says: [] },
    { title: "its address", variables: { HOST: ADDRESS }, says: wrong(NAMED) },
    {
      title: "its address within a longer text",
      variables: { URL: `postgres://a@${ADDRESS}:5432/x` },
      says: wrong(NAMED),
    },
    { title: "its secret", variables: { SECRET: MASTER }, says: wrong(NAMED) },
    { title: "its identifier, which opens nothing", variables: { STOP_AT_NIGHT: "orders" }, says: [] },
    {
      title: "its ARN, which opens nothing",
      variables: { ARN: "arn:aws:rds:eu-west-1:123456789012:orders" },
      says: [],
    },
  ])("$title", ({ variables, says }) => {
    verdict(says, orders(), fn(told(variables)));
  });

  test("something unknown of it, unless its known name says why", () => {
    const depends = { unknown: ["environment.variables.HOST"], dependsOn: { environment: [orders()] } };
    verdict(wrong(NAMED), orders(), fn(told({}), depends));
    verdict(unsure("environment"), orders(), fn(told({ STOP_AT_NIGHT: "orders" }), depends));
    const isolated = { vpcConfig: { subnetIds: ["inner-id"] } };
    verdict([], orders(), fn({ ...isolated, ...told({ STOP_AT_NIGHT: "orders" }) }, depends));
  });

  test("a cluster by its identifier or its endpoint", () => {
    const cluster = resource(
      "aws:rds/cluster:Cluster",
      "orders",
      { clusterIdentifier: "orders" },
      { outputs: { endpoint: "orders.cluster-c1.rds.amazonaws.com" } },
    );
    verdict([], cluster, fn(told({ STOP: "orders" })));
    verdict(wrong(NAMED), cluster, fn(told({ HOST: "orders.cluster-c1.rds.amazonaws.com" })));
    const depends = { unknown: ["environment.variables.HOST"], dependsOn: { environment: [cluster] } };
    verdict(unsure("environment"), cluster, fn(told({ STOP: "orders" }), depends));
  });

  test("a proxy by its name or its endpoint", () => {
    const proxy = resource("aws:rds/proxy:Proxy", "orders", { name: "orders" });
    const depends = { unknown: ["environment.variables.HOST"], dependsOn: { environment: [proxy] } };
    verdict(wrong(NAMED), proxy, fn(told({}), depends));
    verdict(unsure("environment"), proxy, fn(told({ NAME: "orders" }), depends));
  });

  test.each([
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/proxy:Proxy",
    "aws:rds/proxyEndpoint:ProxyEndpoint",
    "aws:redshift/cluster:Cluster",
    "aws:redshiftserverless/workgroup:Workgroup",
    "aws:docdb/cluster:Cluster",
    "aws:docdb/clusterInstance:ClusterInstance",
    "aws:docdb/elasticCluster:ElasticCluster",
    "aws:neptune/cluster:Cluster",
    "aws:neptune/clusterInstance:ClusterInstance",
  ])("the endpoint of %s", (type) => {
    const database = resource(type, "orders", {}, { outputs: { endpoint: ADDRESS } });
    verdict(wrong(NAMED), database, fn(told({ HOST: ADDRESS })));
  });

  test.each(["address", "endpoint", "readerEndpoint", "dnsName"])("its %s", (key) => {
    const database = resource("aws:rds/cluster:Cluster", "orders", {}, { outputs: { [key]: ADDRESS } });
    verdict(wrong(NAMED), database, fn(told({ HOST: ADDRESS })));
  });

  test.each([
    "password",
    "passwordWo",
    "masterPassword",
    "masterPasswordWo",
    "adminUserPassword",
    "adminUserPasswordWo",
  ])("its %s", (key) => {
    const database = resource("aws:rds/cluster:Cluster", "orders", { [key]: "correct horse" });
    verdict(wrong(NAMED), database, fn(told({ WORD: "correct horse" })));
  });

  test("nothing but the environment", () => {
    verdict([], orders(), fn({ description: `Reads ${ADDRESS}.` }));
  });

  test("a cache asks nobody for a password", () => {
    const cache = resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache");
    verdict([], cache, fn({}, { dependsOn: { environment: [cache] } }));
  });

  test("a secret, if it is a database's", () => {
    verdict([], secret, version("token"), orders(), fn(told({ SECRET: SECRET_ARN })));
    const reason = wrong("its environment names login");
    verdict(reason, secret, version(`{"host":"${ADDRESS}"}`), orders(), fn(told({ SECRET: SECRET_ARN })));
  });
});

describe("which secrets are a database's", () => {
  const random = resource("random:index/randomPassword:RandomPassword", "random");
  const other = resource("random:index/randomPassword:RandomPassword", "other");
  const client = fn(told({ SECRET: SECRET_ARN }));
  const from = (path: string, ...resources: GraphResource[]): ResourceOptions => ({
    dependsOn: { [path]: resources },
  });
  const reason = wrong("its environment names login");

  test.each<{ title: string; resources: GraphResource[]; says: string[] }>([
    {
      title: "is one of two databases'",
      resources: [orders(), resource("aws:rds/instance:Instance", "other"), version(`{"host":"${ADDRESS}"}`)],
      says: reason,
    },
    { title: "has its address", resources: [orders(), version(`{"host":"${ADDRESS}"}`)], says: reason },
    {
      title: "is made from it",
      resources: [orders(), version(undefined, from("secretString", orders()))],
      says: reason,
    },
    {
      title: "has its password",
      resources: [orders({ password: "correct horse" }), version('{"password":"correct horse"}')],
      says: reason,
    },
    {
      title: "has another password",
      resources: [orders({ password: "correct horse" }), version("staple")],
      says: [],
    },
    {
      title: "is empty, as its password is",
      resources: [orders({ password: "" }), version("staple")],
      says: [],
    },
    {
      title: "has the same random password",
      resources: [
        random,
        orders({}, from("password", random)),
        version(undefined, from("secretString", random)),
      ],
      says: reason,
    },
    {
      title: "has another random password",
      resources: [
        random,
        other,
        orders({}, from("password", random)),
        version(undefined, from("secretString", other)),
      ],
      says: [],
    },
    {
      title: "is where a cluster has its password from",
      resources: [
        version("x"),
        resource("aws:rds/cluster:Cluster", "aurora", {}, from("masterPassword", version("x"))),
      ],
      says: reason,
    },
    {
      title: "is a proxy's",
      resources: [resource("aws:rds/proxy:Proxy", "proxy", { auths: [{ secretArn: SECRET_ARN }] })],
      says: reason,
    },
    {
      title: "a proxy only mentions",
      resources: [resource("aws:rds/proxy:Proxy", "proxy", { tags: { like: SECRET_ARN } })],
      says: [],
    },
    { title: "is nobody's", resources: [orders()], says: [] },
  ])("one that $title", ({ resources, says }) => {
    verdict(says, secret, ...resources, client);
  });

  test("a secure parameter, and no other", () => {
    const parameter = (type: string) =>
      resource("aws:ssm/parameter:Parameter", "url", {
        type,
        name: "url",
        value: `postgres://a:b@${ADDRESS}`,
      });
    const reader = fn(told({ URL: "arn:aws:ssm:eu-west-1:123456789012:url" }));
    verdict(wrong("its environment names url"), orders(), parameter("SecureString"), reader);
    verdict([], orders(), parameter("String"), reader);
    const described = { type: "SecureString", name: "url", value: "x", description: ADDRESS };
    verdict([], orders(), resource("aws:ssm/parameter:Parameter", "url", described), reader);
    const may = right(allowed("ssm:GetParameter", "arn:aws:ssm:eu-west-1:123456789012:url"));
    verdict(wrong("its role may read url"), orders(), parameter("SecureString"), may, fn());
  });
});

describe("what makes a client: its role", () => {
  const READ = "secretsmanager:GetSecretValue";
  const held = version(`{"host":"${ADDRESS}"}`);
  const managed = orders({ manageMasterUserPassword: true });
  const preview = orders({ manageMasterUserPassword: true }, { outputs: {} });
  const RDS_SECRETS = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!*";

  test.each<{ title: string; resources: GraphResource[]; says: string[] }>([
    {
      title: "reads a secret",
      resources: [orders(), secret, held, right(allowed(READ, SECRET_ARN))],
      says: wrong("its role may read login"),
    },
    {
      title: "reads all secrets",
      resources: [orders(), secret, held, right(allowed(READ, "*"))],
      says: wrong("its role may read login"),
    },
    {
      title: "reads another secret",
      resources: [orders(), secret, held, right(allowed(READ, `${SECRET_ARN}-too`))],
      says: [],
    },
    {
      title: "describes the secret only",
      resources: [orders(), secret, held, right(allowed("secretsmanager:DescribeSecret", SECRET_ARN))],
      says: [],
    },
    {
      title: "has an unknown right on the secret",
      resources: [orders(), secret, held, right(undefined, { dependsOn: { policy: [secret] } })],
      says: wrong("its role has a right on login"),
    },
    {
      title: "has an unknown right on something else",
      resources: [
        orders(),
        secret,
        held,
        right(undefined, { dependsOn: { policy: [resource("aws:sqs/queue:Queue", "q")] } }),
      ],
      says: [],
    },
    {
      title: "reads the master secret",
      resources: [managed, right(allowed(READ, MASTER))],
      says: wrong("its role may read the secret of orders"),
    },
    {
      title: "reads RDS's secrets",
      resources: [preview, right(allowed(READ, RDS_SECRETS))],
      says: wrong("its role may read the secret of orders"),
    },
    {
      title: "reads secrets of RDS that are not this one",
      resources: [managed, right(allowed(READ, `${MASTER}2`))],
      says: [],
    },
    {
      title: "reads RDS's secrets, of which this database has none",
      resources: [orders({}, { outputs: {} }), right(allowed(READ, RDS_SECRETS))],
      says: [],
    },
    {
      title: "has an unknown right on the database",
      resources: [managed, right(undefined, { dependsOn: { policy: [orders()] } })],
      says: unsure("what its role may do with orders"),
    },
    {
      title: "has an unknown right on something else than the database",
      resources: [
        managed,
        right(undefined, { dependsOn: { policy: [resource("aws:sqs/queue:Queue", "q")] } }),
      ],
      says: [],
    },
    {
      title: "has an unknown right on the database beside one on something else",
      resources: [
        managed,
        right(undefined, { dependsOn: { policy: [orders()] } }),
        resource(
          "aws:iam/rolePolicy:RolePolicy",
          "another",
          { role: "role" },
          { dependsOn: { policy: [resource("aws:sqs/queue:Queue", "q")] } },
        ),
      ],
      says: unsure("what its role may do with orders"),
    },
    {
      title: "logs in by a token",
      resources: [right(allowed("rds-db:connect", "arn:aws:rds-db:eu-west-1:1:dbuser:x/etl"))],
      says: wrong("its role may log in to a database"),
    },
    {
      title: "may do all but log in",
      resources: [right({ Statement: [{ Effect: "Allow", NotAction: "rds-db:connect", Resource: "*" }] })],
      says: [],
    },
    {
      title: "stops the database at night",
      resources: [managed, right(allowed("rds:StopDBInstance", "*"))],
      says: [],
    },
  ])("$title", ({ resources, says }) => {
    verdict(says, ...resources, fn());
  });

  test("an unknown right counts for nothing in isolated subnets", () => {
    const may = right(undefined, { dependsOn: { policy: [managed] } });
    verdict([], managed, may, fn({ vpcConfig: { subnetIds: ["inner-id"] } }));
    verdict(unsure("vpcConfig"), managed, may, fn({}, { unknown: ["vpcConfig"] }));
  });
});

test("all reasons are told", () => {
  verdict(
    wrong(`${NAMED}, its role may log in to a database`),
    orders(),
    right(allowed("rds-db:connect", "*")),
    fn(told({ HOST: ADDRESS })),
  );
});

test("in a preview, by dependencies", () => {
  const db = orders();
  const graph = previewOf(db, fn({}, { dependsOn: { environment: [db] } }));
  expectVerdict(databaseClientsInIsolatedSubnets, graph, wrong(NAMED));
});

test("a stack without a database passes", () => {
  verdict([], fn(told({ HOST: "db.example.com" })));
});

test("may be excused", () => {
  expect(
    excusing(databaseClientsInIsolatedSubnets, stackOf(orders(), role, fn(told({ HOST: ADDRESS }))), "fn"),
  ).toEqual(["excused fn"]);
});
