import type { GraphResource } from "../../engine/graph";
import { previewOf, resource, stackOf } from "../testing/stack";
import {
  nodesBehind,
  REGION_IN_TEXT,
  regionInHost,
  regionsOfCheck,
  regionsOfHost,
  regionsOfTargets,
} from "./hosts";
import type { StackGraph } from "./index";
import { HEALTH_CHECK, RECORD } from "./routing";

const US = { region: "us-west-2" };
const domain = (type: string, domainName: string, options = US) =>
  resource(type, `domain ${domainName}`, { domainName }, options);
const HTTP = "aws:apigatewayv2/domainName:DomainName";
const REST = "aws:apigateway/domainName:DomainName";
const record = (props: Record<string, unknown>, name = "record") =>
  resource(RECORD, name, { name: "us.example.com", ...props });
const lb = resource(
  "aws:lb/loadBalancer:LoadBalancer",
  "lb",
  {},
  { ...US, outputs: { dnsName: "lb-1.elb.internal" } },
);

test.each([
  ["bucket.s3.us-west-2.amazonaws.com", "us-west-2"],
  ["bucket.s3-website-us-west-2.amazonaws.com", "us-west-2"],
  ["lb-1.eu-central-1.elb.amazonaws.com", "eu-central-1"],
  ["q.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ["x.cn-north-1.amazonaws.com.cn", "cn-north-1"],
  ["us-east-1.amazonaws.com", "us-east-1"],
  ["us-west-2.example.com", undefined],
  ["s3.us-west-2.amazonaws.com.example.com", undefined],
  ["d111.cloudfront.net", undefined],
  ["s3.amazonaws.com", undefined],
])("%s says it is in %s", (host, region) => expect(regionInHost(host)).toBe(region));

test.each([
  ["kept-us-west-2-a", "us-west-2"],
  ["ap-southeast-2", "ap-southeast-2"],
  ["us-gov-east-1", "us-gov-east-1"],
  ["us-iso-east-1", "us-iso-east-1"],
  ["us-isob-east-1", "us-isob-east-1"],
  ["kept", undefined],
])("%s names the region %s", (text, region) => expect(REGION_IN_TEXT.exec(text)?.[0]).toBe(region));

describe("a host is answered", () => {
  const regionsOf = (host: string, ...resources: readonly GraphResource[]) => [
    ...regionsOfHost(stackOf(...resources), host),
  ];
  test.each([
    { title: "by an API's custom domain", is: ["us-west-2"], by: [domain(HTTP, "us.example.com")] },
    { title: "by a REST API's", is: ["us-west-2"], by: [domain(REST, "us.example.com")] },
    { title: "by no other name's", is: [], by: [domain(HTTP, "eu.example.com")] },
    {
      title: "by what an alias points at",
      is: ["us-west-2"],
      by: [lb, record({ aliases: [{ name: "lb-1.elb.internal" }] })],
    },
    {
      title: "by what a CNAME leads to",
      is: ["us-west-2"],
      by: [lb, record({ records: ["lb-1.elb.internal"] })],
    },
    {
      title: "by an address of AWS's behind a CNAME",
      is: ["eu-west-1"],
      by: [record({ records: ["x.eu-west-1.elb.amazonaws.com"] })],
    },
    {
      title: "through several records",
      is: ["us-west-2"],
      by: [record({ records: ["on.example.com"] }), domain(HTTP, "on.example.com")],
    },
    { title: "by itself, round and round", is: [], by: [record({ records: ["us.example.com"] })] },
    {
      title: "not by failover records, which answer for whoever is well",
      is: [],
      by: [lb, record({ failoverRoutingPolicies: [{ type: "PRIMARY" }], records: ["lb-1.elb.internal"] })],
    },
    {
      title: "by no other name's record",
      is: [],
      by: [lb, resource(RECORD, "other", { name: "eu.example.com", records: ["lb-1.elb.internal"] })],
    },
    {
      title: "by nothing that a record names beside its targets",
      is: [],
      by: [lb, record({ setIdentifier: "lb-1.elb.internal", records: ["x.example.com"] })],
    },
    { title: "by nothing of the stack", is: [], by: [] },
    {
      title: "in a region that is not known",
      is: [],
      by: [domain(HTTP, "us.example.com", { region: undefined } as never)],
    },
  ])("$title", ({ is, by }) => expect(regionsOf("US.example.com.", ...by)).toStrictEqual(is));
});

test("what a record names beside its targets does not answer for it", () => {
  const graph = stackOf(lb, record({ setIdentifier: "lb-id", records: ["x.example.com"] }));
  expect(graph.ofType(RECORD).flatMap((node) => nodesBehind(graph, node))).toEqual([]);
});

describe("in a preview", () => {
  const only = (graph: StackGraph, type: string) => {
    const [node] = graph.ofType(type);
    if (!node) throw new Error(`no ${type}`);
    return node;
  };
  test("a record's target is what its alias was computed from", () => {
    const graph = previewOf(lb, resource(RECORD, "record", { name: "us" }, { dependsOn: { aliases: [lb] } }));
    const node = only(graph, RECORD);
    expect([...regionsOfTargets(graph, node)]).toEqual(["us-west-2"]);
    expect(nodesBehind(graph, node).map(({ name }) => name)).toEqual(["lb"]);
  });
  test("the name of what a record points at is no host", () => {
    const api = resource("aws:apigateway/restApi:RestApi", "api", { name: "on.example.com" }, US);
    const other = domain(HTTP, "on.example.com", { region: "eu-west-1" });
    const graph = previewOf(
      api,
      other,
      resource(RECORD, "record", { name: "us" }, { dependsOn: { aliases: [api] } }),
    );
    expect([...regionsOfTargets(graph, only(graph, RECORD))]).toEqual(["us-west-2"]);
  });
  test("a zone is no target", () => {
    const zone = resource("aws:route53/zone:Zone", "zone", {}, US);
    const graph = previewOf(
      zone,
      resource(RECORD, "record", { name: "us" }, { dependsOn: { records: [zone] } }),
    );
    expect(nodesBehind(graph, only(graph, RECORD))).toEqual([]);
  });
  test("a check asks what its name was computed from, through a record", () => {
    const on = record({ records: ["x.us-west-2.elb.amazonaws.com"] });
    const graph = previewOf(on, resource(HEALTH_CHECK, "check", {}, { dependsOn: { fqdn: [on] } }));
    expect([...regionsOfCheck(graph, only(graph, HEALTH_CHECK))]).toEqual(["us-west-2"]);
  });
  test("a check of an address asks whose address it is", () => {
    const eip = resource("aws:ec2/eip:Eip", "eip", {}, US);
    const props = { fqdn: "x.eu-west-1.elb.amazonaws.com" };
    const graph = previewOf(eip, resource(HEALTH_CHECK, "check", props, { dependsOn: { ipAddress: [eip] } }));
    expect([...regionsOfCheck(graph, only(graph, HEALTH_CHECK))]).toEqual(["us-west-2"]);
  });
});
