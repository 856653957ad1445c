import { suppose } from "./suppose";

const of = (type: string, inputs: Record<string, unknown> = {}, name = "it", region = "eu-west-1") => {
  const resource = {
    type,
    inputs,
    name,
    urn: `urn:pulumi:dev::demo::${type}::${name}`,
    providerConfig: { region },
  };
  return suppose(resource);
};

test.each([
  {
    type: "aws:s3/bucket:Bucket",
    inputs: { bucket: "b" },
    id: "b",
    outputs: { arn: "arn:aws:s3:::b", bucketRegionalDomainName: "b.s3.eu-west-1.amazonaws.com" },
  },
  { type: "aws:s3/bucketVersioning:BucketVersioning", inputs: { bucket: "b" }, id: "b", outputs: {} },
  {
    type: "aws:iam/role:Role",
    inputs: { name: "r" },
    id: "r",
    outputs: { arn: "arn:aws:iam::123456789012:role/r" },
  },
  { type: "aws:iam/rolePolicy:RolePolicy", inputs: { role: "r", name: "p" }, id: "r:p", outputs: {} },
  {
    type: "aws:lambda/function:Function",
    inputs: { name: "f", publish: true },
    id: "f",
    outputs: {
      arn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
      version: "1",
      qualifiedArn: "arn:aws:lambda:eu-west-1:123456789012:function:f:1",
    },
  },
  { type: "aws:lambda/function:Function", inputs: { name: "f" }, id: "f", outputs: { version: "$LATEST" } },
  {
    type: "aws:lambda/alias:Alias",
    inputs: { name: "live", functionName: "f" },
    id: "arn:aws:lambda:eu-west-1:123456789012:function:f:live",
    outputs: { arn: "arn:aws:lambda:eu-west-1:123456789012:function:f:live" },
  },
  {
    type: "aws:lambda/alias:Alias",
    inputs: { name: "live", functionName: "arn:aws:lambda:eu-west-1:1:function:f" },
    id: "arn:aws:lambda:eu-west-1:1:function:f:live",
    outputs: {},
  },
  {
    type: "aws:sqs/queue:Queue",
    inputs: { name: "q" },
    id: "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
    outputs: {
      url: "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
      arn: "arn:aws:sqs:eu-west-1:123456789012:q",
    },
  },
  {
    type: "aws:sns/topic:Topic",
    inputs: { name: "t" },
    id: "arn:aws:sns:eu-west-1:123456789012:t",
    outputs: { arn: "arn:aws:sns:eu-west-1:123456789012:t" },
  },
  {
    type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    inputs: { name: "s" },
    id: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/s",
    outputs: { arn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/s" },
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    inputs: { name: "/l" },
    id: "/l",
    outputs: { arn: "arn:aws:logs:eu-west-1:123456789012:log-group:/l" },
  },
  {
    type: "aws:elasticache/thing:Thing",
    inputs: { name: "x" },
    id: "x",
    outputs: { arn: "arn:aws:elasticache:eu-west-1:123456789012:thing/x" },
  },
  {
    type: "aws:route53/record:Record",
    inputs: { zoneId: "Z", name: "a.example.", type: "A", setIdentifier: "one" },
    id: "Z_a.example._A_one",
    outputs: { fqdn: "a.example" },
  },
])("$type has the id $id", ({ type, inputs, id, outputs }) => {
  expect(of(type, inputs)).toMatchObject({ id, outputs });
});

test.each([
  ["aws:ec2/vpc:Vpc", /^vpc-0[0-9a-f]{16}$/],
  ["aws:ec2/securityGroup:SecurityGroup", /^sg-0[0-9a-f]{16}$/],
  ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", /^sgr-0[0-9a-f]{16}$/],
  ["aws:route53/healthCheck:HealthCheck", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/],
  ["aws:apigatewayv2/api:Api", /^[0-9a-f]{10}$/],
  ["aws:s3/bucket:Bucket", /^it-[0-9a-f]{7}$/],
])("%s has an id of the form %s, its own and the same in every run", (type, form) => {
  const { id } = of(type);
  expect(id).toMatch(form);
  expect(of(type).id).toBe(id);
  expect(of(type, {}, "other").id).not.toBe(id);
});

test("what the program sets is not supposed", () => {
  expect(of("aws:sqs/queue:Queue", { name: "q" }).outputs).not.toHaveProperty("name");
  expect(of("aws:sqs/queue:Queue").outputs.name).toMatch(/^it-[0-9a-f]{7}$/);
});

test("a region of its own wins, and there is always one", () => {
  expect(of("aws:sns/topic:Topic", { name: "t", region: "us-west-2" }).id).toContain(":us-west-2:");
  expect(
    suppose({ type: "aws:sns/topic:Topic", name: "t", urn: "urn", inputs: {}, providerConfig: {} }).id,
  ).toContain(":us-east-1:");
});

test("a VPC's default group is the one that a program adopts", () => {
  const vpc = of("aws:ec2/vpc:Vpc");
  const group = of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: vpc.id });
  expect(group.id).toBe(vpc.outputs.defaultSecurityGroupId);
  const table = of("aws:ec2/defaultRouteTable:DefaultRouteTable", {
    defaultRouteTableId: vpc.outputs.mainRouteTableId,
  });
  expect([table.id, table.id]).toEqual([vpc.outputs.mainRouteTableId, vpc.outputs.defaultRouteTableId]);
});

test("only a gateway endpoint has a prefix list, one for a service and region", () => {
  const endpoint = (name: string, vpcEndpointType?: string) =>
    of(
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      { serviceName: "com.amazonaws.eu-west-1.s3", vpcEndpointType },
      name,
    ).outputs;
  expect(endpoint("a").prefixListId).toMatch(/^pl-[0-9a-f]{8}$/);
  expect(endpoint("b", "Gateway").prefixListId).toBe(endpoint("a").prefixListId);
  expect(endpoint("c", "Interface")).not.toHaveProperty("prefixListId");
});

test("a database has an address, and a secret where AWS keeps its password", () => {
  const { id, outputs } = of("aws:rds/instance:Instance", {
    identifier: "db",
    manageMasterUserPassword: true,
  });
  expect(id).toBe("db");
  expect(outputs).toMatchObject({
    arn: "arn:aws:rds:eu-west-1:123456789012:db:db",
    address: expect.stringMatching(/^db\.[0-9a-f]{12}\.eu-west-1\.rds\.amazonaws\.com$/),
    port: 5432,
    endpoint: `${outputs.address}:5432`,
    masterUserSecrets: [
      { secretArn: expect.stringMatching(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-/) },
    ],
  });
  expect(outputs).not.toHaveProperty("identifier");
  expect(of("aws:rds/instance:Instance", { port: 5433 }).outputs.endpoint).toMatch(/:5433$/);
  expect(of("aws:rds/instance:Instance", { engine: "mysql" }).outputs).toMatchObject({ port: 3306 });
  expect(of("aws:rds/instance:Instance").outputs).not.toHaveProperty("masterUserSecrets");
  const cluster = of("aws:rds/cluster:Cluster", { clusterIdentifier: "c" }).outputs;
  expect(cluster).toMatchObject({
    arn: "arn:aws:rds:eu-west-1:123456789012:cluster:c",
    endpoint: expect.stringMatching(/^c\./),
  });
});

test("a certificate asks for a record of each name", () => {
  const { outputs } = of("aws:acm/certificate:Certificate", {
    domainName: "a.example",
    subjectAlternativeNames: ["b.example", "a.example", 7],
  });
  expect(outputs.domainValidationOptions).toMatchObject([
    {
      domainName: "a.example",
      resourceRecordType: "CNAME",
      resourceRecordName: expect.stringMatching(/^_[0-9a-f]{32}\.a\.example\.$/),
    },
    { domainName: "b.example" },
  ]);
});

test("a custom domain keeps what the program says in it", () => {
  const { id, outputs } = of("aws:apigatewayv2/domainName:DomainName", {
    domainName: "a.example",
    domainNameConfiguration: { certificateArn: "arn" },
  });
  expect(id).toBe("a.example");
  expect(outputs.domainNameConfiguration).toMatchObject({
    certificateArn: "arn",
    targetDomainName: expect.stringMatching(/^d-[0-9a-f]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/),
  });
});
