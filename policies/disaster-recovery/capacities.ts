/** What sets how much a region can carry, by type of resource. */
import { type Node, UNKNOWN } from "../graph";
import { isFields } from "../graph/values";

export interface Size {
  /** As a message names it. */
  readonly name: string;
  readonly of: (node: Node) => unknown;
}

export interface Capacity {
  readonly types: readonly string[];
  readonly sizes: readonly Size[];
}

/** Properties by their paths; one with a default is the same whether it is said or not. */
const at = (...paths: readonly (string | readonly [path: string, fallback: unknown])[]): Size[] =>
  paths.map((one) => {
    const [path, fallback] = typeof one === "string" ? [one, undefined] : one;
    return { name: path, of: (node) => node.get(path) ?? fallback };
  });

export const CAPACITIES: readonly Capacity[] = [
  {
    types: ["aws:lambda/function:Function"],
    // 128 MB and 512 MB are Lambda's defaults ("Lambda quotas").
    sizes: at("reservedConcurrentExecutions", ["memorySize", 128], ["ephemeralStorage.size", 512]),
  },
  {
    types: ["aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"],
    sizes: at("provisionedConcurrentExecutions"),
  },
  {
    types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
    sizes: at("scalingConfig.maximumConcurrency", "provisionedPollerConfig.maximumPollers", "batchSize", [
      "parallelizationFactor",
      1,
    ]),
  },
  {
    types: ["aws:apigatewayv2/stage:Stage"],
    sizes: [
      ...at("defaultRouteSettings.throttlingRateLimit", "defaultRouteSettings.throttlingBurstLimit"),
      { name: "routeSettings", of: throttlesOfRoutes },
    ],
  },
  {
    types: ["aws:apigateway/methodSettings:MethodSettings"],
    sizes: at("settings.throttlingRateLimit", "settings.throttlingBurstLimit"),
  },
  {
    types: ["aws:apigateway/usagePlan:UsagePlan"],
    sizes: at("throttleSettings.rateLimit", "throttleSettings.burstLimit", "quotaSettings.limit"),
  },
  {
    types: ["aws:kinesis/stream:Stream"],
    sizes: at(["streamModeDetails.streamMode", "PROVISIONED"], "shardCount"),
  },
  {
    types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
    sizes: at("extendedS3Configuration.bufferingInterval", "extendedS3Configuration.bufferingSize"),
  },
  {
    types: ["aws:rds/instance:Instance"],
    sizes: at("instanceClass", "allocatedStorage", "maxAllocatedStorage", "iops", "storageThroughput"),
  },
  { types: ["aws:rds/clusterInstance:ClusterInstance"], sizes: at("instanceClass") },
  {
    types: ["aws:rds/cluster:Cluster"],
    sizes: at("serverlessv2ScalingConfiguration.minCapacity", "serverlessv2ScalingConfiguration.maxCapacity"),
  },
  {
    types: ["aws:dynamodb/table:Table"],
    sizes: at(["billingMode", "PROVISIONED"], "readCapacity", "writeCapacity"),
  },
  { types: ["aws:autoscaling/group:Group"], sizes: at("minSize", "maxSize", "desiredCapacity") },
  { types: ["aws:appautoscaling/target:Target"], sizes: at("minCapacity", "maxCapacity") },
  { types: ["aws:ecs/service:Service"], sizes: at("desiredCount") },
  { types: ["aws:ecs/taskDefinition:TaskDefinition"], sizes: at("cpu", "memory") },
  { types: ["aws:ec2/instance:Instance"], sizes: at("instanceType") },
  { types: ["aws:ec2/launchTemplate:LaunchTemplate"], sizes: at("instanceType") },
  {
    types: ["aws:elasticache/cluster:Cluster", "aws:elasticache/replicationGroup:ReplicationGroup"],
    sizes: at("nodeType", "numCacheNodes", "numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"),
  },
  { types: ["aws:servicequotas/serviceQuota:ServiceQuota"], sizes: at("value") },
];

/** By route, whatever their order. */
function throttlesOfRoutes(stage: Node): unknown {
  const routes = stage.list("routeSettings");
  if (routes === UNKNOWN || routes.includes(UNKNOWN)) return UNKNOWN;
  return routes
    .filter(isFields)
    .map(({ routeKey, throttlingRateLimit, throttlingBurstLimit }) => ({
      routeKey,
      throttlingRateLimit,
      throttlingBurstLimit,
    }))
    .sort((one, other) => (String(one.routeKey) < String(other.routeKey) ? -1 : 1));
}
