import { type GraphResource, UNKNOWN } from "../graph";
import { destroy, failuresOf, preview, up } from "../in-process";
import { TemporaryProgram } from "../testing/temporary-program";

jest.setTimeout(120_000); // Each run is a process of a second or two, longer where others run beside it.

const isolated = {
  cidrBlock: "10.80.0.0/16",
  numberOfAvailabilityZones: 2,
  natGateways: { strategy: "None" },
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Isolated" }],
  enableDnsHostnames: true,
  enableDnsSupport: true,
};

const programOf = (args: object, rest = "", options = "{}") =>
  new TemporaryProgram(`
    import * as aws from "@pulumi/aws";
    import * as awsx from "@pulumi/awsx";
    const group = new Group("group");
    const net = new awsx.ec2.Vpc("net", ${JSON.stringify(args)}, { parent: group, ...${options} });
    ${rest}
  `);

const inComponent = (path: string) => `urn:pulumi:dev::demo::test:index:Group$awsx:ec2:Vpc${path}`;
const vpcUrn = inComponent("$aws:ec2/vpc:Vpc::net");
const subnetType = "$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet";
const tableType = `${subnetType}$aws:ec2/routeTable:RouteTable`;

/** What a policy sees of a resource. */
const seen = ({ urn, parent, dependencies, propertyDependencies, inputs, protect }: GraphResource) => ({
  ...{ urn, parent, dependencies, propertyDependencies, inputs, protect },
});

const zone = (number: number, availabilityZone: string, cidrBlock: string) => {
  const name = `net-isolated-${number}`;
  const tags = { Name: name, SubnetType: "Isolated" };
  const subnet = inComponent(`${subnetType}::${name}`);
  const table = inComponent(`${tableType}::${name}`);
  const inVpc = { dependencies: [vpcUrn], protect: false };
  return [
    {
      ...inVpc,
      urn: subnet,
      parent: vpcUrn,
      inputs: { vpcId: UNKNOWN, availabilityZone, cidrBlock, mapPublicIpOnLaunch: false, tags },
      propertyDependencies: expect.objectContaining({ vpcId: [vpcUrn], cidrBlock: [], tags: [] }),
    },
    {
      ...inVpc,
      urn: table,
      parent: subnet,
      dependencies: [vpcUrn, subnet].sort(),
      inputs: { vpcId: UNKNOWN, tags },
      propertyDependencies: expect.objectContaining({ vpcId: [vpcUrn] }),
    },
    {
      ...inVpc,
      urn: inComponent(`${tableType}$aws:ec2/routeTableAssociation:RouteTableAssociation::${name}`),
      parent: table,
      dependencies: [table, subnet].sort(),
      inputs: { routeTableId: UNKNOWN, subnetId: UNKNOWN },
      propertyDependencies: expect.objectContaining({ routeTableId: [table], subnetId: [subnet] }),
    },
  ];
};

const graphOf = async (program: TemporaryProgram) => {
  try {
    return await preview({ programDir: program.dir, stack: "dev", config: { "aws:region": "eu-west-1" } });
  } finally {
    program.remove();
  }
};

test("the children are those that awsx registers, and nothing leads out", async () => {
  const { resources } = await graphOf(programOf(isolated));
  const net = inComponent("::net");
  expect(resources.find(({ urn }) => urn === net)).toMatchObject({ custom: false, inputs: isolated });
  const children = resources.filter(({ type }) => type.startsWith("aws:")).map(seen);
  const wanted = [
    {
      urn: vpcUrn,
      parent: net,
      dependencies: [],
      protect: false,
      propertyDependencies: expect.objectContaining({ cidrBlock: [] }),
      inputs: {
        cidrBlock: "10.80.0.0/16",
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: "net" },
      },
    },
    {
      urn: inComponent("$aws:ec2/vpc:Vpc$aws:ec2/internetGateway:InternetGateway::net"),
      parent: vpcUrn,
      dependencies: [vpcUrn],
      protect: false,
      propertyDependencies: expect.objectContaining({ vpcId: [vpcUrn] }),
      inputs: { vpcId: UNKNOWN, tags: { Name: "net" } },
    },
    ...zone(1, "eu-west-1a", "10.80.0.0/17"),
    ...zone(2, "eu-west-1b", "10.80.128.0/17"),
  ];
  expect(children).toHaveLength(wanted.length);
  expect(children).toEqual(expect.arrayContaining(wanted));
});

test("who uses an output depends on the children behind it, though nothing is known yet", async () => {
  const { resources, outputs } = await graphOf(
    programOf(
      isolated,
      `new Thing("user", { value: net.isolatedSubnetIds, tables: net.routeTables.apply((all) => all.map(({ id }) => id)),
         layout: net.subnetLayout, none: net.publicSubnetIds, inside: [net.vpc] });
       export const zones = net.subnets.apply((all) => all.map((subnet) => subnet.availabilityZone));
       export const vpcId = net.vpcId;`,
    ),
  );
  const [first, second] = [1, 2].map((number) => inComponent(`${subnetType}::net-isolated-${number}`));
  const tables = [1, 2].map((number) => inComponent(`${tableType}::net-isolated-${number}`));
  const user = resources.find(({ name }) => name === "user");
  expect(user?.propertyDependencies).toMatchObject({
    value: expect.arrayContaining([first, second]),
    tables: expect.arrayContaining(tables),
    inside: expect.arrayContaining([vpcUrn]),
  });
  expect(user?.inputs).toMatchObject({ layout: [{ type: "Isolated" }], none: [], inside: [UNKNOWN] });
  expect(outputs).toEqual({ zones: ["eu-west-1a", "eu-west-1b"], vpcId: UNKNOWN });
});

test("what is protected is protected with its children", async () => {
  const { resources } = await graphOf(programOf(isolated, "", "{ protect: true }"));
  const children = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(children.map(({ protect }) => protect)).toEqual(children.map(() => true));
});

test("a child that fails is named once, the next run goes on from there, and all go in order", async () => {
  const program = programOf(
    isolated,
    "export const tables = net.routeTables.apply((all) => pulumi.all(all.map(({ id }) => id)));",
  );
  try {
    const error = await up(program.run({ failing: ["net-isolated-2"] })).catch((failed: Error) => failed);
    const [failure, ...others] = failuresOf(error);
    expect(failure).toMatchObject({ operation: "create", urn: inComponent(`${subnetType}::net-isolated-2`) });
    expect(others).toEqual([]);

    const finished = await up(program.run());
    expect(finished.outputs.tables).toEqual(["net-isolated-1-0", "net-isolated-2-0"]);
    expect((await up(program.run())).changes).toMatchObject({ create: 0, update: 0, delete: 0, same: 8 });

    expect((await destroy(program.run())).changes).toMatchObject({ delete: 8 });
    const gone = program.journal();
    expect(gone.at(-1)).toBe("delete net-0"); // The VPC, after its gateway of the same name and all the rest.
    expect(gone.filter((line) => line === "delete net-0")).toHaveLength(2);
  } finally {
    program.remove();
  }
});

test("refuses a remote component that it cannot make", async () => {
  const program = new TemporaryProgram(`
    class Other extends pulumi.ComponentResource {
      constructor() {
        super("other:index:Thing", "other", {}, {}, true);
      }
    }
    new Other();
  `);
  const failures = failuresOf(await graphOf(program).catch((error: Error) => error));
  expect(failures).toMatchObject([{ code: "HF_ENGINE_UNSUPPORTED" }]);
  expect(failures[0]?.message).toContain("a remote component (other:index:Thing)");
});

test("says so where a region has fewer zones", async () => {
  const program = programOf({ ...isolated, numberOfAvailabilityZones: 5 });
  const failures = failuresOf(await graphOf(program).catch((error: Error) => error));
  expect(failures).toMatchObject([{ urn: inComponent("::net"), code: "HF_ENGINE_ZONES" }]);
});

test("refuses an option that the children would inherit", async () => {
  const program = programOf(isolated, "", "{ retainOnDelete: true }");
  const failures = failuresOf(await graphOf(program).catch((error: Error) => error));
  expect(failures).toMatchObject([{ urn: inComponent("::net"), code: "HF_ENGINE_UNSUPPORTED" }]);
  expect(failures[0]?.message).toContain("the option retainOnDelete of a remote component (awsx:ec2:Vpc)");
});
