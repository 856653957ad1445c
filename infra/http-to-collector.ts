import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RegionCertificate } from "./parts/certificate";

/** HTTP → collector: the API under the failover name and the region's own name, and what reaches `collect` through it. */
export interface HttpToCollectorArgs {
  apiName: pulumi.Input<string>;
  function: aws.lambda.Function;
  zoneId: pulumi.Input<string>;
  /** The name that clients use; both regions' APIs answer to it. */
  failoverName: string;
  /** The name of this region alone; health checks use it. */
  regionalName: string;
  throttle: ThrottleArgs;
  logDays: number;
}

/** Requests per second, and how many may come at once beyond it ("Throttle requests to your HTTP APIs"). */
export interface ThrottleArgs {
  ratePerSecond: number;
  burst: number;
  healthRatePerSecond: number;
  healthBurst: number;
}

/** All that the collector answers; anything else is API Gateway's 404. */
export const routeKeys = {
  pixel: "GET /i",
  events: "POST /events",
  preflight: "OPTIONS /events",
  health: "GET /health",
} as const;

/** Longest that an HTTP API waits, in milliseconds. The function's own timeout is shorter, so its answer always wins. */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** Access log lines without address, path, query or agent: nothing of a person ("$context variables for HTTP APIs"). */
export const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  domain: "$context.domainName",
  route: "$context.routeKey",
  status: "$context.status",
  bytes: "$context.responseLength",
  milliseconds: "$context.responseLatency",
  integrationStatus: "$context.integration.integrationStatus",
  integrationMilliseconds: "$context.integrationLatency",
  error: "$context.integrationErrorMessage",
});

/** One route on the stage, e.g. `arn:aws:execute-api:…:api-id/$default/GET/i` ("ARNs for HTTP APIs"). */
export const routeArn = (executionArn: string, routeKey: string): string =>
  `${executionArn}/$default/${routeKey.replace(" /", "/")}`;

/** Both limits always: one without the other leaves the second at 0. Health has its own, so events cannot silence it. */
export const throttling = (throttle: ThrottleArgs) => ({
  defaultRouteSettings: {
    throttlingRateLimit: throttle.ratePerSecond,
    throttlingBurstLimit: throttle.burst,
  },
  routeSettings: [
    {
      routeKey: routeKeys.health,
      throttlingRateLimit: throttle.healthRatePerSecond,
      throttlingBurstLimit: throttle.healthBurst,
    },
  ],
});

export class HttpToCollector extends pulumi.ComponentResource {
  readonly api: aws.apigatewayv2.Api;
  /** What the regional name must be an alias of. */
  readonly target: pulumi.Output<{ domainName: string; zoneId: string }>;

  constructor(name: string, args: HttpToCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:HttpToCollector", name, {}, opts);
    const child = { parent: this };
    this.api = new aws.apigatewayv2.Api(
      `${name}-api`,
      {
        name: args.apiName,
        protocolType: "HTTP",
        // A second way in would pass by the names that failover moves.
        disableExecuteApiEndpoint: true,
        ipAddressType: "dualstack",
      },
      child,
    );
    const routes = this.routesTo(name, args);
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        // Under this prefix the log delivery's resource policy stays small ("Logging sent to CloudWatch Logs").
        name: pulumi.interpolate`/aws/vendedlogs/${args.apiName}`,
        retentionInDays: args.logDays,
      },
      child,
    );
    const stage = new aws.apigatewayv2.Stage(
      `${name}-stage`,
      {
        apiId: this.api.id,
        name: "$default",
        autoDeploy: true,
        ...throttling(args.throttle),
        accessLogSettings: { destinationArn: logs.arn, format: accessLogFormat },
      },
      // A route's settings are refused until the route exists.
      { ...child, dependsOn: routes },
    );

    const certificate = new RegionCertificate(`${name}-tls`, args, child);
    const domainFor = (role: string, domainName: string) => {
      const domain = new aws.apigatewayv2.DomainName(
        `${name}-${role}`,
        {
          domainName,
          domainNameConfiguration: {
            certificateArn: certificate.issuedArn,
            endpointType: "REGIONAL",
            securityPolicy: "TLS_1_2",
            ipAddressType: "dualstack",
          },
        },
        child,
      );
      new aws.apigatewayv2.ApiMapping(
        `${name}-${role}-mapping`,
        { apiId: this.api.id, domainName: domain.id, stage: stage.id },
        child,
      );
      return domain;
    };
    domainFor("failover-name", args.failoverName);
    const regional = domainFor("regional-name", args.regionalName);
    this.target = regional.domainNameConfiguration.apply(({ targetDomainName, hostedZoneId }) => ({
      domainName: targetDomainName,
      zoneId: hostedZoneId,
    }));
    this.registerOutputs({ api: this.api, target: this.target });
  }

  private routesTo(name: string, args: HttpToCollectorArgs): aws.apigatewayv2.Route[] {
    const child = { parent: this };
    const integration = new aws.apigatewayv2.Integration(
      `${name}-collect`,
      {
        apiId: this.api.id,
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: args.function.arn,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: INTEGRATION_TIMEOUT_MS,
      },
      child,
    );
    return Object.entries(routeKeys).map(([role, routeKey]) => {
      const mayInvoke = new aws.lambda.Permission(
        `${name}-${role}-may-invoke`,
        {
          statementId: `${role}-route`,
          action: "lambda:InvokeFunction",
          function: args.function.name,
          principal: "apigateway.amazonaws.com",
          // It names the account. A source account beside it is documented for ARNs that do not ("AddPermission"), and
          // a condition that API Gateway did not fill would refuse every request.
          sourceArn: this.api.executionArn.apply((arn) => routeArn(arn, routeKey)),
        },
        child,
      );
      return new aws.apigatewayv2.Route(
        `${name}-${role}`,
        {
          apiId: this.api.id,
          routeKey,
          target: pulumi.interpolate`integrations/${integration.id}`,
          authorizationType: "NONE",
        },
        // A route that may not invoke answers 500.
        { ...child, dependsOn: [mayInvoke] },
      );
    });
  }
}
