/** The data plane of HTTP APIs: what is configured in MiniStack, served with AWS's limits and errors. */
import { randomBytes } from "node:crypto";
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { listen } from "../address";
import { type Answer, answerOf, gatewayAnswer, statusOfFailure } from "./answer";
import { isKnownHost, type Target, targetOf } from "./configuration";
import { ConfigurationCache } from "./configuration-cache";
import { isPreflight, preflightAnswer, withCors } from "./cors";
import { eventOf } from "./event";
import { Executions } from "./executions";
import { functionOf } from "./function-arn";
import { IamAuthorization, withCaller } from "./iam-authorization";
import { invoke } from "./invoke";
import { mayInvoke, routeArn } from "./invoke-permission";
import { type ReadConfiguration, readConfiguration } from "./read-configuration";
import { bodyOf, HEADER_BYTES_MAX, headerBytes, requestLine } from "./request";
import { matchRoute, type RouteMatch } from "./route";
import { Buckets, throttleOf } from "./throttle";
import { VersionMetrics } from "./version-metrics";

export interface DoorConfig {
  readonly region: string;
  /** Where the AWS APIs of the region answer: the region's gate. */
  readonly aws: string;
  /** MiniStack itself, which judges the callers of routes that IAM guards. */
  readonly ministack: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly accountId: string;
}

export interface DoorReady {
  readonly url: string;
  readonly port: number;
}

/** A change of the API is served after this time at the latest. */
const CONFIGURATION_AGE_MS = 1_000;

/** @param log takes a line for each answer that is the gateway's or a function's fault, as an access log would */
export async function startDoor(
  config: DoorConfig,
  log: (line: string) => void = console.error,
): Promise<{ ready: DoorReady; close: () => Promise<void> }> {
  const door = new Door(config, log);
  const port = await listen(door.server, "127.0.0.1", 0, "another start");
  return { ready: { url: `http://127.0.0.1:${port}`, port }, close: () => door.close() };
}

class Door {
  readonly server = createServer(
    // Larger headers than AWS takes are read, so that they are refused in AWS's words.
    { maxHeaderSize: 4 * HEADER_BYTES_MAX, keepAliveTimeout: 65_000, noDelay: true },
    (request, response) => void this.#serve(request, response),
  );
  readonly #config: DoorConfig;
  readonly #log: (line: string) => void;
  readonly #gateway: ApiGatewayV2Client;
  readonly #lambda: LambdaClient;
  readonly #cloudWatch: CloudWatchClient;
  readonly #metrics: VersionMetrics;
  readonly #configuration: ConfigurationCache<ReadConfiguration>;
  readonly #iam: IamAuthorization;
  readonly #buckets = new Buckets(performance.now());
  readonly #executions = new Executions();

  constructor(config: DoorConfig, log: (line: string) => void) {
    this.#config = config;
    this.#log = log;
    const client = {
      region: config.region,
      endpoint: config.aws,
      credentials: { ...config.credentials },
      maxAttempts: 1, // API Gateway asks a function once; the next request reads the configuration again.
    };
    this.#gateway = new ApiGatewayV2Client({ ...client, requestHandler: transport(8, 5_000) });
    this.#iam = new IamAuthorization(config.ministack);
    this.#lambda = new LambdaClient({ ...client, requestHandler: transport(2_000, 35_000) });
    this.#cloudWatch = new CloudWatchClient({ ...client, requestHandler: transport(2, 5_000) });
    this.#metrics = new VersionMetrics((MetricData) =>
      this.#cloudWatch
        .send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }))
        .catch((error: unknown) => log(`metrics not published: ${error}`)),
    );
    this.#configuration = new ConfigurationCache(
      () => readConfiguration(this.#gateway, this.#lambda, config),
      CONFIGURATION_AGE_MS,
      (error) => log(`configuration not read: ${error}`),
    );
    this.server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      const isTooLarge = error.code === "HPE_HEADER_OVERFLOW";
      if (socket.writable)
        socket.end(
          `HTTP/1.1 ${isTooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    this.#gateway.destroy();
    this.#lambda.destroy();
    await this.#iam.close();
    this.#metrics.close();
    this.#cloudWatch.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomBytes(11).toString("base64");
    let answer: Answer;
    try {
      answer = await this.#answer(request, requestId);
    } catch (error) {
      if (request.destroyed && !request.complete) return; // The client went away.
      this.#log(`${requestId} ${error instanceof Error ? error.stack : error}`);
      answer = gatewayAnswer(500);
    }
    send(request, response, answer, requestId);
  }

  async #answer(request: IncomingMessage, requestId: string): Promise<Answer> {
    if (headerBytes(request) > HEADER_BYTES_MAX) return gatewayAnswer(431);
    const line = requestLine(request);
    if (!line) return gatewayAnswer(400);
    const configuration = await this.#configuration.get((known) => isKnownHost(known, line.host));
    if (!configuration) return gatewayAnswer(503);
    const target = targetOf(configuration, line.host, line.path);
    if (target === "unknown-host") return gatewayAnswer(403);
    if (target === "not-found") return gatewayAnswer(404);

    const { cors } = target.api;
    const { origin } = request.headers;
    if (cors && isPreflight(cors, line.method, request.headers)) return preflightAnswer(cors, origin ?? "");
    const match = matchRoute(target.api.routes, line.method, target.routePath);
    if (!match) return gatewayAnswer(404);
    const bucket = `${target.api.id} ${target.stage.name} ${match.route.key}`;
    if (!this.#buckets.take(bucket, throttleOf(target.stage, match.route.key), performance.now()))
      return gatewayAnswer(429);
    const body = await bodyOf(request);
    if (!body) return gatewayAnswer(413);

    const event = eventOf(
      {
        method: line.method,
        protocol: `HTTP/${request.httpVersion}`,
        rawHeaders: request.rawHeaders,
        rawQueryString: line.query,
        body,
        peerAddress: request.socket.remoteAddress ?? "",
      },
      {
        accountId: this.#config.accountId,
        apiId: target.api.id,
        stage: target.stage.name,
        stageVariables: target.stage.variables,
        routeKey: match.route.key,
        ...(match.pathParameters && { pathParameters: match.pathParameters }),
        rawPath: target.rawPath,
        domainName: line.host,
      },
      requestId,
      new Date(),
    );
    if (match.route.authorization === "NONE")
      return withCors(await this.#integrate(configuration, target, match, event, requestId), cors, origin);
    const caller = await this.#callerOf(request, target, match, body);
    if (!caller) return withCors(gatewayAnswer(403), cors, origin);
    const known = withCaller(event, caller);
    return withCors(await this.#integrate(configuration, target, match, known, requestId), cors, origin);
  }

  /** Undefined when the route is not for whoever calls. */
  #callerOf(request: IncomingMessage, { api, stage }: Target, { route }: RouteMatch, body: Buffer) {
    if (route.authorization !== "AWS_IAM")
      throw new Error(`Authorization ${route.authorization} of ${route.key} is not modelled.`);
    const { method = "", url = "", headers } = request;
    const place = { region: this.#config.region, id: api.id, stage: stage.name };
    return this.#iam.callerOf({ method, url, headers, body, api: place });
  }

  async #integrate(
    configuration: ReadConfiguration,
    target: Target,
    { route }: RouteMatch,
    event: unknown,
    requestId: string,
  ): Promise<Answer> {
    const fail = (status: 413 | 500 | 503, reason: string): Answer => {
      this.#log(`${requestId} ${route.key} ${status}: ${reason}`);
      return gatewayAnswer(status);
    };
    const { integration } = route;
    if (!integration) return fail(500, "The route has no integration.");
    const { accountId, region } = configuration;
    const source = { region, accountId, apiId: target.api.id, stage: target.stage.name, routeKey: route.key };
    if (!mayInvoke(configuration.policies.get(integration.uri), routeArn(source), accountId))
      return fail(500, `API Gateway may not invoke ${integration.uri} for ${routeArn(source)}.`);
    const name = functionOf(integration.uri)?.name ?? "";
    const ended = this.#executions.begin(name, configuration.reserved.get(integration.uri));
    if (!ended) {
      this.#metrics.throttled(name);
      return fail(statusOfFailure.throttled as 503, "throttled: all reserved executions are under way");
    }
    const weights = configuration.weights.get(integration.uri);
    const invocation = await invoke(this.#lambda, integration, event, weights).finally(ended);
    if (invocation.executed) this.#metrics.count({ ...invocation.executed, failed: "failure" in invocation });
    if ("failure" in invocation)
      return fail(
        statusOfFailure[invocation.failure] as 413 | 500 | 503,
        `${invocation.failure}: ${invocation.reason}`,
      );
    return (
      answerOf(invocation.payload) ??
      fail(500, `The function's answer is malformed: ${invocation.payload.slice(0, 500)}`)
    );
  }
}

const transport = (maxSockets: number, requestTimeout: number) => ({
  httpAgent: new Agent({ keepAlive: true, maxSockets, maxFreeSockets: 256, noDelay: true }),
  connectionTimeout: 2_000,
  requestTimeout,
  throwOnRequestTimeout: true,
  socketAcquisitionWarningTimeout: 60_000,
});

function send(request: IncomingMessage, response: ServerResponse, answer: Answer, requestId: string): void {
  const headers = [...answer.headers, "Apigw-Requestid", requestId];
  const hasNoBody = answer.status === 204 || answer.status === 304;
  if (!hasNoBody) headers.push("Content-Length", String(answer.body.length));
  // What of the body was not read would be taken for the next request.
  if (!request.complete) headers.push("Connection", "close");
  response.writeHead(answer.status, headers);
  response.end(hasNoBody || request.method === "HEAD" ? undefined : answer.body);
}
