import { UNKNOWN } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, pairFindings, previewOf, resource, stackOf } from "../testing/stack";
import { checkPathAnswered } from "./check-path-answered";
import { check, record } from "./testing/failover";

const HOST = "eu.app.example.com";
const domain = resource("aws:apigatewayv2/domainName:DomainName", "name", { domainName: HOST }, { id: HOST });
const api = (props: Record<string, unknown> = {}) => resource("aws:apigatewayv2/api:Api", "api", props);
const mapping = (props: Record<string, unknown> = {}) =>
  resource("aws:apigatewayv2/apiMapping:ApiMapping", "mapping", {
    apiId: "api-id",
    domainName: HOST,
    ...props,
  });
const route = (routeKey: string, name = routeKey) =>
  resource("aws:apigatewayv2/route:Route", name, { apiId: "api-id", routeKey });
const served = (...routes: string[]) => [domain, api(), mapping(), ...routes.map((key) => route(key))];
const asks = (path?: string) => [check("check", { resourcePath: path }), record("one")];
const missing = (path: string) =>
  `violation check: check asks ${HOST} for ${path}, and its API has no route for it: it answers 404, whatever the state of the region. Add the route, or correct resourcePath.`;
const unsure = (what: string) =>
  `undetermined check: check: ${what} is not known before a deployment, or not to this stack.`;
const open = unsure(`whether ${HOST} answers /health`);

test.each([
  { title: "a route for it", graph: stackOf(...asks("/health"), ...served("GET /health")), says: [] },
  {
    title: "its query left out",
    graph: stackOf(...asks("/health?deep=1"), ...served("GET /health")),
    says: [],
  },
  { title: "a route for any method", graph: stackOf(...asks("/health"), ...served("ANY /health")), says: [] },
  {
    title: "a route with a variable",
    graph: stackOf(...asks("/stop/eu"), ...served("GET /stop/{region}")),
    says: [],
  },
  {
    title: "a route for all below",
    graph: stackOf(...asks("/a/b/c"), ...served("GET /a/{proxy+}")),
    says: [],
  },
  { title: "a route for everything", graph: stackOf(...asks("/health"), ...served("$default")), says: [] },
  { title: "the root, where no path is set", graph: stackOf(...asks(), ...served("GET /")), says: [] },
  { title: "no route at all", graph: stackOf(...asks("/health"), ...served()), says: [missing("/health")] },
  {
    title: "a route for others",
    graph: stackOf(...asks("/health"), ...served("GET /i", "POST /health")),
    says: [missing("/health")],
  },
  {
    title: "a route for a part of it",
    graph: stackOf(...asks("/health/deep"), ...served("GET /health")),
    says: [missing("/health/deep")],
  },
  {
    title: "a route that ends with it",
    graph: stackOf(...asks("/health"), ...served("GET /v1/health")),
    says: [missing("/health")],
  },
  {
    title: "a variable for two parts",
    graph: stackOf(...asks("/stop/eu/west"), ...served("GET /stop/{region}")),
    says: [missing("/stop/eu/west")],
  },
  {
    title: "a dot that is no wildcard",
    graph: stackOf(...asks("/healthyhtml"), ...served("GET /healthy.html")),
    says: [missing("/healthyhtml")],
  },
  {
    title: "another API's route",
    graph: stackOf(
      ...asks("/health"),
      ...served(),
      resource("aws:apigatewayv2/route:Route", "r", { apiId: "x", routeKey: "$default" }),
    ),
    says: [missing("/health")],
  },
  {
    title: "a route that is not known",
    graph: stackOf(...asks("/health"), ...served("GET /i"), route(UNKNOWN, "r")),
    says: [open],
  },
  {
    title: "a path that is not known",
    graph: stackOf(check("check", {}, { unknown: ["resourcePath"] }), record("one"), ...served()),
    says: [unsure("resourcePath")],
  },
  {
    title: "routes of a document",
    graph: stackOf(...asks("/health"), domain, api({ body: "{}" }), mapping()),
    says: [open],
  },
  {
    title: "routes of a quick-created API",
    graph: stackOf(...asks("/health"), domain, api({ target: "arn" }), mapping()),
    says: [open],
  },
  {
    title: "an API below a path",
    graph: stackOf(...asks("/health"), domain, api(), mapping({ apiMappingKey: "v1" })),
    says: [open],
  },
  {
    title: "an API that is not made here",
    graph: stackOf(...asks("/health"), domain, mapping({ apiId: "x" })),
    says: [open],
  },
  { title: "a name without an API", graph: stackOf(...asks("/health"), domain, api()), says: [] },
  { title: "a name that this stack does not answer", graph: stackOf(...asks("/health")), says: [] },
  {
    title: "another name's API",
    graph: stackOf(check("check", { fqdn: "x.example.com" }), record("one"), ...served()),
    says: [],
  },
  {
    title: "an address",
    graph: stackOf(check("check", { ipAddress: "192.0.2.1" }), record("one"), ...served()),
    says: [],
  },
  {
    title: "an alarm",
    graph: stackOf(check("check", { type: "CLOUDWATCH_METRIC" }), record("one"), ...served()),
    says: [],
  },
  { title: "a check that no failover record follows", graph: stackOf(check("check"), ...served()), says: [] },
  {
    title: "what a preview knows",
    graph: previewOf(
      domain,
      api(),
      resource(
        "aws:apigatewayv2/apiMapping:ApiMapping",
        "mapping",
        {},
        { dependsOn: { apiId: [api()], domainName: [domain] } },
      ),
      resource(
        "aws:apigatewayv2/route:Route",
        "route",
        { routeKey: "GET /i" },
        { dependsOn: { apiId: [api()] } },
      ),
      check("check"),
      record("one", { healthCheckId: undefined }, { dependsOn: { healthCheckId: [check("check")] } }),
    ),
    says: [missing("/health")],
  },
])("$title", ({ graph, says }) => expectVerdict(checkPathAnswered, graph, says));

test("the peer's API answers for what is asked of the peer", () => {
  const asking = stackOf(...asks("/stop/eu"));
  expect(pairFindings(checkPathAnswered, asking, stackOf(...served("GET /stop/{region}")))).toEqual([]);
  expect(pairFindings(checkPathAnswered, asking, stackOf(...served()))).toEqual([missing("/stop/eu")]);
  expect(pairFindings(checkPathAnswered, stackOf(...served()), asking)).toEqual([missing("/stop/eu")]);
});

test("a check can be excused", () => {
  expect(excusing(checkPathAnswered, stackOf(...asks("/health"), ...served()), "check")).toEqual([
    "excused check",
  ]);
});
