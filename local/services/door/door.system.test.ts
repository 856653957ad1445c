import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  UpdateApiCommand,
} from "@aws-sdk/client-apigatewayv2";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { zip } from "../../provider/zip";
import { type GateReady, startGate } from "../gate";
import {
  ACCOUNT_ID as accountId,
  ROOT as credentials,
  startTestAccount,
  type TestAccount,
  until,
} from "../test-account";
import { startDoor } from "./index";

const region = "eu-west-1";
const domain = "events.holdfast.example";

/** Answers as the path says; else with the event that it was given. */
const handler = `
exports.handler = async (event) => {
  console.log("one line");
  switch (event.rawPath) {
    case "/echo": return event;
    case "/full": return {
      statusCode: 201, headers: { "Content-Type": "image/gif", "Access-Control-Allow-Origin": "https://evil.example" },
      cookies: ["a=1; Secure", "b=2"], body: "R0lGODlhAQABAAAAACw=", isBase64Encoded: true };
    case "/throws": throw new Error("no");
    case "/malformed": return { statusCode: 200, body: { not: "text" } };
    case "/slow": await new Promise((done) => setTimeout(done, 30_000)); return {};
  }
};`;

let account: TestAccount;
let gate: GateReady;
let apiId: string;
/** What the door logged. */
const log: string[] = [];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  account = await startTestAccount();
  closing.unshift(account.stop);
  // The gate stands before the door, and before MiniStack where the test calls it.
  const config = { region, aws: account.url, ministack: account.url, credentials, accountId };
  const door = await startDoor(config, (line) => log.push(line));
  closing.unshift(door.close);
  const services = { default: account.url, firehose: "", scheduler: "", route53: "", s3Replication: "" };
  const started = await startGate({
    region,
    address: "127.0.0.1",
    httpPort: 0,
    doorUrl: door.ready.url,
    services,
  });
  closing.unshift(started.close);
  gate = started.ready;
  apiId = await createApi();
}, 120_000);

afterAll(async () => {
  for (const close of closing) await close();
}, 60_000);

async function createApi(): Promise<string> {
  const client = { region, endpoint: gate.aws, credentials };
  const lambda = new LambdaClient(client);
  const gateway = new ApiGatewayV2Client(client);
  const Role = await account.createRole("echo", "lambda.amazonaws.com");
  const echo = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "echo",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role,
      Timeout: 28,
      Code: { ZipFile: zip(new Map([["index.js", Buffer.from(handler)]])) },
    }),
  );
  const { ApiId } = await gateway.send(
    new CreateApiCommand({
      Name: "echo",
      ProtocolType: "HTTP",
      CorsConfiguration: { AllowOrigins: ["https://shop.example"], AllowMethods: ["POST"], MaxAge: 60 },
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "echo",
      StatementId: "gateway",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:${region}:${accountId}:${ApiId}/*/*/{proxy+}`,
    }),
  );
  const integrate = (TimeoutInMillis: number) =>
    gateway.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: "AWS_PROXY",
        IntegrationUri: echo.FunctionArn,
        PayloadFormatVersion: "2.0",
        TimeoutInMillis,
      }),
    );
  const Target = `integrations/${(await integrate(3_000)).IntegrationId}`;
  for (const RouteKey of ["ANY /{proxy+}", "GET /denied", "GET /limited/{proxy+}"])
    await gateway.send(new CreateRouteCommand({ ApiId, RouteKey, Target }));
  await gateway.send(
    new CreateStageCommand({
      ApiId,
      StageName: "$default",
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 500 },
      RouteSettings: { "GET /limited/{proxy+}": { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 } },
    }),
  );
  await gateway.send(
    new CreateDomainNameCommand({
      DomainName: domain,
      DomainNameConfigurations: [
        { CertificateArn: `arn:aws:acm:${region}:${accountId}:certificate/1`, EndpointType: "REGIONAL" },
      ],
    }),
  );
  await gateway.send(new CreateApiMappingCommand({ ApiId, DomainName: domain, Stage: "$default" }));
  return ApiId as string;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request to the region's ingress, the host as a client of the domain would send it. */
async function ask(
  path: string,
  options: { method?: string; host?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<Reply> {
  const { method = "GET", host = domain, headers = {}, body } = options;
  const request = httpRequest({
    host: "127.0.0.1",
    port: gate.httpPort,
    method,
    path,
    headers: { host, ...headers },
  });
  request.end(body);
  const [response] = await once(request, "response");
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

const message = ({ body }: Reply) => JSON.parse(body.toString()).message;

test("a request reaches the function as an event of payload format 2.0", async () => {
  const reply = await ask("/echo?a=1&a=2&b=%20", {
    method: "POST",
    headers: { "content-type": "application/json", cookie: "x=1; y=2", "x-forwarded-for": "203.0.113.9" },
    body: Buffer.from('{"é":1}'),
  });
  const event = JSON.parse(reply.body.toString()) as APIGatewayProxyEventV2;
  expect(reply).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
  expect(event).toMatchObject({
    version: "2.0",
    routeKey: "ANY /{proxy+}",
    rawPath: "/echo",
    rawQueryString: "a=1&a=2&b=%20",
    queryStringParameters: { a: "1,2", b: " " },
    cookies: ["x=1", "y=2"],
    body: '{"é":1}',
    isBase64Encoded: false,
    pathParameters: { proxy: "echo" },
    requestContext: {
      domainName: domain,
      stage: "$default",
      http: { method: "POST", path: "/echo", sourceIp: "203.0.113.9", protocol: "HTTP/1.1" },
    },
  });
  expect(event.headers.cookie).toBeUndefined();
  expect(event.requestContext.requestId).toBe(reply.headers["apigw-requestid"]);
});

test("a compressed body arrives byte for byte, in base64", async () => {
  const body = gzipSync('{"event_name":"a"}');
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  const { body: answer } = await ask("/echo", { method: "POST", headers, body });
  expect(JSON.parse(answer.toString())).toMatchObject({
    isBase64Encoded: true,
    body: body.toString("base64"),
  });
});

test("the function's status, headers, cookies and bytes reach the client, its CORS headers do not", async () => {
  const reply = await ask("/full", { headers: { origin: "https://shop.example" } });
  expect(reply.status).toBe(201);
  expect(reply.headers).toMatchObject({
    "content-type": "image/gif",
    "set-cookie": ["a=1; Secure", "b=2"],
    "access-control-allow-origin": "https://shop.example",
  });
  expect(reply.body.subarray(0, 6).toString()).toBe("GIF89a");
});

test("a preflight is answered without the function", async () => {
  const headers = { origin: "https://shop.example", "access-control-request-method": "POST" };
  const reply = await ask("/echo", { method: "OPTIONS", headers });
  expect(reply).toMatchObject({
    status: 204,
    headers: {
      "access-control-allow-origin": "https://shop.example",
      "access-control-allow-methods": "POST",
      "access-control-max-age": "60",
    },
  });
});

test.each([
  { title: "a function that throws", path: "/throws", status: 500, text: "Internal Server Error" },
  { title: "a malformed answer", path: "/malformed", status: 500, text: "Internal Server Error" },
  {
    title: "no answer within the integration's timeout",
    path: "/slow",
    status: 503,
    text: "Service Unavailable",
  },
  {
    title: "a route that the function's policy does not name",
    path: "/denied",
    status: 500,
    text: "Internal Server Error",
  },
  { title: "a throttled route", path: "/limited/x", status: 429, text: "Too Many Requests" },
  { title: "no such route", path: "/", status: 404, text: "Not Found" },
  { title: "an unknown host", path: "/echo", host: "other.example", status: 403, text: "Forbidden" },
  {
    title: "headers over 10,240 bytes",
    path: `/echo?${"x".repeat(10_240)}`,
    status: 431,
    text: "Request Header Fields Too Large",
  },
])("$title is answered $status", async ({ path, host, status, text }) => {
  const reply = await ask(path, host === undefined ? {} : { host });
  expect([reply.status, message(reply)]).toEqual([status, text]);
});

test("the log names the reason that the client is not told", () => {
  expect(log.find((line) => line.includes("GET /denied"))).toContain(
    "API Gateway may not invoke arn:aws:lambda:",
  );
  expect(log.find((line) => line.includes("function-error"))).toContain('"errorMessage": "no"');
});

test("a body over 10 MB is refused, one at Lambda's limit is too", async () => {
  const post = (bytes: number) => ask("/echo", { method: "POST", body: Buffer.alloc(bytes) });
  expect((await post(10 * 1024 * 1024 + 1)).status).toBe(413);
  expect((await post(6 * 1024 * 1024)).status).toBe(413);
});

test("HEAD is answered without a body", async () => {
  const { status, body, headers } = await ask("/full", { method: "HEAD" });
  expect({ status, bytes: body.length, length: headers["content-length"] }).toEqual({
    status: 201,
    bytes: 0,
    length: "14",
  });
});

test("the default endpoint answers until it is disabled", async () => {
  const host = `${apiId}.execute-api.${region}.amazonaws.com`;
  expect((await ask("/echo", { host })).status).toBe(200);
  const gateway = new ApiGatewayV2Client({ region, endpoint: gate.aws, credentials });
  await gateway.send(new UpdateApiCommand({ ApiId: apiId, DisableExecuteApiEndpoint: true }));
  // The configuration is read anew behind a request, so one of the next sees it.
  const seen = await until(
    () => ask("/throws", { host }),
    ({ status }) => status === 404,
  );
  expect(message(seen)).toBe("Not Found");
});

test("S3 works through the gate, with streamed uploads and their trailing checksums", async () => {
  const s3 = new S3Client({ region, endpoint: gate.aws, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "door-test" }));
  const body = Buffer.alloc(300_000, "x");
  await s3.send(
    new PutObjectCommand({ Bucket: "door-test", Key: "a/b", Body: body, ChecksumAlgorithm: "SHA256" }),
  );
  const read = await s3.send(new GetObjectCommand({ Bucket: "door-test", Key: "a/b" }));
  expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
  const { aws } = (await (await fetch(`${gate.control}/counts`)).json()) as { aws: { s3: object } };
  expect(aws.s3).toMatchObject({ CreateBucket: 1, PutObject: 1, GetObject: 1, errors: 0 });
});

test("what MiniStack denies a role is listed with action, principal and resource", async () => {
  const session = await account.sessionOf(await account.createRole("powerless", "lambda.amazonaws.com"));
  const s3 = new S3Client({ region, endpoint: gate.aws, credentials: session, forcePathStyle: true });
  await expect(s3.send(new GetObjectCommand({ Bucket: "door-test", Key: "a/b" }))).rejects.toMatchObject({
    name: "AccessDenied",
  });
  const denied = await (await fetch(`${gate.control}/denied`)).json();
  expect(denied).toContainEqual({
    at: expect.any(String),
    region,
    service: "s3",
    action: "s3:GetObject",
    principal: expect.stringContaining(":assumed-role/powerless/"),
    resource: "arn:aws:s3:::door-test/a/*",
    count: 1,
  });
});

test("a bucket that takes only TLS takes what comes through the gate, and nothing else", async () => {
  const Bucket = "door-test";
  const root = new S3Client({ region, endpoint: gate.aws, credentials, forcePathStyle: true });
  const statement = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const role = await account.createRole("reader", "lambda.amazonaws.com");
  await account.allow("reader", [{ action: ["s3:GetObject"], resource: [`arn:aws:s3:::${Bucket}/*`] }]);
  const client = { region, credentials: await account.sessionOf(role), forcePathStyle: true };
  const get = (endpoint: string) =>
    new S3Client({ ...client, endpoint }).send(new GetObjectCommand({ Bucket, Key: "a/b" }));
  expect((await get(gate.aws)).$metadata.httpStatusCode).toBe(200);
  await expect(get(account.url)).rejects.toMatchObject({ name: "AccessDenied" });
});
