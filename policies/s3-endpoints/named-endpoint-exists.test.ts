import { bucket, bucketPolicy, policyText } from "../least-privilege/testing/access";
import { excusing } from "../testing/excused";
import { expectVerdict, previewOf, resource, stackOf } from "../testing/stack";
import { namedEndpointExists as rule } from "./named-endpoint-exists";
import { endpoint } from "./testing/network";

const wrong = (ids: string) =>
  `violation b-policy: b-policy asks for the endpoint ${ids}, which is no endpoint's id: the condition never holds. Take the id from the aws.ec2.VpcEndpoint.`;
const unsure = (ids: string) =>
  `undetermined b-policy: b-policy: whether ${ids}, of no resource here, exists is not known before a deployment, or not to this stack.`;
const text = (Condition: unknown) =>
  policyText({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::b", Condition });
const asking = (ids: unknown, operator = "StringNotEquals", key = "aws:SourceVpce") =>
  bucketPolicy("b", text({ [operator]: { [key]: ids } }));
const s3 = { ...endpoint("s3"), id: "vpce-0aaa1111bbb22222c" };

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a policy that asks for none", graph: stackOf(bucketPolicy("b", text(undefined))), says: [] },
  { title: "another condition", graph: stackOf(asking("x", "StringEquals", "aws:SourceVpc")), says: [] },
  { title: "one that exists", graph: stackOf(s3, bucket("b"), asking(s3.id)), says: [] },
  { title: "its name instead of its id", graph: stackOf(s3, asking("s3")), says: [wrong("s3")] },
  {
    title: "another key's letters",
    graph: stackOf(asking("s3", "StringEquals", "AWS:sourceVPCE")),
    says: [wrong("s3")],
  },
  {
    title: "a network's id",
    graph: stackOf(s3, asking([s3.id, "vpc-0abc", "x"])),
    says: [wrong("vpc-0abc or x")],
  },
  { title: "any", graph: stackOf(asking("vpce-*", "StringLike")), says: [wrong("vpce-*")] },
  {
    title: "another stack's",
    graph: stackOf(s3, asking(["vpce-0ddd", "vpce-0eee"])),
    says: [unsure("vpce-0ddd and vpce-0eee")],
  },
  {
    title: "the id of what is no endpoint",
    graph: stackOf(resource("aws:ec2/vpc:Vpc", "v", {}, { id: "vpce-0ddd" }), asking("vpce-0ddd")),
    says: [unsure("vpce-0ddd")],
  },
  {
    title: "a queue's policy",
    graph: stackOf(
      resource("aws:sqs/queue:Queue", "b-policy", {
        policy: text({ StringEquals: { "aws:SourceVpce": "no" } }),
      }),
    ),
    says: [wrong("no")],
  },
  {
    title: "an unknown text",
    graph: stackOf(bucketPolicy("b", "", { unknown: ["policy"] })),
    says: ["undetermined b-policy: b-policy: policy is not known before a deployment, or not to this stack."],
  },
  ...["Condition", "Condition.StringEquals.aws:SourceVpce"].map((path) => ({
    title: `an unknown ${path}`,
    graph: stackOf(
      bucketPolicy("b", JSON.parse(text({ StringEquals: { "aws:SourceVpce": "x" } })), {
        unknown: [`policy.Statement[0].${path}`],
      }),
    ),
    says: ["undetermined b-policy: b-policy: policy is not known before a deployment, or not to this stack."],
  })),
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a text that was made from an endpoint of this stack names it", () => {
  const own = bucketPolicy("b", "", { unknown: ["policy"], dependsOn: { policy: [s3] } });
  expectVerdict(rule, previewOf(s3, own), []);
});

test("endpoints of other stacks are a parameter", () =>
  expectVerdict(rule, stackOf(asking(["vpce-0ddd", "vpce-0eee"])), [unsure("vpce-0eee")], {
    endpointsElsewhere: ["vpce-0ddd"],
  }));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(asking("s3")), "b-policy")).toEqual(["excused b-policy"]));
