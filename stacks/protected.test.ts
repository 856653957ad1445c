import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, type Registered, record } from "../infra/testing/record";
import { namesOf } from "./names";
import { importFile, protectedResources } from "./protected";
import { parseSettings } from "./read-settings";
import { Region } from "./region";
import { routingOf } from "./routing";

jest.mock("../infra/parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": `code of ${handler}` }, build: "b0" }),
}));

const region = "us-west-2";
const namesIn = (where: string) =>
  namesOf({ project: "holdfast", environment: "prod", region: where, accountId: ACCOUNT });
const names = namesIn(region);
const listed = protectedResources(names, { region, accountId: ACCOUNT });

/** The standby with everything that a setting can add. */
let program: Registered[];
beforeAll(async () => {
  const settings = parseSettings(
    {
      environment: "prod",
      role: "standby",
      peerRegion: "eu-west-1",
      routing: { zoneId: "Z1", failoverName: "events.example.com" },
      collect: { ip: "none" },
      retention: { lakeDays: 400 },
      edge: { name: "collect.example.com" },
    },
    { project: "holdfast", stack: "test", region },
  );
  program = await record(
    () =>
      new Region(region, {
        settings,
        region,
        accountId: pulumi.output(ACCOUNT),
        names: pulumi.output(names),
        peerNames: pulumi.output(namesIn(settings.peerRegion)),
        routing: routingOf(settings, region),
      }),
  );
});

const sorted = <Item>(items: readonly Item[]) => items.map((item) => JSON.stringify(item)).sort();

const ofDatabase = ({ name, parent }: Registered) => name === "postgres" || parent === "postgres";

test("what stays when the stack goes is the data buckets, what guards them, the stream that still holds events, and the list of what is to be loaded", () => {
  const stays = program.filter((resource) => resource.protect && !ofDatabase(resource));
  expect(sorted(stays.map(({ type, name, parent }) => ({ type, name, parent })))).toEqual(
    sorted(listed.map(({ type, name, parent }) => ({ type, name, parent }))),
  );
});

test("the database stays as well, and is in no file for pulumi import: it stands in a network that AWS named", () => {
  const stays = program.filter(ofDatabase);
  expect(stays.filter(({ protect }) => !protect)).toEqual([]);
  expect(stays.map(({ name }) => name)).toEqual(expect.arrayContaining(["postgres", "postgres-instance"]));
  expect(listed.filter(({ name }) => name.startsWith("postgres"))).toEqual([]);
});

test("what outlives a destroyed stack without a state is the validation record that both regions share", () => {
  expect(program.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name)).toEqual([
    "http-to-collector-tls-validation-failover",
  ]);
});

/** The id by which each type is imported, from what the program gives AWS ("Import", in each type's reference). */
const importedBy: Record<string, (inputs: Registered["inputs"]) => unknown> = {
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => name,
  "aws:cloudwatch/logStream:LogStream": ({ name }) => `/aws/kinesisfirehose/${names.stream}:${name}`,
  "aws:iam/role:Role": ({ name }) => name,
  "aws:iam/rolePolicy:RolePolicy": ({ name }) => `${names.deliveryRole}:${name}`,
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ({ name }) =>
    `arn:aws:firehose:${region}:${ACCOUNT}:deliverystream/${name}`,
  "aws:sqs/queue:Queue": ({ name }) => `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${name}`,
  // The recorder's queues have their logical names in their URLs.
  "aws:sqs/queuePolicy:QueuePolicy": ({ queueUrl }) =>
    queueUrl === "https://queue/lake-to-queue-queue"
      ? `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${names.etlQueue}`
      : queueUrl,
};

test.each(listed.filter(({ id }) => id !== undefined))("$name is imported as $id", ({ name, type, id }) => {
  const inputs = program.find((resource) => resource.name === name)?.inputs ?? {};
  const idOf = importedBy[type] ?? (({ bucket }) => bucket);
  expect(idOf(inputs)).toBe(id);
});

test("the file for pulumi import has each parent before its children, components without an id", () => {
  const { resources } = importFile(names, { region, accountId: ACCOUNT });
  const seen = new Set<string>();
  for (const { name, parent } of resources) {
    expect(parent === undefined || seen.has(parent)).toBe(true);
    seen.add(name);
  }
  expect(seen.size).toBe(listed.length + 1);
  expect(resources.slice(0, 3)).toEqual([
    { type: "holdfast:stacks:Region", name: region, component: true },
    { type: "holdfast:infra:DataBucket", name: "lake", parent: region, component: true },
    {
      type: "aws:s3/bucket:Bucket",
      name: "lake-bucket",
      parent: "lake",
      id: `holdfast-prod-us-west-2-${ACCOUNT}-lake`,
    },
  ]);
});

/** Pulumi's provider sends a type's tags only where its class knows them. */
const takesTags = (type: string) => {
  const [, path = ""] = type.split(":");
  const source = readFileSync(join(require.resolve("@pulumi/aws"), "..", `${path}.js`), "utf8");
  return source.includes('resourceInputs["tags"]');
};

test("docs/state.md names every type of the region that cannot carry its tags", () => {
  const document = readFileSync(resolve(__dirname, "../docs/state.md"), "utf8");
  const [table = ""] = document.split("| of | without tags |\n")[1]?.split("\n\n") ?? [];
  const named = table.split("\n").flatMap((row) =>
    (row.split("|")[2] ?? "")
      .replace(/\(.*\)/, "")
      .split(",")
      .map((name) => name.trim()),
  );
  const untagged = program.filter(({ type }) => type.startsWith("aws:") && !takesTags(type));
  expect(untagged.length).toBeGreaterThan(20);
  expect(named).toEqual(expect.arrayContaining(untagged.map(({ type }) => type.split(":")[2])));
});
