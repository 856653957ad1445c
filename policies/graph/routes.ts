/** Routes: which requests the APIs of a stack answer, by the name that they are asked under. */
import type { Node, StackGraph } from ".";
import { UNKNOWN, type Unknown } from "./values";

const DOMAIN = "aws:apigatewayv2/domainName:DomainName";
const MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping";
const API = "aws:apigatewayv2/api:Api";
const ROUTE = "aws:apigatewayv2/route:Route";

/** Whether an HTTP API behind a custom domain name answers GET on a path; undefined where no such API of the stack has the name. */
export function answersGet(graph: StackGraph, host: string, path: string): boolean | Unknown | undefined {
  const domains = graph.ofType(DOMAIN).filter((node) => node.get("domainName") === host);
  const mappings = domains.flatMap((domain) => mappingsOf(graph, domain));
  if (mappings.length === 0) return undefined;
  const answers = mappings.flatMap((mapping): (boolean | Unknown)[] => {
    const base = mapping.get("apiMappingKey");
    if (base !== undefined && base !== "") return [UNKNOWN]; // Below a path of its own: not looked into.
    return graph.refs(mapping, "apiId", [API]).nodes.map((api) => isAnsweredBy(graph, api, path));
  });
  if (answers.includes(true)) return true;
  return answers.length === 0 || answers.includes(UNKNOWN) ? UNKNOWN : false;
}

/** By the domain's id, which is its name. */
const mappingsOf = (graph: StackGraph, domain: Node): Node[] =>
  graph
    .ofType(MAPPING)
    .filter(
      (mapping) =>
        mapping.get("domainName") === domain.get("domainName") ||
        graph.refs(mapping, "domainName", [DOMAIN]).nodes.includes(domain),
    );

function isAnsweredBy(graph: StackGraph, api: Node, path: string): boolean | Unknown {
  // Routes that no resource shows: of a quick-created API, and of an OpenAPI document.
  if (api.isSet("target") || api.isSet("body")) return UNKNOWN;
  const keys = graph.referring(api, ROUTE, "apiId").map((route) => route.get("routeKey"));
  if (keys.some((key) => typeof key === "string" && matches(key, path))) return true;
  return keys.includes(UNKNOWN) ? UNKNOWN : false;
}

/** `GET /stop/{region}`, `ANY /{proxy+}` or `$default` ("Create routes for HTTP APIs in API Gateway"). A path is matched without its query. */
function matches(key: string, path: string): boolean {
  if (key === "$default") return true;
  const [method, route = ""] = key.split(" ");
  if (method !== "GET" && method !== "ANY") return false;
  const pattern = route
    .replace(/[.*?^$()|[\]\\]/g, "\\$&")
    .replace(/\{[^}]*\+\}/g, ".+")
    .replace(/\{[^}]*\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path.split("?")[0] ?? "");
}
