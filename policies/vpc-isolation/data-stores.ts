/** Databases and caches: by which properties each kind says where it stands, who may reach it, and whether it is encrypted. */
import type { Node, StackGraph } from "../graph";

export interface DataStore {
  readonly type: string;
  /** Subnets, or a subnet group's name. Without it, where it stands is another resource's to say, or no VPC's. */
  readonly subnets?: { readonly path: string; readonly group?: string };
  readonly securityGroups?: string;
  /** True puts it on the internet; the provider's default is false for each of them. */
  readonly isPublic?: string;
  /** On the internet unless this is set. */
  readonly isPublicWithout?: string;
  /** Stands where the one that it names stands, and is encrypted as that one is. */
  readonly follows?: string;
  readonly encryption?: Encryption;
}

export interface Encryption {
  readonly path: string;
  /** Where nothing is said. */
  readonly isDefault: (store: Node) => boolean;
  /** Where one of these is set, what it names decides instead of the default. */
  readonly inheritedFrom?: readonly string[];
}

const never = () => false;
const always = () => true;
const aurora = { path: "dbSubnetGroupName", group: "aws:rds/subnetGroup:SubnetGroup" };
const cacheSubnets = { path: "subnetGroupName", group: "aws:elasticache/subnetGroup:SubnetGroup" };
const domain = {
  subnets: { path: "vpcOptions.subnetIds" },
  securityGroups: "vpcOptions.securityGroupIds",
  isPublicWithout: "vpcOptions",
  encryption: { path: "encryptAtRest.enabled", isDefault: never },
};
const influx = {
  subnets: { path: "vpcSubnetIds" },
  securityGroups: "vpcSecurityGroupIds",
  isPublic: "publiclyAccessible",
};

/**
 * Defaults are the provider's ("aws.rds.Instance" and so on in the Pulumi Registry). Kinds without `encryption` are always encrypted
 * (MemoryDB, serverless caches and warehouses, InfluxDB), have nothing at rest (Memcached, proxies), or take their cluster's.
 */
export const DATA_STORES: readonly DataStore[] = [
  {
    type: "aws:rds/instance:Instance",
    subnets: aurora,
    securityGroups: "vpcSecurityGroupIds",
    isPublic: "publiclyAccessible",
    follows: "replicateSourceDb",
    encryption: {
      path: "storageEncrypted",
      isDefault: never,
      inheritedFrom: ["replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime"],
    },
  },
  {
    type: "aws:rds/cluster:Cluster",
    subnets: aurora,
    securityGroups: "vpcSecurityGroupIds",
    encryption: {
      path: "storageEncrypted",
      isDefault: (cluster) => cluster.get("engineMode") === "serverless",
      inheritedFrom: ["replicationSourceIdentifier", "snapshotIdentifier", "restoreToPointInTime"],
    },
  },
  { type: "aws:rds/clusterInstance:ClusterInstance", isPublic: "publiclyAccessible" },
  { type: "aws:rds/shardGroup:ShardGroup", isPublic: "publiclyAccessible" },
  {
    type: "aws:rds/proxy:Proxy",
    subnets: { path: "vpcSubnetIds" },
    securityGroups: "vpcSecurityGroupIds",
  },
  {
    type: "aws:rds/proxyEndpoint:ProxyEndpoint",
    subnets: { path: "vpcSubnetIds" },
    securityGroups: "vpcSecurityGroupIds",
  },
  {
    type: "aws:elasticache/cluster:Cluster",
    subnets: cacheSubnets,
    securityGroups: "securityGroupIds",
    follows: "replicationGroupId",
  },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    subnets: cacheSubnets,
    securityGroups: "securityGroupIds",
    encryption: {
      path: "atRestEncryptionEnabled",
      isDefault: (group) => group.get("engine") === "valkey",
      inheritedFrom: ["globalReplicationGroupId"],
    },
  },
  {
    type: "aws:elasticache/serverlessCache:ServerlessCache",
    subnets: { path: "subnetIds" },
    securityGroups: "securityGroupIds",
  },
  {
    type: "aws:memorydb/cluster:Cluster",
    subnets: { path: "subnetGroupName", group: "aws:memorydb/subnetGroup:SubnetGroup" },
    securityGroups: "securityGroupIds",
  },
  {
    type: "aws:redshift/cluster:Cluster",
    subnets: { path: "clusterSubnetGroupName", group: "aws:redshift/subnetGroup:SubnetGroup" },
    securityGroups: "vpcSecurityGroupIds",
    isPublic: "publiclyAccessible",
    encryption: { path: "encrypted", isDefault: always },
  },
  {
    type: "aws:redshift/endpointAccess:EndpointAccess",
    subnets: { path: "subnetGroupName", group: "aws:redshift/subnetGroup:SubnetGroup" },
    securityGroups: "vpcSecurityGroupIds",
  },
  {
    type: "aws:redshiftserverless/workgroup:Workgroup",
    subnets: { path: "subnetIds" },
    securityGroups: "securityGroupIds",
    isPublic: "publiclyAccessible",
  },
  {
    type: "aws:docdb/cluster:Cluster",
    subnets: { path: "dbSubnetGroupName", group: "aws:docdb/subnetGroup:SubnetGroup" },
    securityGroups: "vpcSecurityGroupIds",
    encryption: {
      path: "storageEncrypted",
      isDefault: never,
      inheritedFrom: ["snapshotIdentifier", "restoreToPointInTime"],
    },
  },
  {
    type: "aws:docdb/elasticCluster:ElasticCluster",
    subnets: { path: "subnetIds" },
    securityGroups: "vpcSecurityGroupIds",
  },
  {
    type: "aws:neptune/cluster:Cluster",
    subnets: { path: "neptuneSubnetGroupName", group: "aws:neptune/subnetGroup:SubnetGroup" },
    securityGroups: "vpcSecurityGroupIds",
    encryption: {
      path: "storageEncrypted",
      isDefault: never,
      inheritedFrom: ["replicationSourceIdentifier", "snapshotIdentifier"],
    },
  },
  { type: "aws:neptune/clusterInstance:ClusterInstance", isPublic: "publiclyAccessible" },
  { type: "aws:neptunegraph/graph:Graph", isPublic: "publicConnectivity" },
  { type: "aws:opensearch/domain:Domain", ...domain },
  { type: "aws:elasticsearch/domain:Domain", ...domain },
  {
    type: "aws:dax/cluster:Cluster",
    subnets: { path: "subnetGroupName", group: "aws:dax/subnetGroup:SubnetGroup" },
    securityGroups: "securityGroupIds",
    encryption: { path: "serverSideEncryption.enabled", isDefault: never },
  },
  { type: "aws:timestreaminfluxdb/dbInstance:DbInstance", ...influx },
  { type: "aws:timestreaminfluxdb/dbCluster:DbCluster", ...influx },
  { type: "aws:lightsail/database:Database", isPublic: "publiclyAccessible" },
];

export const DATA_STORE_TYPES = DATA_STORES.map(({ type }) => type);

export interface Found {
  readonly node: Node;
  readonly store: DataStore;
}

/** The stack's databases and caches, in the order of registration. */
export const dataStoresIn = (graph: StackGraph): Found[] =>
  graph.ofType(...DATA_STORE_TYPES).map((node) => ({
    node,
    store: DATA_STORES.find(({ type }) => type === node.type) as DataStore,
  }));

export type Leader =
  | { readonly kind: "none" }
  /** Of this stack and region: what is said of it holds for who follows. */
  | { readonly kind: "here" }
  /** In another region, where nothing of it holds. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "unknown"; readonly what: string };

/** What a property names decides for this one: a replica's source, a cache's replication group. */
export function leaderOf(graph: StackGraph, node: Node, path: string): Leader {
  if (!node.isSet(path) || node.get(path) === "") return { kind: "none" };
  const { nodes, outside } = graph.refs(node, path, DATA_STORE_TYPES);
  const [leader] = nodes;
  if (leader) return { kind: leader.region === node.region ? "here" : "elsewhere" };
  const [name] = outside;
  // A source in another region is named by its ARN ("CreateDBInstanceReadReplica").
  const region = name?.startsWith("arn:") ? name.split(":")[3] : node.region;
  return region === node.region ? { kind: "unknown", what: name ?? path } : { kind: "elsewhere" };
}
