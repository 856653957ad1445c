import { policyText } from "../least-privilege/testing/access";
import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { endpointPolicyIsNarrow as rule } from "./endpoint-policy-is-narrow";
import { endpoint, interfaceTo, narrow } from "./testing/network";

const none = (name: string) =>
  `violation ${name}: ${name} has no policy, so that everything passes: data can leave to anybody's account. Set policy, with the actions and the resources that are used.`;
const wide = (what: string, name = "s3") =>
  `violation ${name}: ${name} lets ${what} through: data can leave to anybody's account. Name the actions and the resources that are used.`;
const of = (statement: object) =>
  stackOf(
    endpoint("s3", {
      policy: policyText({
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::b/*",
        ...statement,
      }),
    }),
  );

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "a narrow one", graph: stackOf(endpoint("s3", { policy: narrow })), says: [] },
  { title: "none", graph: stackOf(endpoint("s3")), says: [none("s3")] },
  ...["email-smtp", "appstream.api", "appstream.streaming", "workspaces", "transfer.server"].map(
    (service) => ({
      title: `none on ${service}, which takes no policy`,
      graph: stackOf(interfaceTo(service)),
      says: [],
    }),
  ),
  { title: "none on an interface", graph: stackOf(interfaceTo("sqs")), says: [none("sqs")] },
  {
    title: "everything",
    graph: of({ Action: "*", Resource: "*" }),
    says: [wide("everything (*)")],
  },
  { title: "a whole service", graph: of({ Action: "s3:*" }), says: [wide("s3:*")] },
  { title: "some actions by a pattern", graph: of({ Action: "s3:Get*" }), says: [] },
  { title: "every bucket", graph: of({ Resource: "arn:aws:s3:::*" }), says: [wide("arn:aws:s3:::*")] },
  {
    title: "every bucket, on a condition",
    graph: of({ Resource: "*", Condition: { Bool: { k: "true" } } }),
    says: [wide("everything (*)")],
  },
  {
    title: "all but some",
    graph: of({ Action: undefined, NotAction: "s3:Put*" }),
    says: [wide("all but s3:Put*")],
  },
  {
    title: "all buckets but one",
    graph: of({ Resource: undefined, NotResource: ["x", "*"] }),
    says: [wide("all but x, *")],
  },
  {
    title: "an action that exists only on everything",
    graph: of({ Action: "s3:ListAllMyBuckets", Resource: "*" }),
    says: [],
  },
  { title: "a denial of everything", graph: of({ Effect: "Deny", Action: "*", Resource: "*" }), says: [] },
  {
    title: "by a resource of its own",
    graph: stackOf(
      endpoint("s3"),
      resource("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", "its", {
        vpcEndpointId: "s3-id",
        policy: narrow,
      }),
    ),
    says: [],
  },
  {
    title: "wide by a resource of its own",
    graph: stackOf(
      endpoint("s3"),
      resource("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", "its", {
        vpcEndpointId: "s3-id",
        policy: policyText({ Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::b" }),
      }),
    ),
    says: [wide("s3:*", "its")],
  },
  {
    title: "somebody's own service",
    graph: stackOf(endpoint("x", { serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0a" })),
    says: [],
  },
  {
    title: "a load balancer's",
    graph: stackOf(endpoint("s3", { vpcEndpointType: "GatewayLoadBalancer" })),
    says: [],
  },
  { title: "a service that takes none", graph: stackOf(interfaceTo("email-smtp")), says: [] },
  {
    title: "an unknown text",
    graph: stackOf(endpoint("s3", {}, { unknown: ["policy"] })),
    says: ["undetermined s3: s3: policy is not known before a deployment, or not to this stack."],
  },
  ...["Resource", "Action"].map((element) => ({
    title: `an unknown ${element}`,
    graph: stackOf(
      endpoint(
        "s3",
        {
          policy: {
            Statement: [
              { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b" },
            ],
          },
        },
        { unknown: [`policy.Statement[0].${element}`] },
      ),
    ),
    says: ["undetermined s3: s3: policy is not known before a deployment, or not to this stack."],
  })),
  {
    title: "none on an unknown service",
    graph: stackOf(endpoint("s3", {}, { unknown: ["serviceName"] })),
    says: ["undetermined s3: s3: serviceName is not known before a deployment, or not to this stack."],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("services that take no policy are a parameter", () =>
  expectVerdict(rule, stackOf(interfaceTo("sqs"), interfaceTo("email-smtp")), [none("email-smtp")], {
    servicesWithoutPolicy: ["sqs"],
  }));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(endpoint("s3")), "s3")).toEqual(["excused s3"]));
