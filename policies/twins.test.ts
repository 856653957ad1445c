import type { Graph, GraphResource, Properties } from "../engine/graph";
import { type Allowance, compareTwins, type Twin } from "./twins";

const [EU, US] = ["eu-west-1", "us-west-2"];

const urn = (stack: string, type: string, name: string) => `urn:pulumi:${stack}::demo::${type}::${name}`;

interface Given extends Partial<Omit<GraphResource, "urn">> {
  readonly name: string;
}

function twin(stack: string, region: string, resources: readonly Given[], outputs: Properties = {}): Twin {
  const graph: Graph = {
    project: "demo",
    stack,
    outputs,
    secretOutputs: [],
    resources: resources.map((given) => ({
      urn: urn(stack, given.type ?? "aws:lambda/function:Function", given.name),
      type: "aws:lambda/function:Function",
      custom: true,
      providerConfig: { region },
      inputs: {},
      secretInputs: [],
      dependencies: [],
      propertyDependencies: {},
      protect: false,
      options: {},
      ...given,
    })),
  };
  return { graph, region };
}
const eu = (...resources: Given[]) => twin("prod-eu", EU as string, resources);
const us = (...resources: Given[]) => twin("prod-us", US as string, resources);

/** Each a line: resource, path, both values. */
const lines = (one: Twin, other: Twin, allowances: readonly Allowance[] = []) =>
  compareTwins(one, other, allowances).differences.map(
    ({ resource, path, values }) =>
      `${resource} ${path}: ${values.map((value) => String(JSON.stringify(value))).join(" | ")}`,
  );

const inputs = (one: Properties, other: Properties): [Twin, Twin] => [
  eu({ name: "collect", inputs: one }),
  us({ name: "collect", inputs: other }),
];
const COLLECT = "aws:lambda/function:Function collect";

test.each([
  { title: "equal values", one: { memorySize: 512 }, other: { memorySize: 512 }, differences: [] },
  { title: "the own region", one: { bucket: `a-${EU}-b` }, other: { bucket: `a-${US}-b` }, differences: [] },
  { title: "its zones", one: { zone: `${EU}a` }, other: { zone: `${US}a` }, differences: [] },
  { title: "the peer's region", one: { peer: `x.${US}` }, other: { peer: `x.${EU}` }, differences: [] },
  { title: "the peer's zones", one: { zone: `${US}a` }, other: { zone: `${EU}a` }, differences: [] },
  {
    title: "the peer's stack on one side",
    one: { log: "prod-us" },
    other: { log: "" },
    differences: ['inputs.log: "{peer stack}" | ""'],
  },
  { title: "the own stack", one: { log: "/prod-eu/x" }, other: { log: "/prod-us/x" }, differences: [] },
  { title: "the peer's stack", one: { log: "prod-us" }, other: { log: "prod-eu" }, differences: [] },
  {
    title: "a region inside of what looks like a stack's name",
    one: { bucket: "h-prod-eu-west-1-lake" },
    other: { bucket: "h-prod-us-west-2-lake" },
    differences: [],
  },
  { title: "a region in a key", one: { [EU as string]: 1 }, other: { [US as string]: 1 }, differences: [] },
  {
    title: "a changed value",
    one: { memorySize: 512 },
    other: { memorySize: 256 },
    differences: ["inputs.memorySize: 512 | 256"],
  },
  {
    title: "the same region on both sides: one of them points at itself",
    one: { peer: US },
    other: { peer: US },
    differences: ['inputs.peer: "{peer region}" | "{region}"'],
  },
  {
    title: "another zone",
    one: { zone: `${EU}a` },
    other: { zone: `${US}b` },
    differences: ['inputs.zone: "{region}a" | "{region}b"'],
  },
  {
    title: "what only begins like a region",
    one: { a: `${EU}23` },
    other: { a: `${US}23` },
    differences: ['inputs.a: "eu-west-123" | "us-west-223"'],
  },
  {
    title: "a longer word than a zone",
    one: { a: `${EU}ab` },
    other: { a: `${US}ab` },
    differences: ['inputs.a: "eu-west-1ab" | "us-west-2ab"'],
  },
  {
    title: "a longer word than a stack's name",
    one: { a: "prod-europe xprod-eu" },
    other: { a: "prod-usage xprod-us" },
    differences: ['inputs.a: "prod-europe xprod-eu" | "prod-usage xprod-us"'],
  },
  {
    title: "every occurrence",
    one: { a: `${EU} ${EU}, prod-eu prod-eu` },
    other: { a: `${US} ${US}, prod-us prod-us` },
    differences: [],
  },
  {
    title: "JSON after a blank",
    one: { a: ' {"b":1}' },
    other: { a: '{ "b": 2 }' },
    differences: ["inputs.a.b: 1 | 2"],
  },
  {
    title: "nothing against a value",
    one: { a: null },
    other: { a: { b: 1 } },
    differences: ['inputs.a: null | {"b":1}'],
  },
  { title: "a value on one side", one: { a: 1 }, other: {}, differences: ["inputs.a: 1 | undefined"] },
  {
    title: "one more in the middle of a list",
    one: { list: ["a", "c"] },
    other: { list: ["a", "b", "c"] },
    differences: ['inputs.list[1]: undefined | "b"'],
  },
  {
    title: "one more at the end of a list",
    one: { list: ["a", "b"] },
    other: { list: ["a"] },
    differences: ['inputs.list[1]: "b" | undefined'],
  },
  {
    title: "two fewer in the middle of a list",
    one: { list: ["a", "b", "c", "d"] },
    other: { list: ["a", "d"] },
    differences: ['inputs.list[1]: "b" | undefined', 'inputs.list[2]: "c" | undefined'],
  },
  {
    title: "a change and one more in the middle of a list",
    one: { list: ["a", "x", "z"] },
    other: { list: ["a", "y", "b", "z"] },
    differences: ['inputs.list[1]: "x" | "y"', 'inputs.list[2]: undefined | "b"'],
  },
  {
    title: "a member twice in a list",
    one: { list: ["a", "a"] },
    other: { list: ["a"] },
    differences: ['inputs.list[1]: "a" | undefined'],
  },
  {
    title: "one more at the front of a list",
    one: { list: ["b", "c"] },
    other: { list: ["a", "b", "c"] },
    differences: ['inputs.list[0]: undefined | "a"'],
  },
  {
    title: "another order of a list",
    one: { list: ["a", "b", "c"] },
    other: { list: ["b", "a", "c"] },
    differences: ['inputs.list[0]: "a" | "b"', 'inputs.list[1]: "b" | "a"'],
  },
  {
    title: "inside of a list's members",
    one: { list: [{ a: 1, b: 2 }] },
    other: { list: [{ a: 1, b: 3 }] },
    differences: ["inputs.list[0].b: 2 | 3"],
  },
  {
    title: "inside of JSON, by its path there",
    one: { policy: JSON.stringify({ Statement: [{ Action: "s3:GetObject", Resource: `x-${EU}` }] }) },
    other: { policy: JSON.stringify({ Statement: [{ Action: "s3:*", Resource: `x-${US}` }] }) },
    differences: ['inputs.policy.Statement[0].Action: "s3:GetObject" | "s3:*"'],
  },
  {
    title: "what only begins like JSON",
    one: { text: "[ERROR] a" },
    other: { text: "[ERROR] b" },
    differences: ['inputs.text: "[ERROR] a" | "[ERROR] b"'],
  },
  {
    title: "a list against a text",
    one: { a: ["x"] },
    other: { a: "x" },
    differences: ['inputs.a: ["x"] | "x"'],
  },
])("inputs: $title", ({ one, other, differences }) => {
  expect(lines(...inputs(one, other))).toEqual(differences.map((line) => `${COLLECT} ${line}`));
});

test("resources are told in the order of their names, whichever comes first", () => {
  const [one, other] = [
    eu({ name: "b", protect: true }, { name: "a", protect: true }),
    us({ name: "b" }, { name: "a" }),
  ];
  expect(lines(one, other).map((line) => line.split(" ")[1])).toEqual(["a", "b"]);
});

test("shared is what both have", () => {
  const sharedBy = (one: Twin, other: Twin) => compareTwins(one, other, []).shared;
  const none = sharedBy(eu(), us());
  expect(sharedBy(eu({ name: "a" }, { name: "b" }), us({ name: "b" }, { name: "c" }))).toBe(none + 1);
});

const bucket = (stack: string) => urn(stack, "aws:s3/bucket:Bucket", "lake");

test.each<{ title: string; one: Partial<Given>; other: Partial<Given>; differences: string[] }>([
  {
    title: "dependencies are a set, and named by words",
    one: { dependencies: [bucket("prod-eu"), "x"], propertyDependencies: { a: [bucket("prod-eu")] } },
    other: { dependencies: ["x", bucket("prod-us")], propertyDependencies: { a: [bucket("prod-us")] } },
    differences: [],
  },
  {
    title: "a dependency on one side",
    one: { propertyDependencies: { code: [bucket("prod-eu")] } },
    other: { propertyDependencies: { code: [] } },
    differences: [
      "propertyDependencies.code.urn:pulumi:{stack}::demo::aws:s3/bucket:Bucket::lake: true | undefined",
    ],
  },
  { title: "protect", one: { protect: true }, other: {}, differences: ["protect: true | false"] },
  {
    title: "an option",
    one: { options: { retainOnDelete: true } },
    other: {},
    differences: ["options.retainOnDelete: true | undefined"],
  },
  {
    title: "a secret",
    one: { secretInputs: ["password"] },
    other: {},
    differences: ["secretInputs.password: true | undefined"],
  },
  {
    title: "a provider, but for its id",
    one: { provider: `${urn("prod-eu", "pulumi:providers:aws", "p")}::1` },
    other: { provider: `${urn("prod-us", "pulumi:providers:aws", "p")}::2` },
    differences: [],
  },
  {
    title: "a third region",
    one: { providerConfig: { region: "us-east-1" } },
    other: {},
    differences: ['providerConfig.region: "us-east-1" | "{region}"'],
  },
  {
    title: "default tags, which the configuration has as JSON",
    one: { providerConfig: { region: EU, defaultTags: '{"tags":{"role":"primary"}}' } },
    other: { providerConfig: { region: US, defaultTags: '{"tags":{"role":"standby"}}' } },
    differences: ['providerConfig.defaultTags.tags.role: "primary" | "standby"'],
  },
  {
    title: "what AWS makes up is not compared",
    one: { id: "sg-00a1", outputs: { arn: "arn:1" } },
    other: { id: "sg-00a2" },
    differences: [],
  },
])("beside the inputs: $title", ({ one, other, differences }) => {
  expect(lines(eu({ name: "collect", ...one }), us({ name: "collect", ...other }))).toEqual(
    differences.map((line) => `${COLLECT} ${line}`),
  );
});

const group = (id: string) => ({
  name: "group",
  type: "aws:ec2/securityGroup:SecurityGroup",
  id,
  outputs: { arn: `arn:${id}` },
});
const user = (inputs: Properties) => ({ name: "user", inputs });

test.each([
  {
    title: "an id of the same resource",
    one: { groups: ["sg-00a1"] },
    other: { groups: ["sg-00a2"] },
    differences: [],
  },
  {
    title: "its ARN inside of a text",
    one: { a: "x arn:sg-00a1, y" },
    other: { a: "x arn:sg-00a2, y" },
    differences: [],
  },
  {
    title: "an id that the other side does not name",
    one: { groups: ["sg-00a1"] },
    other: { groups: ["sg-00a9"] },
    differences: ['aws:lambda/function:Function user inputs.groups[0]: "sg-{id of group}" | "sg-00a9"'],
  },
  {
    title: "a longer word that holds an id",
    one: { a: "sg-000a11" },
    other: { a: "sg-000a22" },
    differences: ['aws:lambda/function:Function user inputs.a: "sg-000a11" | "sg-000a22"'],
  },
])("made up ids: $title", ({ one, other, differences }) => {
  expect(lines(eu(group("sg-00a1"), user(one)), us(group("sg-00a2"), user(other)))).toEqual(differences);
});

const queue = (inputs: Properties, made: Properties): Given => ({ name: "queue", inputs, outputs: made });

test.each([
  {
    title: "each part by a word of its own",
    one: queue({}, { arn: "a-00aa-00bb" }),
    other: queue({}, { arn: "a-11aa-11bb" }),
    using: ["x 00aa 00bb", "x 11aa 11bb"],
    differences: [],
  },
  {
    title: "each part by its place",
    one: queue({}, { arn: "a-00aa-00bb" }),
    other: queue({}, { arn: "a-11aa-11bb" }),
    using: ["x 00aa 00bb", "x 11bb 11aa"],
    differences: ['user inputs.a: "x {id of queue} {id 2 of queue}" | "x {id 2 of queue} {id of queue}"'],
  },
  {
    title: "not what is the same on both sides",
    one: queue({}, { arn: "a:00aa" }),
    other: queue({}, { arn: "a:00aa" }),
    using: ["00aa", "00bb"],
    differences: ['user inputs.a: "00aa" | "00bb"'],
  },
  {
    title: "not what stands where the other side has a word",
    one: queue({}, { arn: "a:00aa:word" }),
    other: queue({}, { arn: "a:word:00bb" }),
    using: ["00aa", "00bb"],
    differences: ['user inputs.a: "00aa" | "00bb"'],
  },
  {
    title: "not what the program of one side said",
    one: queue({ name: "jobs2024" }, { arn: "a:jobs2024" }),
    other: queue({ name: "x" }, { arn: "a:jobs2025" }),
    using: ["jobs2024", "jobs2025"],
    differences: ['queue inputs.name: "jobs2024" | "x"', 'user inputs.a: "jobs2024" | "jobs2025"'],
  },
  {
    title: "not words that begin with digits' letters",
    one: queue({}, { arn: "a:cedar" }),
    other: queue({}, { arn: "a:beech" }),
    using: ["cedar", "beech"],
    differences: ['user inputs.a: "cedar" | "beech"'],
  },
  {
    title: "not words that end with them",
    one: queue({}, { arn: "a:loaf" }),
    other: queue({}, { arn: "a:wolf" }),
    using: ["loaf", "wolf"],
    differences: ['user inputs.a: "loaf" | "wolf"'],
  },
  {
    title: "letters that are digits",
    one: queue({}, { arn: "abcdef" }),
    other: queue({}, { arn: "fedcba" }),
    using: ["abcdef", "fedcba"],
    differences: [],
  },
  {
    title: "deep in what AWS answers",
    one: queue({}, { deep: [{ host: "00aa.example" }] }),
    other: queue({}, { deep: [{ host: "00bb.example" }] }),
    using: ["00aa", "00bb"],
    differences: [],
  },
  {
    title: "not what the program said itself, repeated by AWS",
    one: queue({ name: "jobs2024" }, { arn: "a:jobs2024" }),
    other: queue({ name: "jobs2025" }, { arn: "a:jobs2025" }),
    using: ["jobs2024", "jobs2025"],
    differences: ['queue inputs.name: "jobs2024" | "jobs2025"', 'user inputs.a: "jobs2024" | "jobs2025"'],
  },
  {
    title: "not words",
    one: queue({}, { arn: "a:primary" }),
    other: queue({}, { arn: "a:standby" }),
    using: ["primary", "standby"],
    differences: ['user inputs.a: "primary" | "standby"'],
  },
  {
    title: "not short numbers",
    one: queue({}, { arn: "a:100" }),
    other: queue({}, { arn: "a:200" }),
    using: ["100", "200"],
    differences: ['user inputs.a: "100" | "200"'],
  },
  {
    title: "not where the answers are of another form",
    one: queue({}, { arn: "a-00aa" }),
    other: queue({}, { arn: "00bb" }),
    using: ["00aa", "00bb"],
    differences: ['user inputs.a: "00aa" | "00bb"'],
  },
  {
    title: "not of a component, which AWS does not know",
    one: { ...queue({}, { arn: "00aa" }), custom: false },
    other: { ...queue({}, { arn: "00bb" }), custom: false },
    using: ["00aa", "00bb"],
    differences: ['user inputs.a: "00aa" | "00bb"'],
  },
])("made up by AWS: $title", ({ one, other, using, differences }) => {
  const [a, b] = using;
  expect(lines(eu(one, user({ a })), us(other, user({ a: b })))).toEqual(
    differences.map((line) => `aws:lambda/function:Function ${line}`),
  );
});

test("a resource on one side, whichever it is", () => {
  const both = { name: `queue-${EU}` };
  expect(lines(eu(both, { name: "a" }), us({ name: `queue-${US}` }, { name: "b" }))).toEqual([
    'aws:lambda/function:Function a : "there" | undefined',
    'aws:lambda/function:Function b : undefined | "there"',
  ]);
});

test("stack outputs", () => {
  const [one, other] = [
    twin("prod-eu", "eu-west-1", [], { role: "a" }),
    twin("prod-us", "us-west-2", [], { role: "b" }),
  ];
  expect(lines(one, other)).toEqual(['outputs role: "a" | "b"']);
});

const roleOf = (values: [string, string]) =>
  inputs({ env: { ROLE: values[0] } }, { env: { ROLE: values[1] } });
const allowed = {
  name: "collect",
  path: "inputs.env.ROLE",
  values: ["a", "b"] as [string, string],
  reason: "meant",
};

test.each([
  { title: "by resource, path and values", allowance: allowed, isAllowed: true },
  { title: "any values", allowance: { ...allowed, values: undefined }, isAllowed: true },
  { title: "a pattern of a text", allowance: { ...allowed, values: ["a", /^b$/] as const }, isAllowed: true },
  { title: "not another text", allowance: { ...allowed, values: ["a", /^c$/] as const }, isAllowed: false },
  { title: "any resource", allowance: { ...allowed, name: "*" }, isAllowed: true },
  { title: "any step", allowance: { ...allowed, path: "inputs.*.ROLE" }, isAllowed: true },
  { title: "not another resource", allowance: { ...allowed, name: "collector" }, isAllowed: false },
  { title: "not a part of a path", allowance: { ...allowed, path: "inputs.env" }, isAllowed: false },
  { title: "not a longer path", allowance: { ...allowed, path: "env.ROLE" }, isAllowed: false },
  { title: "not two steps for one", allowance: { ...allowed, path: "*.ROLE" }, isAllowed: false },
  {
    title: "not the other way round",
    allowance: { ...allowed, values: ["b", "a"] as const },
    isAllowed: false,
  },
])("allowed: $title", ({ allowance, isAllowed }) => {
  const [one, other] = roleOf(["a", "b"]);
  const difference = { resource: COLLECT, path: "inputs.env.ROLE", values: ["a", "b"] };
  expect(compareTwins(one, other, [allowance])).toEqual({
    shared: 2, // The function and the stack's outputs.
    differences: isAllowed ? [] : [difference],
    allowed: isAllowed ? [{ allowance, differences: [difference] }] : [],
    unused: isAllowed ? [] : [allowance],
  });
});
