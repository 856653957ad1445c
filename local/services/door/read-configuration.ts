/** Reads what the door must know from API Gateway's and Lambda's own APIs. */
import {
  type ApiGatewayV2Client,
  type Cors as AwsCors,
  type Stage as AwsStage,
  GetApiMappingsCommand,
  GetApisCommand,
  GetDomainNamesCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
  type RouteSettings,
} from "@aws-sdk/client-apigatewayv2";
import {
  GetAliasCommand,
  GetFunctionConcurrencyCommand,
  GetPolicyCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import type { Api, Cors, DoorConfiguration, Integration, Mapping, Stage, Throttle } from "./configuration";
import { functionOf } from "./function-arn";
import type { Weights } from "./version";

/** The configuration, and by the integration's URI the resource policy of what it invokes, and an alias's weights. */
export interface ReadConfiguration extends DoorConfiguration {
  readonly weights: ReadonlyMap<string, Weights>;
  /** Executions that are reserved for the function behind the integration's URI; absent: none are. */
  readonly reserved: ReadonlyMap<string, number | undefined>;
  readonly policies: ReadonlyMap<string, string | undefined>;
}

interface Page<Item> {
  readonly Items?: readonly Item[] | undefined;
  readonly NextToken?: string | undefined;
}

export async function readConfiguration(
  gateway: ApiGatewayV2Client,
  lambda: LambdaClient,
  place: { readonly region: string; readonly accountId: string },
): Promise<ReadConfiguration> {
  const [apis, domains] = await Promise.all([readApis(gateway), readDomains(gateway)]);
  const uris = new Set(
    apis.flatMap(({ routes }) => routes.flatMap(({ integration }) => integration?.uri ?? [])),
  );
  const ofEach = <Value>(read: (lambda: LambdaClient, uri: string) => Promise<Value>) =>
    Promise.all([...uris].map(async (uri) => [uri, await read(lambda, uri)] as const));
  const [policies, weights, reserved] = await Promise.all([
    ofEach(readPolicy),
    ofEach(readWeights),
    ofEach(readReserved),
  ]);
  return {
    region: place.region,
    accountId: place.accountId,
    apis: new Map(apis.map((api) => [api.id, api])),
    domains: new Map(domains),
    policies: new Map(policies),
    weights: new Map(weights),
    reserved: new Map(reserved),
  };
}

/** It holds for the function whole, whatever version or alias is called. Undefined without a function, too: the call itself says so. */
async function readReserved(lambda: LambdaClient, uri: string): Promise<number | undefined> {
  const target = functionOf(uri);
  if (!target) return undefined;
  const command = new GetFunctionConcurrencyCommand({ FunctionName: target.arn });
  return (await unlessMissing(lambda.send(command)))?.ReservedConcurrentExecutions;
}

async function readApis(gateway: ApiGatewayV2Client): Promise<Api[]> {
  const apis = await all((NextToken) => gateway.send(new GetApisCommand({ NextToken })));
  return Promise.all(
    apis
      .filter(({ ProtocolType }) => ProtocolType === "HTTP")
      .map(async (api): Promise<Api> => {
        const ApiId = api.ApiId as string;
        const [routes, integrations, stages] = await Promise.all([
          all((NextToken) => gateway.send(new GetRoutesCommand({ ApiId, NextToken }))),
          all((NextToken) => gateway.send(new GetIntegrationsCommand({ ApiId, NextToken }))),
          all((NextToken) => gateway.send(new GetStagesCommand({ ApiId, NextToken }))),
        ]);
        const byTarget = new Map(
          integrations.map((one): [string, Integration] => [
            `integrations/${one.IntegrationId}`,
            {
              type: one.IntegrationType ?? "",
              uri: one.IntegrationUri ?? "",
              timeoutMs: one.TimeoutInMillis ?? 30_000,
              payloadFormatVersion: one.PayloadFormatVersion ?? "",
            },
          ]),
        );
        return {
          id: ApiId,
          ...(api.CorsConfiguration && { cors: corsOf(api.CorsConfiguration) }),
          isDefaultEndpointDisabled: api.DisableExecuteApiEndpoint ?? false,
          routes: routes.map(({ RouteKey, Target, AuthorizationType }) => {
            const integration = byTarget.get(Target ?? "");
            return {
              key: RouteKey ?? "",
              authorization: AuthorizationType ?? "NONE",
              ...(integration && { integration }),
            };
          }),
          stages: new Map(stages.map((stage) => [stage.StageName as string, stageOf(stage)])),
        };
      }),
  );
}

async function readDomains(gateway: ApiGatewayV2Client): Promise<[string, Mapping[]][]> {
  const domains = await all((NextToken) => gateway.send(new GetDomainNamesCommand({ NextToken })));
  return Promise.all(
    domains.map(async ({ DomainName }): Promise<[string, Mapping[]]> => {
      const mappings = await all((NextToken) =>
        gateway.send(new GetApiMappingsCommand({ DomainName, NextToken })),
      );
      return [
        (DomainName ?? "").toLowerCase(),
        mappings.map(({ ApiMappingKey = "", ApiId = "", Stage = "" }) => ({
          key: ApiMappingKey,
          apiId: ApiId,
          stage: Stage,
        })),
      ];
    }),
  );
}

/** Undefined without a policy or a function: nobody may call it. */
async function readPolicy(lambda: LambdaClient, uri: string): Promise<string | undefined> {
  const target = functionOf(uri);
  if (!target) return undefined;
  const input = { FunctionName: target.arn, ...(target.qualifier && { Qualifier: target.qualifier }) };
  return (await unlessMissing(lambda.send(new GetPolicyCommand(input))))?.Policy;
}

async function readWeights(lambda: LambdaClient, uri: string): Promise<Weights> {
  const { arn, qualifier } = functionOf(uri) ?? {};
  if (!qualifier || /^(\d+|\$LATEST)$/.test(qualifier)) return {}; // A version, no alias.
  const alias = await unlessMissing(lambda.send(new GetAliasCommand({ FunctionName: arn, Name: qualifier })));
  return alias?.RoutingConfig?.AdditionalVersionWeights ?? {};
}

const unlessMissing = <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> =>
  asked.catch((error: unknown) => {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  });

async function all<Item>(read: (nextToken: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const page: Page<Item> = await read(next);
    items.push(...(page.Items ?? []));
    next = page.NextToken;
  } while (next);
  return items;
}

const corsOf = (cors: AwsCors): Cors => ({
  allowOrigins: cors.AllowOrigins ?? [],
  allowMethods: cors.AllowMethods ?? [],
  allowHeaders: cors.AllowHeaders ?? [],
  exposeHeaders: cors.ExposeHeaders ?? [],
  ...(cors.MaxAge !== undefined && { maxAgeSeconds: cors.MaxAge }),
  allowCredentials: cors.AllowCredentials ?? false,
});

function stageOf(stage: AwsStage): Stage {
  const defaultThrottle = throttleOfSettings(stage.DefaultRouteSettings);
  return {
    name: stage.StageName as string,
    variables: stage.StageVariables ?? {},
    ...(defaultThrottle && { defaultThrottle }),
    throttles: new Map(
      Object.entries(stage.RouteSettings ?? {}).flatMap(([key, settings]) => {
        const throttle = throttleOfSettings(settings);
        return throttle ? [[key, throttle] as const] : [];
      }),
    ),
  };
}

/** Any setting without both limits leaves them at 0: nothing passes. */
export function throttleOfSettings(settings: RouteSettings | undefined): Throttle | undefined {
  if (!settings || Object.values(settings).every((value) => value === undefined)) return undefined;
  return { rate: settings.ThrottlingRateLimit ?? 0, burst: settings.ThrottlingBurstLimit ?? 0 };
}
