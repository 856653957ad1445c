import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { endpointInOwnRegion as rule } from "./endpoint-in-own-region";
import { endpoint, interfaceTo } from "./testing/network";

const far = (name: string, service: string, region: string) =>
  `violation ${name}: ${name} is in eu-west-1 and leads to ${service} of ${region}: it cannot be created, or hangs on another region. Name com.amazonaws.eu-west-1.${service}.`;
const away = { serviceName: "com.amazonaws.us-east-1.s3" };

test.each([
  { title: "nothing", graph: stackOf(), says: [] },
  { title: "its own", graph: stackOf(endpoint("s3"), interfaceTo("ecr.api")), says: [] },
  { title: "another's", graph: stackOf(endpoint("s3", away)), says: [far("s3", "s3", "us-east-1")] },
  {
    title: "another's, of a longer name",
    graph: stackOf(interfaceTo("ecr.api", { serviceName: "com.amazonaws.us-gov-west-1.ecr.api" })),
    says: [far("ecr.api", "ecr.api", "us-gov-west-1")],
  },
  {
    title: "another's, on purpose",
    graph: stackOf(interfaceTo("s3", { ...away, serviceRegion: "us-east-1" })),
    says: [],
  },
  {
    title: "by its own property",
    graph: stackOf(endpoint("s3", { ...away, region: "us-east-1" })),
    says: [],
  },
  {
    title: "somebody's own service",
    graph: stackOf(endpoint("x", { serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0a" })),
    says: [],
  },
  {
    title: "no service",
    graph: stackOf(endpoint("x", { serviceName: undefined, resourceConfigurationArn: "arn" })),
    says: [],
  },
  {
    title: "an unknown service",
    graph: stackOf(endpoint("s3", {}, { unknown: ["serviceName"] })),
    says: ["undetermined s3: s3: serviceName is not known before a deployment, or not to this stack."],
  },
  {
    title: "an unknown region",
    graph: stackOf(endpoint("s3", {}, { region: undefined })),
    says: ["undetermined s3: s3: region is not known before a deployment, or not to this stack."],
  },
])("$title", ({ graph, says }) => expectVerdict(rule, graph, says));

test("a resource can be excused", () =>
  expect(excusing(rule, stackOf(endpoint("s3", away)), "s3")).toEqual(["excused s3"]));
