import { UNKNOWN as SENTINEL } from "../../engine/graph";
import { type ResourceOptions, resource, stackOf } from "../testing/stack";
import { answersGet } from "./routes";
import { UNKNOWN } from "./values";

const HOST = "eu.example.com";
const NAME = "aws:apigatewayv2/domainName:DomainName";
const name = resource(NAME, "name", { domainName: HOST });
const otherName = resource(NAME, "other-name", { domainName: "us.example.com" });
const api = (id: string, props: object = {}) => resource("aws:apigatewayv2/api:Api", id, { ...props });
const mapping = (id: string, props: Record<string, unknown> = {}, options: ResourceOptions = {}) =>
  resource(
    "aws:apigatewayv2/apiMapping:ApiMapping",
    `${id}-mapping`,
    { apiId: `${id}-id`, domainName: HOST, ...props },
    options,
  );
const route = (id: string, routeKey: string, props: object = {}) =>
  resource("aws:apigatewayv2/route:Route", `${id} ${routeKey}`, { apiId: `${id}-id`, routeKey, ...props });

describe("GET on a path of a name is answered by", () => {
  const found = [api("a"), mapping("a"), route("a", "GET /x")];
  test.each([
    { title: "an API with the route", of: [name, ...found], is: true },
    { title: "an API without it", of: [name, api("a"), mapping("a"), route("a", "GET /y")], is: false },
    {
      title: "an API with another API's route",
      of: [name, api("a"), mapping("a"), api("b"), route("b", "GET /x")],
      is: false,
    },
    {
      title: "an API with another API's route that speaks of it",
      of: [name, api("a"), mapping("a"), route("b", "GET /x", { target: "a-id" })],
      is: false,
    },
    {
      title: "one of two APIs",
      of: [name, api("a"), api("b"), mapping("a"), mapping("b"), route("b", "GET /x")],
      is: true,
    },
    {
      title: "perhaps one of two APIs",
      of: [
        name,
        api("a"),
        api("b"),
        mapping("a"),
        mapping("b", { apiMappingKey: "v1" }),
        route("b", "GET /x"),
      ],
      is: UNKNOWN,
    },
    {
      title: "an API at the root, said by an empty key",
      of: [name, api("a"), mapping("a", { apiMappingKey: "" })],
      is: false,
    },
    {
      title: "an API that a mapping names beside its own",
      of: [name, api("a"), api("b"), mapping("a", { stage: "b-id" }), route("b", "GET /x")],
      is: false,
    },
    {
      title: "a route that is not known",
      of: [name, api("a"), mapping("a"), route("a", SENTINEL)],
      is: UNKNOWN,
    },
    { title: "a quick-created API", of: [name, api("a", { target: "arn:fn" }), mapping("a")], is: UNKNOWN },
    { title: "an API of a document", of: [name, api("a", { body: "{}" }), mapping("a")], is: UNKNOWN },
    { title: "an API of another stack", of: [name, mapping("a")], is: UNKNOWN },
    { title: "a name without a mapping", of: [name, api("a")], is: undefined },
    {
      title: "a mapping of another name",
      of: [name, otherName, api("a"), mapping("a", { domainName: "us.example.com" }), route("a", "GET /x")],
      is: undefined,
    },
    {
      title: "a mapping that waits for the name",
      of: [
        name,
        api("a"),
        mapping("a", { domainName: SENTINEL }, { dependsOn: { domainName: [name] } }),
        route("a", "GET /x"),
      ],
      is: true,
    },
    {
      title: "a mapping that waits for another name",
      of: [
        name,
        otherName,
        api("a"),
        mapping("a", { domainName: SENTINEL, stage: "name-id" }, { dependsOn: { domainName: [otherName] } }),
        route("a", "GET /x"),
      ],
      is: undefined,
    },
    { title: "no such name", of: [api("a"), mapping("a")], is: undefined },
  ])("$title: $is", ({ of, is }) => expect(answersGet(stackOf(...of), HOST, "/x")).toBe(is));
});

test.each([
  ["GET /x", "/x", true],
  ["GET /x", "/x?a=b", true],
  ["GET /x", "/xy", false],
  ["GET /x", "/y/x", false],
  ["POST /x", "/x", false],
  ["ANY /x", "/x", true],
  ["$default", "/anything", true],
  ["GET", "/x", false],
  ["GET /x.y", "/xzy", false],
  ["GET /(x)", "/x", false],
  ["GET /(x)", "/(x)", true],
  ["GET /stop/{region}", "/stop/eu-west-1", true],
  ["GET /stop/{region}", "/stop/eu/west", false],
  ["GET /stop/{region}", "/stop/", false],
  ["GET /{any}/now", "/stop/now", true],
  ["ANY /{proxy+}", "/a/b/c", true],
  ["ANY /in/{proxy+}", "/in/", false],
  ["ANY /{a}/{rest+}", "/in/b/c", true],
])("the route %s answers GET on %s: %s", (key, path, is) => {
  const graph = stackOf(name, api("a"), mapping("a"), route("a", key));
  expect(answersGet(graph, HOST, path)).toBe(is);
});
