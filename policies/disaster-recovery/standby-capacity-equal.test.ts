import { UNKNOWN } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, resource, stackOf } from "../testing/stack";
import { CAPACITIES } from "./capacities";
import { standbyCapacityEqual } from "./standby-capacity-equal";
import { check, record, SECONDARY } from "./testing/failover";

const FUNCTION = "aws:lambda/function:Function";
const US = { region: "us-west-2" };
const there = (type: string, name: string, props: Record<string, unknown> = {}) =>
  resource(type, name, props, US);
const smaller = (name: string, size: string, has: string, twin: string, more: string, place = "eu-west-1") =>
  `violation ${name}: ${name} has ${size} ${has}, its counterpart ${twin} in ${place} ${more}: whoever takes over must carry the same. Give both the same.`;
const alone = (name: string) =>
  `violation ${name}: ${name} has no counterpart in the other region: after a failover nothing is in its place. Make the same there.`;
const unsure = (name: string, what: string) =>
  `undetermined ${name}: ${name}: ${what} is not known before a deployment, or not to this stack.`;
const nameless = (name: string) =>
  `undetermined ${name}: ${name}: no name tells which resource of the other region is its counterpart.`;

/** Each size of each type, as a program sets it. */
const sizes: [type: string, path: string, less: unknown, more: unknown][] = [
  [FUNCTION, "reservedConcurrentExecutions", 100, 900],
  [FUNCTION, "memorySize", 512, 1024],
  [FUNCTION, "ephemeralStorage.size", 512, 1024],
  [
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    "provisionedConcurrentExecutions",
    1,
    9,
  ],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "scalingConfig.maximumConcurrency", 2, 4],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "provisionedPollerConfig.maximumPollers", 2, 4],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "batchSize", 1, 10],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", "parallelizationFactor", 1, 10],
  ["aws:apigatewayv2/stage:Stage", "defaultRouteSettings.throttlingRateLimit", 5, 50],
  ["aws:apigatewayv2/stage:Stage", "defaultRouteSettings.throttlingBurstLimit", 5, 50],
  ["aws:apigateway/methodSettings:MethodSettings", "settings.throttlingRateLimit", 5, 50],
  ["aws:apigateway/methodSettings:MethodSettings", "settings.throttlingBurstLimit", 5, 50],
  ["aws:apigateway/usagePlan:UsagePlan", "throttleSettings.rateLimit", 5, 50],
  ["aws:apigateway/usagePlan:UsagePlan", "throttleSettings.burstLimit", 5, 50],
  ["aws:apigateway/usagePlan:UsagePlan", "quotaSettings.limit", 5, 50],
  ["aws:kinesis/stream:Stream", "streamModeDetails.streamMode", "PROVISIONED", "ON_DEMAND"],
  ["aws:kinesis/stream:Stream", "shardCount", 1, 4],
  [
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "extendedS3Configuration.bufferingInterval",
    60,
    600,
  ],
  [
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "extendedS3Configuration.bufferingSize",
    5,
    128,
  ],
  ["aws:rds/instance:Instance", "instanceClass", "db.t4g.medium", "db.m8g.large"],
  ["aws:rds/instance:Instance", "allocatedStorage", 10, 100],
  ["aws:rds/instance:Instance", "maxAllocatedStorage", 10, 100],
  ["aws:rds/instance:Instance", "iops", 3000, 6000],
  ["aws:rds/instance:Instance", "storageThroughput", 125, 500],
  ["aws:rds/clusterInstance:ClusterInstance", "instanceClass", "db.r8g.large", "db.r8g.xlarge"],
  ["aws:rds/cluster:Cluster", "serverlessv2ScalingConfiguration.minCapacity", 0.5, 2],
  ["aws:rds/cluster:Cluster", "serverlessv2ScalingConfiguration.maxCapacity", 8, 16],
  ["aws:dynamodb/table:Table", "billingMode", "PROVISIONED", "PAY_PER_REQUEST"],
  ["aws:dynamodb/table:Table", "readCapacity", 5, 50],
  ["aws:dynamodb/table:Table", "writeCapacity", 5, 50],
  ["aws:autoscaling/group:Group", "minSize", 0, 2],
  ["aws:autoscaling/group:Group", "maxSize", 2, 4],
  ["aws:autoscaling/group:Group", "desiredCapacity", 0, 2],
  ["aws:appautoscaling/target:Target", "minCapacity", 1, 2],
  ["aws:appautoscaling/target:Target", "maxCapacity", 2, 4],
  ["aws:ecs/service:Service", "desiredCount", 1, 4],
  ["aws:ecs/taskDefinition:TaskDefinition", "cpu", "256", "512"],
  ["aws:ecs/taskDefinition:TaskDefinition", "memory", "512", "1024"],
  ["aws:ec2/instance:Instance", "instanceType", "m8g.medium", "m8g.large"],
  ["aws:ec2/launchTemplate:LaunchTemplate", "instanceType", "m8g.medium", "m8g.large"],
  ["aws:elasticache/cluster:Cluster", "nodeType", "cache.t4g.micro", "cache.m7g.large"],
  ["aws:elasticache/cluster:Cluster", "numCacheNodes", 1, 2],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "numCacheClusters", 1, 2],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "numNodeGroups", 1, 2],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "replicasPerNodeGroup", 1, 2],
  ["aws:servicequotas/serviceQuota:ServiceQuota", "value", 1000, 5000],
];

const at = (path: string, value: unknown): Record<string, unknown> => {
  const [first = "", ...rest] = path.split(".");
  return { [first]: rest.length > 0 ? at(rest.join("."), value) : value };
};

test.each(sizes)("%s: a smaller %s in the standby", (type, path, less, more) => {
  const primary = stackOf(resource(type, "it", at(path, more)));
  const standby = stackOf(there(type, "it", at(path, less)));
  const says = [smaller("it", path, JSON.stringify(less), "it", JSON.stringify(more))];
  expect(pairFindings(standbyCapacityEqual, primary, standby)).toEqual(says);
  expect(pairFindings(standbyCapacityEqual, primary, stackOf(there(type, "it", at(path, more))))).toEqual([]);
});

test("every size is spoken of above", () => {
  const named = sizes.map(([type, path]) => `${type} ${path}`);
  const sharing = ["nodeType", "numCacheNodes", "numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"];
  const all = CAPACITIES.flatMap((capacity) =>
    capacity.sizes.flatMap((size) => capacity.types.map((type) => `${type} ${size.name}`)),
  ).filter((line) => !line.endsWith(" routeSettings") && !sharing.some((name) => line.endsWith(name)));
  expect(all.filter((line) => !named.includes(line))).toEqual([]);
});

const fn = (name: string, memorySize?: number) =>
  resource(FUNCTION, name, memorySize === undefined ? {} : { memorySize });
const far = (name: string, memorySize?: number) => ({
  ...fn(name, memorySize),
  providerConfig: { region: "us-west-2" },
});
const routes = (...settings: object[]) => ({ routeSettings: settings });
const STAGE = "aws:apigatewayv2/stage:Stage";
const get = { routeKey: "GET /i", throttlingRateLimit: 5, throttlingBurstLimit: 5 };
const post = { routeKey: "POST /e", throttlingRateLimit: 9, throttlingBurstLimit: 9 };

describe("two stacks", () => {
  test.each([
    { title: "the same", one: [fn("f", 512)], other: [far("f", 512)], says: [] },
    { title: "a default that one of them says", one: [fn("f", 128)], other: [far("f")], says: [] },
    {
      title: "more in the standby: then the primary is the smaller one",
      one: [fn("f", 512)],
      other: [far("f", 1024)],
      says: [smaller("f", "memorySize", "512", "f", "1024", "us-west-2")],
    },
    {
      title: "a limit in one of them only",
      one: [resource(FUNCTION, "f", { reservedConcurrentExecutions: 9 })],
      other: [far("f")],
      says: [smaller("f", "reservedConcurrentExecutions", "not set", "f", "9")],
    },
    {
      title: "a kind of size that has no order",
      one: [resource("aws:rds/instance:Instance", "db", { instanceClass: "db.a" })],
      other: [there("aws:rds/instance:Instance", "db", { instanceClass: "db.b" })],
      says: [smaller("db", "instanceClass", '"db.b"', "db", '"db.a"')],
    },
    {
      title: "a size that one says as a text, in the standby",
      one: [resource("aws:ecs/taskDefinition:TaskDefinition", "task", { cpu: 256 })],
      other: [there("aws:ecs/taskDefinition:TaskDefinition", "task", { cpu: "512" })],
      says: [smaller("task", "cpu", '"512"', "task", "256")],
    },
    {
      title: "a region that is not known",
      one: [{ ...fn("f", 512), providerConfig: {} }],
      other: [far("f", 256)],
      says: [smaller("f", "memorySize", "256", "f", "512", "the other region")],
    },
    {
      title: "a size that is not known in one",
      one: [resource(FUNCTION, "f", { memorySize: UNKNOWN })],
      other: [far("f", 512)],
      says: [unsure("f", "memorySize")],
    },
    {
      title: "a size that is not known in the other",
      one: [fn("f", 512)],
      other: [{ ...far("g"), inputs: { memorySize: UNKNOWN } }],
      says: [unsure("g", "memorySize")],
    },
    {
      title: "names with regions and roles in them",
      one: [fn("primary-eu-west-1-a", 1024), fn("primary-eu-west-1-b", 512)],
      other: [far("standby-us-west-2-b", 512), far("standby-us-west-2-a", 512)],
      says: [smaller("standby-us-west-2-a", "memorySize", "512", "primary-eu-west-1-a", "1024")],
    },
    {
      title: "one of a kind, whatever it is called",
      one: [fn("dublin", 1024)],
      other: [far("oregon", 512)],
      says: [smaller("oregon", "memorySize", "512", "dublin", "1024")],
    },
    { title: "nothing there", one: [fn("f"), fn("g")], other: [], says: [alone("f"), alone("g")] },
    { title: "one there is missing", one: [fn("f"), fn("g")], other: [far("g")], says: [alone("f")] },
    { title: "one here is missing", one: [fn("g")], other: [far("f"), far("g")], says: [alone("f")] },
    {
      title: "names that tell nothing",
      one: [fn("a"), fn("b")],
      other: [far("c"), far("d")],
      says: [nameless("a"), nameless("b")],
    },
    {
      title: "one name fewer that tells nothing",
      one: [fn("a"), fn("b")],
      other: [far("c")],
      says: [nameless("a"), nameless("b")],
    },
    {
      title: "other types",
      one: [resource("aws:sns/topic:Topic", "topic")],
      other: [],
      says: [],
    },
    {
      title: "routes in another order",
      one: [resource(STAGE, "s", routes(get, post))],
      other: [there(STAGE, "s", routes(post, get))],
      says: [],
    },
    {
      title: "a route with a lower rate",
      one: [resource(STAGE, "s", routes(get))],
      other: [there(STAGE, "s", routes({ ...get, throttlingRateLimit: 4 }))],
      says: [
        smaller(
          "s",
          "routeSettings",
          JSON.stringify([{ ...get, throttlingRateLimit: 4 }]),
          "s",
          JSON.stringify([get]),
        ),
      ],
    },
    {
      title: "a route with a lower burst",
      one: [resource(STAGE, "s", routes(get))],
      other: [there(STAGE, "s", routes({ ...get, throttlingBurstLimit: 4 }))],
      says: [
        smaller(
          "s",
          "routeSettings",
          JSON.stringify([{ ...get, throttlingBurstLimit: 4 }]),
          "s",
          JSON.stringify([get]),
        ),
      ],
    },
    {
      title: "routes that differ in what is no throttle",
      one: [resource(STAGE, "s", routes(get))],
      other: [there(STAGE, "s", routes({ ...get, loggingLevel: "INFO" }))],
      says: [],
    },
    {
      title: "routes that are not known",
      one: [resource(STAGE, "s", { routeSettings: UNKNOWN })],
      other: [there(STAGE, "s", routes(get))],
      says: [unsure("s", "routeSettings")],
    },
    {
      title: "a route that is not known",
      one: [resource(STAGE, "s", { routeSettings: [UNKNOWN] })],
      other: [there(STAGE, "s", routes(get))],
      says: [unsure("s", "routeSettings")],
    },
  ])("$title", ({ one, other, says }) =>
    expect(pairFindings(standbyCapacityEqual, stackOf(...one), stackOf(...other))).toEqual(says),
  );
});

describe("one stack", () => {
  const pair = [check("check"), record("one"), record("two", SECONDARY)];
  const both = [fn("f", 512), far("f2", 256)];
  test.each([
    {
      title: "with both regions and both halves of a pair",
      graph: stackOf(...pair, ...both),
      says: [smaller("f2", "memorySize", "256", "f", "512")],
    },
    {
      title: "with both regions and the same in each",
      graph: stackOf(...pair, fn("f", 9), far("f2", 9)),
      says: [],
    },
    { title: "without a secondary", graph: stackOf(record("one"), ...both), says: [] },
    { title: "without a primary", graph: stackOf(record("two", SECONDARY), ...both), says: [] },
    { title: "with one region", graph: stackOf(...pair, fn("f", 512)), says: [] },
    {
      title: "with three regions",
      graph: stackOf(...pair, ...both, resource(FUNCTION, "f3", {}, { region: "ap-south-1" })),
      says: [],
    },
    {
      title: "with both regions and more of one kind in the first",
      graph: stackOf(...pair, ...both, fn("f3", 9)),
      says: [nameless("f"), nameless("f3")],
    },
    {
      title: "with a third region for what has no size",
      graph: stackOf(
        ...pair,
        ...both,
        resource("aws:cloudwatch/metricAlarm:MetricAlarm", "a", {}, { region: "us-east-1" }),
      ),
      says: [smaller("f2", "memorySize", "256", "f", "512")],
    },
  ])("$title", ({ graph, says }) => expectVerdict(standbyCapacityEqual, graph, says));
});

test("a resource can be excused", () => {
  const graphs = [stackOf(fn("f", 512)), stackOf(far("g", 256))];
  expect(excusing(standbyCapacityEqual, graphs, "g")).toEqual(["excused g"]);
});
