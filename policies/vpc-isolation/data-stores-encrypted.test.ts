import type { Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, type ResourceOptions, resource, stackOf } from "../testing/stack";
import { dataStoresEncrypted } from "./data-stores-encrypted";

const INSTANCE = "aws:rds/instance:Instance";
const CLUSTER = "aws:rds/cluster:Cluster";
const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const source = resource(INSTANCE, "source", { identifier: "source", storageEncrypted: true });
const away = resource(INSTANCE, "away", { storageEncrypted: true }, { region: "us-west-2" });
const wrong = (path = "storageEncrypted") => [
  `violation db: db is not encrypted at rest: whoever gets hold of a snapshot of it can read it. Set ${path} to true, which replaces it.`,
];
const unsure = (what: string) => [
  `undetermined db: db: ${what} is not known before a deployment, or not to this stack.`,
];

test.each<{ type: string; props: Properties; options?: ResourceOptions; says: string[] }>([
  { type: INSTANCE, props: { storageEncrypted: true }, says: [] },
  { type: INSTANCE, props: { storageEncrypted: false }, says: wrong() },
  { type: INSTANCE, props: {}, says: wrong() },
  { type: INSTANCE, props: {}, options: { unknown: ["storageEncrypted"] }, says: unsure("storageEncrypted") },
  {
    type: INSTANCE,
    props: { snapshotIdentifier: "snap" },
    says: unsure("whether snapshotIdentifier names something encrypted"),
  },
  { type: INSTANCE, props: { snapshotIdentifier: "snap", storageEncrypted: false }, says: wrong() },
  { type: INSTANCE, props: { snapshotIdentifier: "", replicateSourceDb: "" }, says: wrong() },
  {
    type: INSTANCE,
    props: { snapshotIdentifier: "snap", storageEncrypted: "" },
    says: unsure("whether snapshotIdentifier names something encrypted"),
  },
  {
    type: INSTANCE,
    props: { restoreToPointInTime: { sourceDbInstanceIdentifier: "old" } },
    says: unsure("whether restoreToPointInTime names something encrypted"),
  },
  { type: INSTANCE, props: { replicateSourceDb: "source" }, says: [] },
  {
    type: INSTANCE,
    props: { replicateSourceDb: "another" },
    says: unsure("whether replicateSourceDb names something encrypted"),
  },
  { type: INSTANCE, props: { replicateSourceDb: "arn:aws:rds:us-west-2:1:db:x" }, says: wrong() },
  { type: INSTANCE, props: { replicateSourceDb: "away-id" }, says: wrong() },
  { type: INSTANCE, props: { replicateSourceDb: "away-id", kmsKeyId: "k" }, says: [] },
  {
    type: INSTANCE,
    props: { replicateSourceDb: "arn:aws:rds:eu-west-1:1:db:x" },
    says: unsure("whether replicateSourceDb names something encrypted"),
  },
  {
    type: INSTANCE,
    props: {},
    options: { unknown: ["replicateSourceDb"] },
    says: unsure("whether replicateSourceDb names something encrypted"),
  },
  { type: CLUSTER, props: {}, says: wrong() },
  { type: CLUSTER, props: { engineMode: "serverless" }, says: [] },
  { type: CLUSTER, props: { engineMode: "provisioned" }, says: wrong() },
  { type: CLUSTER, props: { storageEncrypted: true }, says: [] },
  { type: "aws:docdb/cluster:Cluster", props: {}, says: wrong() },
  { type: "aws:neptune/cluster:Cluster", props: {}, says: wrong() },
  { type: GROUP, props: {}, says: wrong("atRestEncryptionEnabled") },
  { type: GROUP, props: { engine: "redis" }, says: wrong("atRestEncryptionEnabled") },
  { type: GROUP, props: { engine: "valkey" }, says: [] },
  { type: GROUP, props: { atRestEncryptionEnabled: true }, says: [] },
  {
    type: GROUP,
    props: { globalReplicationGroupId: "ldgnf-x" },
    says: unsure("whether globalReplicationGroupId names something encrypted"),
  },
  { type: "aws:redshift/cluster:Cluster", props: {}, says: [] },
  { type: "aws:redshift/cluster:Cluster", props: { encrypted: "true" }, says: [] },
  { type: "aws:redshift/cluster:Cluster", props: { encrypted: "false" }, says: wrong("encrypted") },
  { type: "aws:dax/cluster:Cluster", props: {}, says: wrong("serverSideEncryption.enabled") },
  { type: "aws:dax/cluster:Cluster", props: { serverSideEncryption: { enabled: true } }, says: [] },
  { type: "aws:opensearch/domain:Domain", props: {}, says: wrong("encryptAtRest.enabled") },
  { type: "aws:opensearch/domain:Domain", props: { encryptAtRest: { enabled: true } }, says: [] },
  { type: "aws:elasticsearch/domain:Domain", props: {}, says: wrong("encryptAtRest.enabled") },
  { type: "aws:memorydb/cluster:Cluster", props: {}, says: [] },
  { type: "aws:rds/clusterInstance:ClusterInstance", props: {}, says: [] },
  { type: "aws:sqs/queue:Queue", props: {}, says: [] },
])("$type with $props, $options.unknown unknown", ({ type, props, options, says }) => {
  expectVerdict(dataStoresEncrypted, stackOf(source, away, resource(type, "db", props, options)), says);
});

test("a replica is encrypted as its source, by dependency too", () => {
  const db = resource(INSTANCE, "db", {}, { dependsOn: { replicateSourceDb: [source] } });
  expectVerdict(dataStoresEncrypted, stackOf(source, db), []);
});

test("may be excused", () => {
  expect(excusing(dataStoresEncrypted, stackOf(resource(INSTANCE, "db")), "db")).toEqual(["excused db"]);
});
