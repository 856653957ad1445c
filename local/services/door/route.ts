/** Pure: which route of an API takes a request. */
import type { Route } from "./configuration";

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters?: Readonly<Record<string, string>>;
}

/**
 * The most specific route: a full match before a greedy path variable, before `$default`
 * ("Create routes for HTTP APIs", Routing API requests); among equal paths the named method before `ANY`.
 * @param path decoded, without a stage's name
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const candidates = routes.flatMap((route) => {
    const candidate = candidateOf(route, method, path);
    return candidate ? [candidate] : [];
  });
  return candidates.toSorted((one, other) => (one.rank < other.rank ? -1 : 1))[0];
}

type Candidate = RouteMatch & {
  /** Smaller is more specific, compared as text: a digit for each segment, then one for the method. */
  readonly rank: string;
};

function candidateOf(route: Route, method: string, path: string): Candidate | undefined {
  if (route.key === "$default") return { route, rank: "9" };
  const [routeMethod, routePath = "/"] = route.key.split(" ", 2);
  if (routeMethod !== method && routeMethod !== "ANY") return undefined;
  const wanted = routePath.split("/").slice(1);
  const given = path.split("/").slice(1);
  const parameters: Record<string, string> = {};
  let rank = "";
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    const variable = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (variable?.[2]) {
      const rest = given.slice(index).join("/");
      if (rest === "") return undefined; // A greedy variable takes at least one segment.
      parameters[variable[1] as string] = rest;
      return { route, pathParameters: parameters, rank: `${rank}3${routeMethod === "ANY" ? 1 : 0}` };
    }
    if (value === undefined) return undefined;
    if (variable) {
      if (value === "") return undefined;
      parameters[variable[1] as string] = value;
    } else if (segment !== value) return undefined;
    rank += variable ? "2" : "1";
  }
  if (given.length !== wanted.length) return undefined;
  rank += routeMethod === "ANY" ? "1" : "0";
  return { route, rank, ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }) };
}
