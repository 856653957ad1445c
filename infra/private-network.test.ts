import {
  flowLogsTrust,
  interfaceEndpointPolicy,
  PrivateNetwork,
  s3EndpointPolicy,
  writeFlowLogsPolicy,
} from "./private-network";
import { ACCOUNT, named, type Registered, record } from "./testing/record";

const args = {
  region: "eu-west-1",
  accountId: ACCOUNT,
  cidrBlock: "10.80.0.0/16",
  zones: 2,
  bucketArns: ["arn:aws:s3:::lake"],
  interfaceServices: ["secretsmanager", "sqs"] as const,
  logDays: 30,
  namePrefix: "h-",
};
const scope = { region: args.region, accountId: ACCOUNT, namePrefix: "h-" };

const recorded = async (over: Partial<ConstructorParameters<typeof PrivateNetwork>[1]> = {}) => {
  let network: PrivateNetwork | undefined;
  const resources = await record(() => {
    network = new PrivateNetwork("net", { ...args, ...over });
  });
  return { resources, network: network as PrivateNetwork };
};

let resources: Registered[];
let network: PrivateNetwork;
beforeAll(async () => {
  ({ resources, network } = await recorded());
});

const ofType = (name: string, all = resources) => all.filter(({ type }) => type.endsWith(`:${name}`));
const settled = <T>(output: { apply(f: (value: T) => void): unknown }) =>
  new Promise<T>((resolve) => {
    output.apply(resolve);
  });

test.each([2, 3])("%s zones are as many subnets, each in its own, with a table of its own", async (zones) => {
  const { resources } = await recorded({ zones });
  const subnets = ofType("Subnet", resources);
  expect(subnets).toHaveLength(zones);
  expect(new Set(subnets.map(({ inputs }) => inputs.availabilityZone)).size).toBe(zones);
  expect(new Set(subnets.map(({ inputs }) => inputs.cidrBlock)).size).toBe(zones);
  const associations = ofType("RouteTableAssociation", resources).map(({ inputs }) => inputs);
  expect(associations.map(({ subnetId }) => subnetId)).toEqual(subnets.map(({ name }) => `${name}-id`));
  expect(new Set(associations.map(({ routeTableId }) => routeTableId)).size).toBe(zones);
});

test("another zone leaves the subnets of the others as they are", async () => {
  const [two, four] = [ofType("Subnet"), ofType("Subnet", (await recorded({ zones: 4 })).resources)];
  expect(four).toHaveLength(4);
  expect(four.slice(0, 2)).toEqual(two);
  expect(four.map(({ inputs }) => inputs.cidrBlock)).toEqual([
    "10.80.0.0/18",
    "10.80.64.0/18",
    "10.80.128.0/18",
    "10.80.192.0/18",
  ]);
});

test("no subnet gives an address of the internet, and each says what it is", () => {
  for (const { inputs } of ofType("Subnet"))
    expect(inputs).toMatchObject({ mapPublicIpOnLaunch: false, tags: { SubnetType: "Isolated" } });
});

test("nothing leads out: no NAT, no address, and no route, least of all to the internet gateway", () => {
  for (const type of ["NatGateway", "Eip", "Route", "EgressOnlyInternetGateway", "MainRouteTableAssociation"])
    expect(ofType(type)).toEqual([]);
  for (const { inputs } of ofType("RouteTable"))
    expect(Object.keys(inputs).sort()).toEqual(["tags", "vpcId"]);
  expect(ofType("InternetGateway")).toHaveLength(1); // awsx makes it in every case.
});

test("S3 is reached from every route table, by one endpoint", () => {
  const [endpoint, ...more] = ofType("VpcEndpoint").filter(
    ({ inputs }) => inputs.vpcEndpointType === "Gateway",
  );
  expect(more).toEqual([]);
  expect(endpoint?.inputs).toEqual({
    vpcId: "net-vpc-id",
    serviceName: "com.amazonaws.eu-west-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: ofType("RouteTable").map(({ name }) => `${name}-id`),
    policy: s3EndpointPolicy(scope, args.bucketArns),
  });
  expect(ofType("RouteTable")).toHaveLength(2);
});

const ours = { StringEquals: { "aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT } };

test("through it our buckets can be read by our roles, and nothing else", () => {
  expect(
    JSON.parse(s3EndpointPolicy(scope, ["arn:aws:s3:::lake", "arn:aws:s3:::curated"])).Statement,
  ).toEqual([
    {
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: [
        "arn:aws:s3:::lake",
        "arn:aws:s3:::lake/*",
        "arn:aws:s3:::curated",
        "arn:aws:s3:::curated/*",
      ],
      Condition: ours,
    },
  ]);
});

test.each([
  { title: "both", services: ["secretsmanager", "sqs"] as const },
  { title: "one", services: ["sqs"] as const },
  { title: "none", services: [] as const },
])("the other APIs are exactly those asked for: $title", async ({ services }) => {
  const { resources } = await recorded({ interfaceServices: services });
  const endpoints = ofType("VpcEndpoint", resources).filter(({ name }) => name !== "net-s3");
  expect(endpoints.map(({ inputs }) => inputs)).toEqual(
    services.map((service) => ({
      vpcId: "net-vpc-id",
      serviceName: `com.amazonaws.eu-west-1.${service}`,
      vpcEndpointType: "Interface",
      subnetIds: ["net-vpc-isolated-1-id", "net-vpc-isolated-2-id"],
      securityGroupIds: ["net-endpoints-id"],
      privateDnsEnabled: true,
      policy: interfaceEndpointPolicy(service, scope),
    })),
  );
});

test("their host names resolve inside", () => {
  expect(
    named(
      resources.filter(({ type }) => type === "aws:ec2/vpc:Vpc"),
      "net-vpc",
    ).inputs,
  ).toEqual({
    cidrBlock: "10.80.0.0/16",
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: "net-vpc" },
  });
});

test.each([
  {
    service: "secretsmanager" as const,
    action: "secretsmanager:GetSecretValue",
    resource: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:rds!*`,
  },
  {
    service: "sqs" as const,
    action: "sqs:ChangeMessageVisibility",
    resource: `arn:aws:sqs:eu-west-1:${ACCOUNT}:h-*`,
  },
])("through $service's endpoint goes one action, on what is ours", ({ service, action, resource }) => {
  expect(JSON.parse(interfaceEndpointPolicy(service, scope)).Statement).toEqual([
    { Effect: "Allow", Principal: "*", Action: [action], Resource: [resource], Condition: ours },
  ]);
});

test("the default group has no rule, and the endpoints' group none that its users did not ask for", () => {
  expect(named(resources, "net-default").inputs).toEqual({ vpcId: "net-vpc-id" });
  expect(named(resources, "net-endpoints").inputs).toEqual({
    name: "h-endpoints",
    description: "Interface endpoints of AWS APIs",
    vpcId: "net-vpc-id",
  });
  expect(resources.filter(({ type }) => /Rule$/.test(type))).toEqual([]);
});

test("every packet's fate is logged, once the log can be written", () => {
  const flows = named(resources, "net-flows");
  expect(flows.inputs).toEqual({
    vpcId: "net-vpc-id",
    trafficType: "ALL",
    logDestinationType: "cloud-watch-logs",
    logDestination: "arn:net-flow-logs",
    iamRoleArn: "arn:net-flow-logs-role",
  });
  expect(flows.dependsOn).toEqual(["net-write-flow-logs"]);
  expect(named(resources, "net-flow-logs").inputs).toEqual({
    name: "/aws/vpc/h-flow-logs",
    retentionInDays: 30,
  });
  expect(named(resources, "net-flow-logs-role").inputs).toEqual({
    name: "h-flow-logs",
    assumeRolePolicy: flowLogsTrust(scope),
  });
  expect(named(resources, "net-write-flow-logs").inputs).toEqual({
    name: "write-flow-logs",
    role: "h-flow-logs",
    policy: writeFlowLogsPolicy("arn:net-flow-logs", scope),
  });
});

test("flow logs may be written by this account's and region's alone, and into their group alone", () => {
  expect(JSON.parse(flowLogsTrust(scope)).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Action: ["sts:AssumeRole"],
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": `arn:aws:ec2:eu-west-1:${ACCOUNT}:vpc-flow-log/*` },
      },
    },
  ]);
  expect(JSON.parse(writeFlowLogsPolicy("arn:logs", scope)).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      Resource: ["arn:logs:*"],
    },
    {
      Effect: "Allow",
      Action: ["logs:DescribeLogGroups"],
      Resource: [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:*`],
    },
  ]);
});

test("gives what a database and its functions need to stand in it", async () => {
  expect(await settled(network.vpcId)).toBe("net-vpc-id");
  expect(await settled(network.subnetIds)).toEqual(["net-vpc-isolated-1-id", "net-vpc-isolated-2-id"]);
  expect(await settled(network.endpointSecurityGroupId)).toBe("net-endpoints-id");
  expect(await settled(network.s3PrefixListId)).toBe("pl-net-s3");
});
