import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RegionCertificate } from "./parts/certificate";

/** HTTP → collector: the API under the failover name and the region's own name, and what reaches `collect` through it. */
export interface HttpToCollectorArgs {
  apiName: pulumi.Input<string>;
  /** The live version of `collect`: what a deployment has not shifted traffic to is never asked. */
  live: aws.lambda.Alias;
  zoneId: pulumi.Input<string>;
  /** The name that clients use; both regions' APIs answer to it. */
  failoverName: string;
  /** The name of this region alone; health checks use it. */
  regionalName: string;
  throttle: ThrottleArgs;
  logDays: number;
}

/**
 * What a route lets through; the rest is answered 429 before it reaches the function. AWS calls it a target rather than a ceiling
 * ("Throttle requests to your HTTP APIs"), so the function's reserved concurrency stands behind it.
 */
export interface RouteThrottle {
  ratePerSecond: number;
  /** Requests at once, beyond the rate. */
  burst: number;
}

/** A limit for each route, so that a flood on one starves no other: least of all the two that health checks ask. */
export type ThrottleArgs = Readonly<
  Record<"pixel" | "events" | "preflight" | "health" | "stop" | "canary", RouteThrottle>
>;

/** All that the collector answers; anything else is API Gateway's 404. */
export const routeKeys = {
  pixel: "GET /i",
  events: "POST /events",
  preflight: "OPTIONS /events",
  health: "GET /health",
  stop: "GET /stop/{region}",
  canary: "POST /canary",
} as const;

/** Everybody may call every route but that of the canaries: IAM guards it, so that nobody outside can pass an event off as one. */
const authorizationOf = (role: string) => (role === "canary" ? "AWS_IAM" : "NONE");

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

/** One route on the stage, e.g. `arn:aws:execute-api:…:api-id/$default/GET/i`; a path variable is any text ("ARNs for HTTP APIs"). */
export const routeArn = (executionArn: string, routeKey: string): string =>
  `${executionArn}/$default/${routeKey.replace(" /", "/").replace(/\{[^}]*\}/g, "*")}`;

/** Both limits always: one without the other leaves the second at 0. A route that nobody thought of gets the least. */
const limitsOf = ({ ratePerSecond, burst }: RouteThrottle) => ({
  throttlingRateLimit: ratePerSecond,
  throttlingBurstLimit: burst,
});

export const throttling = (throttle: ThrottleArgs) => ({
  defaultRouteSettings: limitsOf(throttle.canary),
  routeSettings: (Object.keys(routeKeys) as (keyof typeof routeKeys)[]).map((role) => ({
    routeKey: routeKeys[role],
    ...limitsOf(throttle[role]),
  })),
});

export class HttpToCollector extends pulumi.ComponentResource {
  readonly api: aws.apigatewayv2.Api;
  /** What the regional name must be an alias of. */
  readonly target: pulumi.Output<{ domainName: string; zoneId: string }>;
  /** Of the certificate that both names are served with. */
  readonly certificateArn: pulumi.Output<string>;

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
    this.certificateArn = certificate.issuedArn;
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
        integrationUri: args.live.arn,
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
          function: args.live.functionName,
          // An alias has a policy of its own: a permission without it is one for the unqualified function alone.
          qualifier: args.live.name,
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
          authorizationType: authorizationOf(role),
        },
        // A route that may not invoke answers 500.
        { ...child, dependsOn: [mayInvoke] },
      );
    });
  }
}
