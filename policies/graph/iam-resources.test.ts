import type { GraphResource } from "../../engine/graph";
import { bucket, bucketPolicy, FUNCTION, policyText } from "../least-privilege/testing/access";
import { resource, stackOf } from "../testing/stack";
import { policiesOfResource, policiesOfResources, policyTargetsUnknown } from "./iam";
import type { Node, StackGraph } from "./index";

const named = (graph: StackGraph, name: string): Node => {
  const node = graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};
const kept = bucket("kept");

describe("policies of resources", () => {
  const policy = policyText({ Principal: "*", Action: "s3:GetObject", Resource: "*" });
  const holders = (found: ReturnType<typeof policiesOfResource>) =>
    found.map(({ holder, path, statements }) => `${holder.name} ${path} ${statements.length}`);

  test.each([
    ["aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy", "bucket", true],
    ["aws:s3/bucketV2:BucketV2", "aws:s3/bucketPolicy:BucketPolicy", "bucket", true],
    ["aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "queueUrl", true],
    ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "arn", true],
    ["aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy", "keyId", true],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", "vpcEndpointId", true],
    ["aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretPolicy:SecretPolicy", "secretArn", true],
    [
      "aws:cloudwatch/eventBus:EventBus",
      "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
      "eventBusName",
      false,
    ],
    ["aws:kinesis/stream:Stream", "aws:kinesis/resourcePolicy:ResourcePolicy", "resourceArn", false],
  ])("of a %s", (type, holderType, target, hasOwn) => {
    const thing = resource(type, "thing", {}, { outputs: {} });
    const holder = (of: GraphResource) =>
      resource(
        holderType,
        "held",
        { policy },
        { dependsOn: { [target]: [of] }, outputs: { arn: undefined } },
      );
    const of = (...resources: GraphResource[]) => {
      const graph = stackOf(...resources);
      return holders(policiesOfResource(graph, named(graph, "thing")));
    };
    expect(of(thing)).toEqual([]);
    expect(of(thing, holder(thing))).toEqual(["held policy 1"]);
    expect(of(thing, holder(resource(type, "other")))).toEqual([]);
    const own = resource(type, "thing", { policy });
    expect(of(own)).toEqual(hasOwn ? ["thing policy 1"] : []);
    // Deployed, the resource shows the other's as its own.
    expect(of(own, holder(own))).toEqual(["held policy 1"]);
  });

  test("of all resources, also those of another stack", () => {
    const graph = stackOf(
      bucket("own", { policy }),
      bucketPolicy("theirs", policy),
      kept,
      bucketPolicy("kept", policy),
    );
    expect(holders(policiesOfResources(graph))).toEqual([
      "own policy 1",
      "kept-policy policy 1",
      "theirs-policy policy 1",
    ]);
  });

  test("that do not say yet for whom they are", () => {
    const unsure = (...others: GraphResource[]) => {
      const graph = stackOf(kept, ...others);
      return policyTargetsUnknown(graph, named(graph, "kept"));
    };
    expect(unsure()).toBe(false);
    expect(unsure(bucketPolicy("kept", policy))).toBe(false);
    expect(unsure(bucketPolicy("x", policy, { unknown: ["bucket"] }))).toBe(true);
  });

  test("of what has none", () => {
    const graph = stackOf(resource(FUNCTION, "fn"));
    expect(policiesOfResource(graph, named(graph, "fn"))).toEqual([]);
    expect(policyTargetsUnknown(graph, named(graph, "fn"))).toBe(false);
  });
});
