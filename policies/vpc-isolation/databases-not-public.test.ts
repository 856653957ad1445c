import type { Properties } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { databasesNotPublic } from "./databases-not-public";

const PUBLIC = { publiclyAccessible: true };
const wrong = (path = "publiclyAccessible") =>
  `violation db: db has an address on the internet, where anybody can try to get in. Set ${path} to false.`;
const endpoint =
  "violation db: db is in no VPC: its endpoint is on the internet, and only its access policy keeps anybody out. Set vpcOptions, which replaces it.";

test.each<{ type: string; props: Properties; says: string[] }>([
  { type: "aws:rds/instance:Instance", props: PUBLIC, says: [wrong()] },
  { type: "aws:rds/instance:Instance", props: { publiclyAccessible: false }, says: [] },
  { type: "aws:rds/instance:Instance", props: {}, says: [] },
  { type: "aws:rds/clusterInstance:ClusterInstance", props: PUBLIC, says: [wrong()] },
  { type: "aws:rds/shardGroup:ShardGroup", props: PUBLIC, says: [wrong()] },
  { type: "aws:redshift/cluster:Cluster", props: PUBLIC, says: [wrong()] },
  { type: "aws:redshiftserverless/workgroup:Workgroup", props: PUBLIC, says: [wrong()] },
  { type: "aws:neptune/clusterInstance:ClusterInstance", props: PUBLIC, says: [wrong()] },
  {
    type: "aws:neptunegraph/graph:Graph",
    props: { publicConnectivity: true },
    says: [wrong("publicConnectivity")],
  },
  { type: "aws:timestreaminfluxdb/dbInstance:DbInstance", props: PUBLIC, says: [wrong()] },
  { type: "aws:timestreaminfluxdb/dbCluster:DbCluster", props: PUBLIC, says: [wrong()] },
  { type: "aws:lightsail/database:Database", props: PUBLIC, says: [wrong()] },
  { type: "aws:opensearch/domain:Domain", props: {}, says: [endpoint] },
  { type: "aws:opensearch/domain:Domain", props: { vpcOptions: { subnetIds: ["s"] } }, says: [] },
  { type: "aws:elasticsearch/domain:Domain", props: {}, says: [endpoint] },
  { type: "aws:rds/cluster:Cluster", props: PUBLIC, says: [] }, // Says nothing of addresses: its instances do.
  { type: "aws:dynamodb/table:Table", props: PUBLIC, says: [] },
])("$type with $props", ({ type, props, says }) => {
  expectVerdict(databasesNotPublic, stackOf(resource(type, "db", props)), says);
});

test("an unknown setting is not decided, unknown options are set", () => {
  const db = resource("aws:rds/instance:Instance", "db", {}, { unknown: ["publiclyAccessible"] });
  expectVerdict(databasesNotPublic, stackOf(db), [
    "undetermined db: db: publiclyAccessible is not known before a deployment, or not to this stack.",
  ]);
  const domain = resource("aws:opensearch/domain:Domain", "db", {}, { unknown: ["vpcOptions"] });
  expectVerdict(databasesNotPublic, stackOf(domain), []);
});

test("a stack without a database passes", () => {
  expectVerdict(databasesNotPublic, stackOf(), []);
});

test("may be excused", () => {
  const db = resource("aws:rds/instance:Instance", "db", PUBLIC);
  expect(excusing(databasesNotPublic, stackOf(db), "db")).toEqual(["excused db"]);
});
