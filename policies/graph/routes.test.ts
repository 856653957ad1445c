import { UNKNOWN as SENTINEL } from "../../engine/graph";
import { resource, stackOf } from "../testing/stack";
import { answersGet } from "./routes";
import { UNKNOWN } from "./values";

const HOST = "eu.example.com";
const name = resource("aws:apigatewayv2/domainName:DomainName", "name", { domainName: HOST });
const api = (id: string) => resource("aws:apigatewayv2/api:Api", id);
const mapping = (id: string, props: Record<string, unknown> = {}) =>
  resource("aws:apigatewayv2/apiMapping:ApiMapping", `${id}-mapping`, {
    apiId: `${id}-id`,
    domainName: HOST,
    ...props,
  });
const route = (id: string, routeKey: string) =>
  resource("aws:apigatewayv2/route:Route", `${id} ${routeKey}`, { apiId: `${id}-id`, routeKey });

test.each([
  { title: "an API with the route", of: [name, api("a"), mapping("a"), route("a", "GET /x")], is: true },
  { title: "an API without it", of: [name, api("a"), mapping("a"), route("a", "GET /y")], is: false },
  {
    title: "one of two APIs",
    of: [name, api("a"), api("b"), mapping("a"), mapping("b"), route("b", "GET /x")],
    is: true,
  },
  {
    title: "perhaps one of two APIs",
    of: [name, api("a"), api("b"), mapping("a"), mapping("b", { apiMappingKey: "v1" }), route("b", "GET /x")],
    is: UNKNOWN,
  },
  {
    title: "an API at the root, said by an empty key",
    of: [name, api("a"), mapping("a", { apiMappingKey: "" })],
    is: false,
  },
  {
    title: "a route that is not known",
    of: [name, api("a"), mapping("a"), route("a", SENTINEL)],
    is: UNKNOWN,
  },
  { title: "an API of another stack", of: [name, mapping("a")], is: UNKNOWN },
  { title: "a name without a mapping", of: [name, api("a")], is: undefined },
  {
    title: "a mapping of another name",
    of: [name, api("a"), mapping("a", { domainName: "us.example.com" })],
    is: undefined,
  },
  { title: "no such name", of: [api("a"), mapping("a")], is: undefined },
])("$title: $is", ({ of, is }) => expect(answersGet(stackOf(...of), HOST, "/x")).toBe(is));
