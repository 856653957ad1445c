/** API Gateway: HTTP APIs, their routes, integrations and stages. */
import {
  type AuthorizationType,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteCorsConfigurationCommand,
  DeleteIntegrationCommand,
  DeleteRouteCommand,
  DeleteStageCommand,
  type IntegrationType,
  type IpAddressType,
  type ProtocolType,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { handler, type Place, physicalName, type ResourceHandler } from "./handler";

interface ApiInputs {
  readonly name?: string;
  readonly protocolType: ProtocolType;
  readonly description?: string;
  readonly disableExecuteApiEndpoint?: boolean;
  readonly ipAddressType?: IpAddressType;
  readonly corsConfiguration?: {
    readonly allowOrigins?: readonly string[];
    readonly allowMethods?: readonly string[];
    readonly allowHeaders?: readonly string[];
    readonly exposeHeaders?: readonly string[];
    readonly maxAge?: number;
    readonly allowCredentials?: boolean;
  };
}

interface IntegrationInputs {
  readonly apiId: string;
  readonly integrationType: IntegrationType;
  readonly integrationMethod?: string;
  readonly integrationUri: string;
  readonly payloadFormatVersion?: string;
  readonly timeoutMilliseconds?: number;
  readonly description?: string;
}

interface RouteInputs {
  readonly apiId: string;
  readonly routeKey: string;
  readonly target?: string;
  readonly authorizationType?: AuthorizationType;
}

interface Throttling {
  readonly throttlingRateLimit?: number;
  readonly throttlingBurstLimit?: number;
}

interface StageInputs {
  readonly apiId: string;
  readonly name?: string;
  readonly autoDeploy?: boolean;
  readonly description?: string;
  readonly defaultRouteSettings?: Throttling;
  readonly routeSettings?: readonly (Throttling & { readonly routeKey: string })[];
  readonly accessLogSettings?: { readonly destinationArn: string; readonly format: string };
}

const list = (values: readonly string[] | undefined) => values && [...values];

const apiOf = (name: string, { corsConfiguration: cors, ...inputs }: ApiInputs) => ({
  Name: name,
  Description: inputs.description,
  DisableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint,
  IpAddressType: inputs.ipAddressType,
  CorsConfiguration: cors && {
    AllowOrigins: list(cors.allowOrigins),
    AllowMethods: list(cors.allowMethods),
    AllowHeaders: list(cors.allowHeaders),
    ExposeHeaders: list(cors.exposeHeaders),
    MaxAge: cors.maxAge,
    AllowCredentials: cors.allowCredentials,
  },
});

const apiArn = (apiId: string, { region }: Place) => `arn:aws:apigateway:${region}::/apis/${apiId}`;
const executionArn = (apiId: string, { region, accountId }: Place) =>
  `arn:aws:execute-api:${region}:${accountId}:${apiId}`;

const apiOutputs = (apiId: string, name: string, place: Place) => ({
  name,
  arn: apiArn(apiId, place),
  executionArn: executionArn(apiId, place),
  // MiniStack answers an address of its own; nobody reaches an API by it, here or where the program disables it.
  apiEndpoint: `https://${apiId}.execute-api.${place.region}.amazonaws.com`,
});

const integrationOf = (inputs: IntegrationInputs) => ({
  ApiId: inputs.apiId,
  IntegrationType: inputs.integrationType,
  IntegrationMethod: inputs.integrationMethod,
  IntegrationUri: inputs.integrationUri,
  PayloadFormatVersion: inputs.payloadFormatVersion,
  TimeoutInMillis: inputs.timeoutMilliseconds,
  Description: inputs.description,
});

const routeOf = (inputs: RouteInputs) => ({
  ApiId: inputs.apiId,
  RouteKey: inputs.routeKey,
  Target: inputs.target,
  AuthorizationType: inputs.authorizationType,
});

const throttlingOf = ({ throttlingRateLimit, throttlingBurstLimit }: Throttling) => ({
  ThrottlingRateLimit: throttlingRateLimit,
  ThrottlingBurstLimit: throttlingBurstLimit,
});

const stageOf = (name: string, inputs: StageInputs) => ({
  ApiId: inputs.apiId,
  StageName: name,
  AutoDeploy: inputs.autoDeploy,
  Description: inputs.description,
  DefaultRouteSettings: inputs.defaultRouteSettings && throttlingOf(inputs.defaultRouteSettings),
  RouteSettings: Object.fromEntries(
    (inputs.routeSettings ?? []).map(({ routeKey, ...settings }) => [routeKey, throttlingOf(settings)]),
  ),
  AccessLogSettings: inputs.accessLogSettings && {
    DestinationArn: inputs.accessLogSettings.destinationArn,
    Format: inputs.accessLogSettings.format,
  },
});

export const httpApis: readonly ResourceHandler[] = [
  handler<ApiInputs>({
    type: "aws:apigatewayv2/api:Api",
    service: "apigatewayv2",
    models: [
      "name",
      "protocolType",
      "description",
      "disableExecuteApiEndpoint",
      "ipAddressType",
      "corsConfiguration.allowOrigins[]",
      "corsConfiguration.allowMethods[]",
      "corsConfiguration.allowHeaders[]",
      "corsConfiguration.exposeHeaders[]",
      "corsConfiguration.maxAge",
      "corsConfiguration.allowCredentials",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: ["ipAddressType is sent; the door listens on IPv4 loopback alone."],
    replacesOn: ["protocolType"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const { ApiId: id }: { ApiId: string } = yield new CreateApiCommand({
        ...apiOf(name, inputs),
        ProtocolType: inputs.protocolType,
      });
      return { id, outputs: apiOutputs(id, name, place) };
    },
    *update(id, inputs, place, before) {
      const name = inputs.name ?? String(before.outputs.name);
      yield new UpdateApiCommand({ ...apiOf(name, inputs), ApiId: id });
      // UpdateApi replaces a CORS configuration and cannot take it away.
      if (!inputs.corsConfiguration && before.inputs.corsConfiguration)
        yield new DeleteCorsConfigurationCommand({ ApiId: id });
      return apiOutputs(id, name, place);
    },
    *delete(id) {
      yield new DeleteApiCommand({ ApiId: id });
    },
  }),

  handler<IntegrationInputs>({
    type: "aws:apigatewayv2/integration:Integration",
    service: "apigatewayv2",
    models: [
      "apiId",
      "integrationType",
      "integrationMethod",
      "integrationUri",
      "payloadFormatVersion",
      "timeoutMilliseconds",
      "description",
    ],
    replacesOn: ["apiId", "integrationType"],
    *create(inputs) {
      const { IntegrationId: id }: { IntegrationId: string } = yield new CreateIntegrationCommand(
        integrationOf(inputs),
      );
      return { id, outputs: {} };
    },
    *update(id, inputs) {
      yield new UpdateIntegrationCommand({ ...integrationOf(inputs), IntegrationId: id });
      return {};
    },
    *delete(id, { apiId }) {
      yield new DeleteIntegrationCommand({ ApiId: apiId, IntegrationId: id });
    },
  }),

  handler<RouteInputs>({
    type: "aws:apigatewayv2/route:Route",
    service: "apigatewayv2",
    models: ["apiId", "routeKey", "target", "authorizationType"],
    replacesOn: ["apiId"],
    *create(inputs) {
      const { RouteId: id }: { RouteId: string } = yield new CreateRouteCommand(routeOf(inputs));
      return { id, outputs: {} };
    },
    *update(id, inputs) {
      yield new UpdateRouteCommand({ ...routeOf(inputs), RouteId: id });
      return {};
    },
    *delete(id, { apiId }) {
      yield new DeleteRouteCommand({ ApiId: apiId, RouteId: id });
    },
  }),

  handler<StageInputs>({
    type: "aws:apigatewayv2/stage:Stage",
    service: "apigatewayv2",
    models: [
      "apiId",
      "name",
      "autoDeploy",
      "description",
      "defaultRouteSettings.throttlingRateLimit",
      "defaultRouteSettings.throttlingBurstLimit",
      "routeSettings[].routeKey",
      "routeSettings[].throttlingRateLimit",
      "routeSettings[].throttlingBurstLimit",
      "accessLogSettings.destinationArn",
      "accessLogSettings.format",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: ["Changes are live at once, whatever autoDeploy says; the door writes no access log."],
    replacesOn: ["apiId", "name"],
    deleteFirst: true, // Named by the program, unique in its API.
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield new CreateStageCommand(stageOf(name, inputs));
      const path = name === "$default" ? "" : name;
      return {
        id: name,
        outputs: {
          name,
          arn: `${apiArn(inputs.apiId, place)}/stages/${name}`,
          executionArn: `${executionArn(inputs.apiId, place)}/${name}`,
          invokeUrl: `https://${inputs.apiId}.execute-api.${place.region}.amazonaws.com/${path}`,
        },
      };
    },
    *update(id, inputs) {
      yield new UpdateStageCommand(stageOf(id, inputs));
      return {};
    },
    *delete(id, { apiId }) {
      yield new DeleteStageCommand({ ApiId: apiId, StageName: id });
    },
  }),
];
