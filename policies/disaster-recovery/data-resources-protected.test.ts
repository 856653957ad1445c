import { bucket, mayPerhaps, role, stream } from "../testing/data";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { dataResourcesProtected } from "./data-resources-protected";

const loose = (name: string, mend = "protect: true") =>
  `violation ${name}: ${name} holds data and is not protected: a destroyed stack or a replacement takes them along. Set ${mend}.`;
const unsure = (name: string, what: string) =>
  `undetermined ${name}: ${name}: ${what} is not known before a deployment, or not to this stack.`;
const keptBy: [type: string, property: string, value: unknown][] = [
  ["aws:rds/instance:Instance", "deletionProtection", true],
  ["aws:rds/cluster:Cluster", "deletionProtection", true],
  ["aws:rds/globalCluster:GlobalCluster", "deletionProtection", true],
  ["aws:docdb/cluster:Cluster", "deletionProtection", true],
  ["aws:neptune/cluster:Cluster", "deletionProtection", true],
  ["aws:dynamodb/table:Table", "deletionProtectionEnabled", true],
  ["aws:cognito/userPool:UserPool", "deletionProtection", "ACTIVE"],
];
const others = [
  "aws:opensearch/domain:Domain",
  "aws:redshift/cluster:Cluster",
  "aws:efs/fileSystem:FileSystem",
  "aws:kinesis/stream:Stream",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
];

test.each(keptBy)("a %s is protected by Pulumi or by its %s", (type, property, value) => {
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data")), [
    loose("data", `protect or ${property}`),
  ]);
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data", { [property]: false })), [
    loose("data", `protect or ${property}`),
  ]);
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data", { [property]: value })), []);
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data", {}, { protect: true })), []);
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data", {}, { unknown: [property] })), [
    unsure("data", property),
  ]);
});

test.each(others)("a %s is protected by Pulumi", (type) => {
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data")), [loose("data")]);
  expectVerdict(dataResourcesProtected, stackOf(resource(type, "data", {}, { protect: true })), []);
});

const lake = bucket("lake");
const kept = { protect: true };
test.each([
  { title: "a data bucket", graph: stackOf(lake, stream("lake", {}, kept)), says: [loose("lake")] },
  { title: "a protected one", graph: stackOf(bucket("lake", {}, kept), stream("lake", {}, kept)), says: [] },
  { title: "a bucket without data", graph: stackOf(lake), says: [] },
  {
    title: "a bucket that may hold data",
    graph: stackOf(lake, role("fn"), mayPerhaps("fn", lake)),
    says: [unsure("lake", "whether anything may write to it")],
  },
  {
    title: "a replica, which can be made again",
    graph: stackOf(
      resource("aws:rds/instance:Instance", "replica", { replicateSourceDb: "db" }),
      resource("aws:rds/cluster:Cluster", "copy", { replicationSourceIdentifier: "db" }),
    ),
    says: [],
  },
  { title: "what holds no data", graph: stackOf(resource("aws:sns/topic:Topic", "topic")), says: [] },
])("$title", ({ graph, says }) => expectVerdict(dataResourcesProtected, graph, says));

test("what is retained in another way can be excused", () => {
  expect(excusing(dataResourcesProtected, stackOf(resource("aws:rds/cluster:Cluster", "db")), "db")).toEqual([
    "excused db",
  ]);
});
