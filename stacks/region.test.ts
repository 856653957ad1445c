import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, named, type Registered, record } from "../infra/testing/record";
import { namesOf } from "./names";
import { parseSettings } from "./read-settings";
import { Region } from "./region";
import { routingOf } from "./routing";

jest.mock("../infra/parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": `code of ${handler}` }, build: "b0" }),
}));

const PAIR = { primary: "eu-west-1", standby: "us-west-2" } as const;

function regionOf(role: keyof typeof PAIR, values: Record<string, unknown> = {}): Promise<Registered[]> {
  const region = PAIR[role];
  const peerRegion = PAIR[role === "primary" ? "standby" : "primary"];
  const settings = parseSettings(
    {
      environment: "prod",
      role,
      peerRegion,
      routing: { zoneId: "Z1", failoverName: "events.example.com" },
      ...values,
    },
    { project: "holdfast", stack: role, region },
  );
  const namesIn = (where: string) =>
    pulumi.output(namesOf({ project: "holdfast", environment: "prod", region: where, accountId: ACCOUNT }));
  return record(
    () =>
      new Region(region, {
        settings,
        region,
        accountId: pulumi.output(ACCOUNT),
        names: namesIn(region),
        peerNames: namesIn(peerRegion),
        routing: routingOf(settings, region),
      }),
  );
}

let primary: Registered[];
let standby: Registered[];
let alone: Registered[];
beforeAll(async () => {
  primary = await regionOf("primary");
  standby = await regionOf("standby");
  alone = await regionOf("primary", { peerReady: false });
});

const typesOf = (resources: readonly Registered[]) => {
  const counts: Record<string, number> = {};
  for (const { type } of resources) {
    const short = type.replace(/^aws:(.*)\/.*:/, "$1.");
    counts[short] = (counts[short] ?? 0) + 1;
  }
  return counts;
};

test("what waits to be loaded is listed before there is a database", () => {
  for (const part of ["queue", "dead-letters", "may-notify", "notification"])
    expect(JSON.stringify(named(primary, `lake-to-queue-${part}`))).not.toMatch(/postgres|migrate/);
});

test("a region is these resources and no others", () => {
  expect(typesOf(primary)).toEqual({
    "holdfast:stacks:Region": 1,
    "holdfast:infra:AlarmTopic": 2,
    "holdfast:infra:BundledFunction": 5,
    "holdfast:infra:Collector": 1,
    "holdfast:infra:CollectorToFirehose": 1,
    "holdfast:infra:CollectorToUndeliverable": 1,
    "holdfast:infra:DataBucket": 2,
    "holdfast:infra:FirehoseToLake": 1,
    "holdfast:infra:HttpToCollector": 1,
    "holdfast:infra:LakeToPeerRegion": 2,
    "holdfast:infra:LakeToPostgres": 1,
    "holdfast:infra:LakeToQueue": 1,
    "holdfast:infra:Postgres": 1,
    "holdfast:infra:PrivateNetwork": 1,
    "holdfast:infra:RegionCertificate": 1,
    "holdfast:infra:PeerToStopSwitch": 1,
    "holdfast:infra:RegionToAlarms": 1,
    "holdfast:infra:RegionToDashboard": 1,
    "holdfast:infra:RegionToRoute53": 1,
    "holdfast:infra:ScheduledCanary": 1,
    "holdfast:infra:Sweep": 1,
    "holdfast:infra:UndeliverableToReplay": 1,
    "acm.Certificate": 1,
    "acm.CertificateValidation": 1,
    "apigatewayv2.Api": 1,
    "apigatewayv2.ApiMapping": 2,
    "apigatewayv2.DomainName": 2,
    "apigatewayv2.Integration": 1,
    "apigatewayv2.Route": 6,
    "apigatewayv2.Stage": 1,
    "cloudwatch.Dashboard": 1,
    "awsx:ec2:Vpc": 1,
    "cloudwatch.MetricAlarm": 25,
    "cloudwatch.LogGroup": 10,
    "cloudwatch.LogStream": 1,
    "ec2.DefaultSecurityGroup": 1,
    "ec2.FlowLog": 1,
    "ec2.InternetGateway": 1,
    "ec2.RouteTable": 2,
    "ec2.RouteTableAssociation": 2,
    "ec2.SecurityGroup": 3,
    "ec2.Subnet": 2,
    "ec2.Vpc": 1,
    "ec2.VpcEndpoint": 3,
    "iam.Role": 13,
    "iam.RolePolicy": 25,
    "kinesis.FirehoseDeliveryStream": 1,
    "lambda.Alias": 1,
    "lambda.EventSourceMapping": 2,
    "lambda.Function": 5,
    "lambda.FunctionEventInvokeConfig": 2,
    "lambda.Invocation": 1,
    "lambda.Permission": 6,
    "rds.Instance": 1,
    "rds.ParameterGroup": 1,
    "rds.SubnetGroup": 1,
    "route53.HealthCheck": 3,
    "route53.Record": 5,
    "s3.Bucket": 2,
    "s3.BucketLifecycleConfiguration": 2,
    "s3.BucketNotification": 2,
    "s3.BucketOwnershipControls": 2,
    "s3.BucketPolicy": 2,
    "s3.BucketPublicAccessBlock": 2,
    "s3.BucketReplicationConfig": 2,
    "s3.BucketServerSideEncryptionConfiguration": 2,
    "s3.BucketVersioning": 2,
    "scheduler.Schedule": 2,
    "sns.Topic": 2,
    "sns.TopicPolicy": 2,
    "sqs.Queue": 4,
    "sqs.QueuePolicy": 2,
    "vpc.SecurityGroupEgressRule": 3,
    "vpc.SecurityGroupIngressRule": 2,
  });
});

const alarmsOnReplication = ["failures", "lag"].flatMap((what) =>
  ["drained", "drained-2", "events", "quarantine", "undeliverable"].map(
    (rule) => `region-to-alarms-replication-${what}-${rule}`,
  ),
);

test("without a peer it lacks replication and its canary waits, and nothing else", () => {
  const names = (resources: readonly Registered[]) => resources.map(({ name }) => name);
  expect(
    names(primary)
      .filter((name) => !names(alone).includes(name))
      .sort(),
  ).toEqual([
    "lake-to-peer-region",
    "lake-to-peer-region-batch-role",
    "lake-to-peer-region-replicate",
    "lake-to-peer-region-replicate-existing",
    "lake-to-peer-region-role",
    "lake-to-peer-region-rules",
    ...alarmsOnReplication,
    "undeliverable-to-peer-region",
    "undeliverable-to-peer-region-batch-role",
    "undeliverable-to-peer-region-replicate",
    "undeliverable-to-peer-region-replicate-existing",
    "undeliverable-to-peer-region-role",
    "undeliverable-to-peer-region-rules",
  ]);
  const whole = ({ type, name }: Registered) => `${type} ${name}`;
  const rest = new Map(primary.map((resource) => [whole(resource), resource]));
  // As text: an archive holds its files as a promise, and no two promises are equal.
  const others = ["scheduled-canary-schedule", "region-to-dashboard-page"]; // The page has no row on replication.
  for (const resource of alone.filter(({ name }) => !others.includes(name)))
    expect(JSON.stringify(resource)).toBe(JSON.stringify(rest.get(whole(resource))));
});

/** What names a region becomes a word for it, so that twins read the same. Left out: the alarm that only a standby has. */
const withoutRegion = (resources: readonly Registered[], own: string, peer: string) => {
  const text = JSON.stringify(
    resources
      .filter(({ name }) => name !== "region-to-alarms-standby-traffic")
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    null,
    1,
  );
  return text
    .replaceAll(own, "OWN")
    .replaceAll(peer, "PEER")
    .replace('\\"arn:alarm:holdfast-prod-OWN-standby-traffic\\",', "") // On the dashboard.
    .split("\n")
    .sort();
};

test("the standby is the primary's twin but for its role", () => {
  const one = withoutRegion(primary, PAIR.primary, PAIR.standby);
  const other = withoutRegion(standby, PAIR.standby, PAIR.primary);
  const trimmed = (lines: string[]) => lines.map((line) => line.trim().replace(/,$/, ""));
  expect(trimmed(one.filter((line) => !other.includes(line)))).toEqual([
    '"ROLE": "primary"',
    '"type": "PRIMARY"',
    '"instanceClass": "db.m8g.large"',
    '"searchString": "\\"status\\":\\"healthy\\",\\"region\\":\\"OWN\\",\\"role\\":\\"primary\\""',
  ]);
  expect(trimmed(other.filter((line) => !one.includes(line)))).toEqual([
    '"ROLE": "standby"',
    '"type": "SECONDARY"',
    '"excuse:standby-capacity-equal": "Takes no events in. What waits for it lies in the lake and in a queue. One setting makes it equal."',
    '"instanceClass": "db.t4g.medium"',
    '"searchString": "\\"status\\":\\"healthy\\",\\"region\\":\\"OWN\\",\\"role\\":\\"standby\\""',
  ]);
});

test("every resource has a parent, the region alone has none", () => {
  expect(primary.filter(({ parent }) => parent === undefined).map(({ name }) => name)).toEqual(["eu-west-1"]);
});

test("every component registers its outputs", () => {
  const components = primary.filter(({ type }) => type.startsWith("holdfast:"));
  expect(components.filter(({ outputsRegistered }) => !outputsRegistered)).toEqual([]);
});

test("an edge is a step more before the same region, and waits for the name that it asks", async () => {
  const edged = await regionOf("standby", {
    collect: { ip: "none" },
    edge: { name: "collect.example.com", wafRatePer5Minutes: 500 },
  });
  const added = edged.filter(({ name }) => !standby.some((resource) => resource.name === name));
  expect(added.map(({ name, parent }) => `${parent} > ${name}`).sort()).toEqual([
    "edge-to-http > edge-to-http-a",
    "edge-to-http > edge-to-http-aaaa",
    "edge-to-http > edge-to-http-acl",
    "edge-to-http > edge-to-http-certificate",
    "edge-to-http > edge-to-http-distribution",
    "edge-to-http > edge-to-http-issued",
    "edge-to-http > edge-to-http-validation",
    "region-to-alarms > region-to-alarms-edge-certificate-expiry",
    "us-west-2 > edge-to-http",
  ]);
  expect(named(edged, "edge-to-http").dependsOn).toContain("region-to-route53-failover");
  expect(named(edged, "edge-to-http-validation").inputs).toMatchObject({ zoneId: "Z1" });
});

test("Route 53 answers a region only once it can keep what it takes", () => {
  expect(named(primary, "region-to-route53").dependsOn).toEqual(
    expect.arrayContaining([
      "collector-to-firehose-put",
      "collector-to-undeliverable-put",
      "http-to-collector-stage",
      "undeliverable-to-replay-from-queue",
    ]),
  );
});

test("Route 53 waits for nothing of the database: a region without one takes events in all the same", () => {
  const parentOf = new Map(primary.map(({ name, parent }) => [name, parent]));
  const steps = named(primary, "region-to-route53").dependsOn.map((name) => {
    let step = name;
    while (parentOf.get(step) !== undefined && parentOf.get(step) !== PAIR.primary)
      step = parentOf.get(step) as string;
    return step;
  });
  expect([...new Set(steps)].sort()).toEqual([
    "collector-to-firehose",
    "collector-to-undeliverable",
    "http-to-collector",
    "peer-to-stop-switch",
    "undeliverable-to-replay",
  ]);
});

test("nothing of the region refers to the peer but its own rights and rules", () => {
  const peers = primary.filter(({ inputs }) => JSON.stringify(inputs).includes(PAIR.standby));
  expect(peers.map(({ name }) => name).sort()).toEqual([
    "collector-function-lambda",
    "collector-to-undeliverable-put",
    "lake-to-peer-region-replicate",
    "lake-to-peer-region-rules",
    "peer-to-stop-switch-read",
    ...alarmsOnReplication,
    "region-to-dashboard-page",
    "region-to-route53-stop-check",
    "scheduled-canary-function-lambda",
    "scheduled-canary-send",
    "undeliverable-to-peer-region-replicate",
    "undeliverable-to-peer-region-replicate-existing",
    "undeliverable-to-peer-region-rules",
  ]);
});

interface Statement {
  Effect: string;
  Action: string[];
  Resource?: string[];
  Principal?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const statements = (resources: readonly Registered[]): Statement[] =>
  resources.flatMap(({ inputs }) =>
    [inputs.policy, inputs.assumeRolePolicy].flatMap((policy) =>
      typeof policy === "string" ? (JSON.parse(policy).Statement as Statement[]) : [],
    ),
  );

describe("IAM", () => {
  const allowed = () =>
    [...statements(primary), ...statements(standby)].filter(({ Effect }) => Effect === "Allow");

  test("allows no action by wildcard", () => {
    expect(
      allowed()
        .flatMap(({ Action }) => Action)
        .filter((action) => action.includes("*")),
    ).toEqual([]);
  });

  /** Where a wildcard may stand, and for which actions, if not for all. */
  const wildcards: { what: string; resource: RegExp; actions?: RegExp }[] = [
    { what: "after a region's prefix", resource: /^arn:aws:s3:::[a-z0-9-]+\/[a-z]+\/region=[a-z0-9-]+\/\*$/ },
    { what: "streams of a log group", resource: /^arn:[^*]+:(log-stream:)?\*$/, actions: /^logs:/ },
    { what: "the canaries' API", resource: /^arn:aws:execute-api:[^*]+:\*\/\$default\/POST\/canary$/ },
    {
      what: "what is loaded, and what its endpoint lets through",
      resource: /^arn:aws:s3:::[a-z0-9-]+-lake\/((events|forgotten)\/)?\*$/,
      actions: /^s3:(GetObject|ListBucket)$/,
    },
    {
      what: "interfaces that Lambda has yet to make",
      resource: /^arn:aws:ec2:[a-z0-9-]+:\d+:\*\/\*$/,
      actions: /NetworkInterface|PrivateIpAddresses/,
    },
    { what: "what can only be looked at as a whole", resource: /^\*$/, actions: /^ec2:Describe/ },
    {
      what: "the names of log groups",
      resource: /^arn:aws:logs:[^*]+:log-group:\*$/,
      actions: /^logs:DescribeLogGroups$/,
    },
    {
      what: "secrets that RDS names",
      resource: /:secret:rds!\*$/,
      actions: /^secretsmanager:GetSecretValue$/,
    },
    {
      what: "this region's queues",
      resource: /^arn:aws:sqs:[^*]+:holdfast-prod-[a-z0-9-]+-\*$/,
      actions: /^sqs:ChangeMessageVisibility$/,
    },
  ];

  test("has wildcards only where they stand in the list above", () => {
    const widest = allowed().flatMap(({ Action, Resource = [] }) =>
      Resource.filter((resource) => resource.includes("*")).map((resource) => ({ Action, resource })),
    );
    const unlisted = widest.filter(
      ({ Action, resource }) =>
        !wildcards.some(
          (one) => one.resource.test(resource) && Action.every((action) => one.actions?.test(action) ?? true),
        ),
    );
    expect(unlisted).toEqual([]);
    const resources = allowed().flatMap(({ Resource = [] }) => Resource);
    expect(resources.length).toBeGreaterThan(30);
  });

  test("lets a service act for this account alone, wherever the service documents how", () => {
    const services = allowed().filter(({ Principal }) => Principal !== undefined && Principal !== "*");
    const [bare, conditioned] = [true, false].map((isBare) =>
      services.filter(({ Condition }) => (Condition === undefined) === isBare),
    ) as [Statement[], Statement[]];
    const replicates = ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"];
    expect(bare.map(({ Principal }) => Principal)).toEqual(
      Array.from({ length: 4 }, () => replicates.map((Service) => ({ Service }))).flat(),
    );
    expect(conditioned).toHaveLength(26);
    for (const { Condition } of conditioned) {
      const equals = Condition?.StringEquals ?? {};
      expect(equals["aws:SourceAccount"] ?? equals["sts:ExternalId"]).toBe(ACCOUNT);
    }
  });

  test("denies only plain HTTP, and what Lambda alone may do to functions in the network", () => {
    const denied = statements(primary).filter(({ Effect }) => Effect === "Deny");
    const code = (name: string) => ({
      ArnEquals: {
        "lambda:SourceFunctionArn": `arn:aws:lambda:${PAIR.primary}:${ACCOUNT}:function:holdfast-prod-${PAIR.primary}-${name}`,
      },
    });
    const plainHttp = { Bool: { "aws:SecureTransport": "false" } };
    expect(denied.map(({ Condition }) => JSON.stringify(Condition)).sort()).toEqual(
      [plainHttp, plainHttp, code("etl"), code("migrate")]
        .map((condition) => JSON.stringify(condition))
        .sort(),
    );
  });

  test("lets everybody through an endpoint only as this account, to what is this account's", () => {
    const through = allowed().filter(({ Principal }) => Principal === "*");
    expect(through).toHaveLength(6);
    for (const { Condition } of through)
      expect(Condition?.StringEquals).toEqual({
        "aws:PrincipalAccount": ACCOUNT,
        "aws:ResourceAccount": ACCOUNT,
      });
  });
});
