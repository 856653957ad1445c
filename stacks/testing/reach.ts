/**
 * Who could talk to a region's database, read from everything that the program registers. It works the other way round from a list of
 * what is forbidden: what stands in the network, or leads to it, must be one of the things named here, and each of them must be closed.
 */
import type { Registered } from "../../infra/testing/record";

/** The id that a recorded resource has (infra/testing/record.ts). */
const idOf = ({ name }: Registered): string => `${name}-id`;

/** Code is no reference, and holds promises. */
const mentions = ({ code: _, ...inputs }: Registered["inputs"], id: string): boolean =>
  JSON.stringify(inputs).includes(`"${id}"`);

/** What may stand in the network, or on its edge. Whatever else names it is told: a way in has many types. */
const IN_NETWORK = new Set([
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/flowLog:FlowLog",
  "aws:ec2/internetGateway:InternetGateway", // awsx always makes one; without a route it leads nowhere.
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:lambda/function:Function",
  "aws:rds/instance:Instance",
  "aws:rds/subnetGroup:SubnetGroup",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
]);

/** The AWS APIs that have a door in the network, out of it. */
const ENDPOINTS = ["s3", "secretsmanager", "sqs"];

/** The roles, as their functions' names end, of what may talk to the database. */
const LOADERS = ["-etl", "-migrate"];

const POSTGRES_PORT = 5432;

/** One sentence for each way to the database that is not a loader's. Empty when there is none. */
export function waysToDatabase(resources: readonly Registered[]): string[] {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const databases = resources.filter(({ type }) => type.startsWith("aws:rds/") && /Instance$/.test(type));
  const [database] = databases;
  if (databases.length !== 1 || database === undefined)
    return [`There are ${databases.length} databases: ${databases.map(({ name }) => name).join(", ")}.`];
  const vpcs = of("aws:ec2/vpc:Vpc");
  if (vpcs.length !== 1) return [`There are ${vpcs.length} networks.`];
  const functions = of("aws:lambda/function:Function");
  const isLoader = ({ inputs }: Registered) =>
    LOADERS.some((role) => typeof inputs.name === "string" && inputs.name.endsWith(role));
  const network = { vpc: vpcs[0] as Registered, resources };
  const loaders = functions.filter(isLoader);

  return [
    ...openDoors(database, resources),
    ...strangers(network),
    ...functions
      .filter((one) => one.inputs.vpcConfig !== undefined && !isLoader(one))
      .map(({ name }) => `${name} is in the network.`),
    ...callers(loaders, resources),
    ...groupProblems(database, loaders, resources),
    ...subnetProblems(subnetsOf(database, loaders, resources), resources),
    ...defaultGroupProblems(network),
    ...endpointProblems(of("aws:ec2/vpcEndpoint:VpcEndpoint")),
  ];
}

/** What the instance itself says, and what of RDS is neither it nor its groups (proxies, replicas, clusters …). */
const openDoors = ({ inputs, name }: Registered, resources: readonly Registered[]): string[] => [
  ...(inputs.publiclyAccessible === false ? [] : [`${name} may be reached from the internet.`]),
  ...resources
    .filter(({ type }) => type.startsWith("aws:rds/"))
    .filter(({ type }) => !/:(Instance|SubnetGroup|ParameterGroup)$/.test(type))
    .map((other) => `${other.name} (${other.type}) may be a way to the database.`),
];

interface Network {
  vpc: Registered;
  resources: readonly Registered[];
}

/** Whatever names the network or a part of it, and is none of the things that may. */
function strangers({ vpc, resources }: Network): string[] {
  const parts = resources.filter(({ type }) =>
    /:(Subnet|RouteTable|SecurityGroup|InternetGateway)$/.test(type),
  );
  const ids = [vpc, ...parts].map(idOf);
  return resources
    .filter(({ type }) => type.startsWith("aws:") && !IN_NETWORK.has(type))
    .filter(({ inputs }) => ids.some((id) => mentions(inputs, id)))
    .map(({ name, type }) => `${name} (${type}) leads into the network.`);
}

/** Only the queue and the deployment run a loader: both with rights of their own, in IAM. */
const callers = (loaders: readonly Registered[], resources: readonly Registered[]): string[] =>
  resources
    .filter(({ type }) => /^aws:lambda\/(permission|functionUrl|alias):/.test(type))
    .filter(({ inputs }) =>
      loaders.some((loader) =>
        [String(loader.inputs.name), `arn:${loader.name}`, idOf(loader)].some((id) => mentions(inputs, id)),
      ),
    )
    .map(({ name, type }) => `${name} (${type}) lets somebody run a loader.`);

/** A rule, in whichever of the provider's three shapes. */
interface Rule {
  name: string;
  group: unknown;
  direction: "ingress" | "egress";
  protocol: unknown;
  fromPort: unknown;
  toPort: unknown;
  peers: string[];
}

const list = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const PEERS = [
  "referencedSecurityGroupId",
  "sourceSecurityGroupId",
  "securityGroups",
  "cidrIpv4",
  "cidrIpv6",
  "cidrBlocks",
  "ipv6CidrBlocks",
  "prefixListId",
  "prefixListIds",
] as const;

const ruleOf = (
  name: string,
  group: unknown,
  direction: Rule["direction"],
  inputs: Registered["inputs"],
): Rule => ({
  name,
  group,
  direction,
  protocol: inputs.ipProtocol ?? inputs.protocol,
  fromPort: inputs.fromPort,
  toPort: inputs.toPort,
  peers: [
    ...PEERS.flatMap((key) => list(inputs[key])).map(String),
    ...(inputs.self === true ? ["itself"] : []),
  ],
});

const rulesOf = (resources: readonly Registered[]): Rule[] =>
  resources.flatMap((resource): Rule[] => {
    const { type, name, inputs } = resource;
    const kind = type.slice(type.lastIndexOf(":") + 1);
    if (kind === "SecurityGroupIngressRule") return [ruleOf(name, inputs.securityGroupId, "ingress", inputs)];
    if (kind === "SecurityGroupEgressRule") return [ruleOf(name, inputs.securityGroupId, "egress", inputs)];
    if (kind === "SecurityGroupRule")
      return [ruleOf(name, inputs.securityGroupId, inputs.type as Rule["direction"], inputs)];
    if (kind !== "SecurityGroup") return [];
    return (["ingress", "egress"] as const).flatMap((direction) =>
      list(inputs[direction]).map((rule) =>
        ruleOf(`${direction} of ${name}`, idOf(resource), direction, rule as Registered["inputs"]),
      ),
    );
  });

function groupProblems(
  database: Registered,
  loaders: readonly Registered[],
  resources: readonly Registered[],
): string[] {
  const groups = resources.filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
  const known = (id: unknown) => groups.some((group) => idOf(group) === id);
  const ofDatabase = list(database.inputs.vpcSecurityGroupIds);
  const ofLoaders = [
    ...new Set(
      loaders.flatMap(({ inputs }) =>
        list((inputs.vpcConfig as { securityGroupIds?: unknown } | undefined)?.securityGroupIds),
      ),
    ),
  ];
  const [loaderGroup] = ofLoaders;
  const problems: string[] = [];
  if (ofDatabase.length !== 1 || !known(ofDatabase[0]))
    problems.push(
      `The database is in ${ofDatabase.length} groups (${ofDatabase.join(", ")}), not in one of its own.`,
    );
  if (ofLoaders.length !== 1 || !known(loaderGroup) || ofDatabase.includes(loaderGroup))
    problems.push(
      `Loaders are in ${ofLoaders.length} groups (${ofLoaders.join(", ")}), not in one of their own.`,
    );

  for (const rule of rulesOf(resources)) {
    if (ofDatabase.includes(rule.group)) {
      const isTheOne =
        rule.direction === "ingress" &&
        rule.peers.length === 1 &&
        rule.peers[0] === loaderGroup &&
        rule.protocol === "tcp" &&
        rule.fromPort === POSTGRES_PORT &&
        rule.toPort === POSTGRES_PORT;
      if (!isTheOne)
        problems.push(`${rule.name} opens the database's group to ${rule.peers.join(", ") || "nobody"}.`);
    }
    if (ofLoaders.includes(rule.group) && rule.direction === "ingress")
      problems.push(`${rule.name} opens the loaders' group to ${rule.peers.join(", ")}.`);
  }
  // Whoever else is in a group has all that its rules give.
  const isRule = ({ type }: Registered) => /:SecurityGroup(Ingress|Egress)?Rule$/.test(type);
  const members = resources.filter((one) => !isRule(one) && one !== database && !loaders.includes(one));
  for (const id of new Set([...ofDatabase, ...ofLoaders]))
    for (const { name, inputs } of members)
      if (mentions(inputs, String(id))) problems.push(`${name} is in the group ${id}.`);
  return problems;
}

/** Of the database and of whoever may talk to it. */
function subnetsOf(
  database: Registered,
  loaders: readonly Registered[],
  resources: readonly Registered[],
): unknown[] {
  const group = resources.find(
    ({ type, inputs }) =>
      type === "aws:rds/subnetGroup:SubnetGroup" && inputs.name === database.inputs.dbSubnetGroupName,
  );
  const ids = [
    ...(group === undefined ? ["a group that nobody registers"] : list(group.inputs.subnetIds)),
    ...loaders.flatMap(({ inputs }) =>
      list((inputs.vpcConfig as { subnetIds?: unknown } | undefined)?.subnetIds),
    ),
  ];
  return [...new Set(ids)];
}

function subnetProblems(subnetIds: readonly unknown[], resources: readonly Registered[]): string[] {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const find = (type: string, id: unknown) => of(type).find((resource) => idOf(resource) === id);
  if (subnetIds.length < 2) return [`There are ${subnetIds.length} subnets.`];
  return subnetIds.flatMap((id) => {
    const subnet = find("aws:ec2/subnet:Subnet", id);
    if (subnet === undefined) return [`${id} is no subnet of the program's.`];
    const tables = of("aws:ec2/routeTableAssociation:RouteTableAssociation")
      .filter(({ inputs }) => inputs.subnetId === id)
      .map(({ inputs }) => find("aws:ec2/routeTable:RouteTable", inputs.routeTableId));
    const routes = tables.flatMap((table) =>
      table === undefined
        ? []
        : [
            ...list(table.inputs.routes).map(() => `a route inside ${table.name}`),
            ...of("aws:ec2/route:Route")
              .filter(({ inputs }) => inputs.routeTableId === idOf(table))
              .map(({ name }) => name),
          ],
    );
    return [
      ...(subnet.inputs.mapPublicIpOnLaunch === true ? [`${id} gives public addresses.`] : []),
      ...(subnet.inputs.assignIpv6AddressOnCreation === true ? [`${id} gives addresses of IPv6.`] : []),
      // The main table then, which anybody can give a route.
      ...(tables.length === 1 && tables[0] !== undefined ? [] : [`${id} has no table of its own.`]),
      ...routes.map((route) => `${id} has a way out or in: ${route}.`),
    ];
  });
}

function defaultGroupProblems({ vpc, resources }: Network): string[] {
  const closed = resources.filter(
    ({ type, inputs }) =>
      type === "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup" && inputs.vpcId === idOf(vpc),
  );
  if (closed.length !== 1) return ["The network's default group is as AWS makes it."];
  const { ingress, egress } = (closed[0] as Registered).inputs;
  return list(ingress).length + list(egress).length === 0 ? [] : ["The network's default group has rules."];
}

const endpointProblems = (endpoints: readonly Registered[]): string[] =>
  endpoints.flatMap(({ name, inputs }) => {
    const service = String(inputs.serviceName).split(".").at(-1) ?? "";
    const statements = JSON.parse(String(inputs.policy ?? '{"Statement":[{"Action":["*"]}]}')).Statement;
    const isOpen = (statements as { Action: string[]; Resource?: string[] }[]).some(
      ({ Action, Resource = ["*"] }) => [...list(Action), ...list(Resource)].includes("*"),
    );
    return [
      ...(ENDPOINTS.includes(service) ? [] : [`${name} leads to ${service}, which nobody here calls.`]),
      ...(isOpen ? [`${name} lets everything through.`] : []),
    ];
  });
