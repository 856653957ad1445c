/** Pure: what the door knows of a region's HTTP APIs, and whose request a host and path are. */
export interface DoorConfiguration {
  readonly region: string;
  readonly accountId: string;
  /** By id. */
  readonly apis: ReadonlyMap<string, Api>;
  /** By custom domain name, in lower case. */
  readonly domains: ReadonlyMap<string, readonly Mapping[]>;
}

export interface Api {
  readonly id: string;
  readonly cors?: Cors;
  /** Only custom domain names reach the API ("Disable the default endpoint for HTTP APIs"). */
  readonly isDefaultEndpointDisabled: boolean;
  readonly routes: readonly Route[];
  /** By name. */
  readonly stages: ReadonlyMap<string, Stage>;
}

/** An API mapping: which stage of which API answers below a base path of a domain. */
export interface Mapping {
  /** The base path without slashes at its ends; empty for the whole domain. */
  readonly key: string;
  readonly apiId: string;
  readonly stage: string;
}

export interface Route {
  /** `GET /i`, `ANY /{proxy+}` or `$default`. */
  readonly key: string;
  readonly authorization: string;
  readonly integration?: Integration;
}

export interface Integration {
  readonly type: string;
  readonly uri: string;
  /** Milliseconds; AWS's default and maximum is 30,000 ("Quotas for HTTP APIs"). */
  readonly timeoutMs: number;
  readonly payloadFormatVersion: string;
}

export interface Stage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Undefined when the stage sets none: only the account's limit holds then. */
  readonly defaultThrottle?: Throttle;
  /** By route key. */
  readonly throttles: ReadonlyMap<string, Throttle>;
}

export interface Throttle {
  /** Requests per second. */
  readonly rate: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

/** "CorsConfiguration" of the API. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly allowCredentials: boolean;
}

/** Where a request goes: the stage of an API, and the path as its routes see it. */
export interface Target {
  readonly api: Api;
  readonly stage: Stage;
  /** Without the base path of a mapping or the name of a stage. */
  readonly routePath: string;
  /** What the function is told: a stage's name stays in it, a mapping's base path does not ("Payload format"). */
  readonly rawPath: string;
}

/** Why there is no target: no such host, or nothing at this path of it. */
export type NoTarget = "unknown-host" | "not-found";

export const isKnownHost = (configuration: DoorConfiguration, host: string): boolean =>
  configuration.domains.has(host) || configuration.apis.has(apiIdOf(configuration, host) ?? "");

/** @param host in lower case and without a port; @param path decoded */
export function targetOf(configuration: DoorConfiguration, host: string, path: string): Target | NoTarget {
  const mappings = configuration.domains.get(host);
  if (mappings) return mappedTarget(configuration, mappings, path);
  const api = configuration.apis.get(apiIdOf(configuration, host) ?? "");
  if (!api) return "unknown-host";
  if (api.isDefaultEndpointDisabled) return "not-found";
  const named = api.stages.get(path.split("/")[1] ?? "");
  if (named && named.name !== "$default")
    return { api, stage: named, rawPath: path, routePath: path.slice(named.name.length + 1) || "/" };
  const stage = api.stages.get("$default");
  return stage ? { api, stage, rawPath: path, routePath: path } : "not-found";
}

function mappedTarget(
  { apis }: DoorConfiguration,
  mappings: readonly Mapping[],
  path: string,
): Target | NoTarget {
  const mapping = mappings
    .filter(({ key }) => key === "" || path === `/${key}` || path.startsWith(`/${key}/`))
    .toSorted((one, other) => other.key.length - one.key.length)[0];
  const api = apis.get(mapping?.apiId ?? "");
  const stage = api?.stages.get(mapping?.stage ?? "");
  if (!mapping || !api || !stage) return "not-found";
  const routePath = mapping.key === "" ? path : path.slice(mapping.key.length + 1) || "/";
  const rawPath = stage.name === "$default" ? routePath : `/${stage.name}${routePath}`;
  return { api, stage, routePath, rawPath };
}

function apiIdOf({ region }: DoorConfiguration, host: string): string | undefined {
  const [id, ...rest] = host.split(".");
  return rest.join(".") === `execute-api.${region}.amazonaws.com` ? id : undefined;
}
