/** Routes that IAM guards, asked with real keys, sessions and policies of a MiniStack that enforces them. */
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateApiMappingCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { signedCanary } from "../../../handlers/canary/send";
import { zip } from "../../provider/zip";
import type { Credentials } from "../service-role";
import { ACCOUNT_ID as accountId, ROOT, startTestAccount, type TestAccount } from "../test-account";
import { startDoor } from "./index";

const region = "eu-west-1";
const name = "events.holdfast.example";
/** Answers with who called, and how often it was called. */
const handler = `
let calls = 0;
exports.handler = async ({ requestContext }) => {
  console.log("one line");
  return { calls: ++calls, authorizer: requestContext.authorizer };
};`;

let account: TestAccount;
let port: number;
let apiId: string;
let mayCall: Credentials;
let mayCallAnother: Credentials;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  account = await startTestAccount();
  closing.unshift(account.stop);
  // The failover name is a domain of both regions, each with its own API.
  await createApi("us-west-2");
  apiId = await createApi(region);
  const config = { region, aws: account.url, ministack: account.url, credentials: ROOT, accountId };
  const door = await startDoor(config);
  closing.unshift(door.close);
  port = door.ready.port;
  const sessionWith = async (role: string, resource: string) => {
    const arn = await account.createRole(role, "lambda.amazonaws.com");
    await account.allow(role, [{ action: ["execute-api:Invoke"], resource: [resource] }]);
    return account.sessionOf(arn);
  };
  const arn = (rest: string) => `arn:aws:execute-api:${region}:${accountId}:${rest}`;
  mayCall = await sessionWith("sends-canaries", arn("*/$default/POST/canary"));
  mayCallAnother = await sessionWith("sends-others", arn(`${apiId}/$default/POST/events`));
}, 120_000);

afterAll(async () => {
  for (const close of closing) await close();
}, 60_000);

async function createApi(where: string): Promise<string> {
  const client = { region: where, endpoint: account.url, credentials: ROOT };
  const lambda = new LambdaClient(client);
  const gateway = new ApiGatewayV2Client(client);
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "who",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: await account.createRole(`who-${where}`, "lambda.amazonaws.com"),
      Code: { ZipFile: zip(new Map([["index.js", Buffer.from(handler)]])) },
    }),
  );
  const { ApiId } = await gateway.send(new CreateApiCommand({ Name: "guarded", ProtocolType: "HTTP" }));
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "who",
      StatementId: "gateway",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:${where}:${accountId}:${ApiId}/*/*/canary`,
    }),
  );
  const { IntegrationId } = await gateway.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "AWS_PROXY",
      IntegrationUri: FunctionArn,
      PayloadFormatVersion: "2.0",
    }),
  );
  const route = { ApiId, RouteKey: "POST /canary", Target: `integrations/${IntegrationId}` };
  await gateway.send(new CreateRouteCommand({ ...route, AuthorizationType: "AWS_IAM" }));
  await gateway.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
  const CertificateArn = `arn:aws:acm:${where}:${accountId}:certificate/1`;
  const DomainNameConfigurations = [{ CertificateArn, EndpointType: "REGIONAL" as const }];
  await gateway.send(new CreateDomainNameCommand({ DomainName: name, DomainNameConfigurations }));
  await gateway.send(new CreateApiMappingCommand({ ApiId, DomainName: name, Stage: "$default" }));
  for (const each of [lambda, gateway]) each.destroy();
  return ApiId as string;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function ask({ headers, body }: Sent) {
  const request = httpRequest({ host: "127.0.0.1", port, method: "POST", path: "/canary", headers });
  request.end(body);
  const [response] = await once(request, "response");
  return { status: response.statusCode as number, body: JSON.parse(await text(response)) };
}

const signed = (credentials: Credentials, where = region): Promise<Sent> =>
  signedCanary({ name, region: where, credentials, withinMs: 1_000 }, "c1");

test("a caller that IAM lets in reaches the function once, which is told who it is", async () => {
  const first = await ask(await signed(mayCall));
  expect(first).toEqual({
    status: 200,
    body: {
      calls: expect.any(Number),
      authorizer: {
        iam: {
          accessKey: mayCall.accessKeyId,
          accountId,
          callerId: expect.any(String),
          principalOrgId: null,
          userArn: `arn:aws:sts::${accountId}:assumed-role/sends-canaries/test`,
          userId: expect.any(String),
        },
      },
    },
  });
  const second = await ask(await signed(ROOT));
  expect(second.body).toMatchObject({
    calls: first.body.calls + 1, // Judging is not calling.
    authorizer: { iam: { userArn: `arn:aws:iam::${accountId}:root` } },
  });
});

test.each<{ title: string; sent: () => Promise<Sent> }>([
  {
    title: "without a signature",
    sent: async () => ({ headers: { host: name, "content-type": "application/json" }, body: "{}" }),
  },
  { title: "whose role may call another route only", sent: () => signed(mayCallAnother) },
  { title: "signed for the other region", sent: () => signed(ROOT, "us-west-2") },
  {
    title: "signed with a wrong secret",
    sent: () => signed({ ...mayCall, secretAccessKey: "wrong" }),
  },
  {
    title: "signed with a key that nobody has",
    sent: () => signed({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wrong" }),
  },
  {
    title: "signed by a session whose token is missing",
    sent: () => signed({ accessKeyId: mayCall.accessKeyId, secretAccessKey: mayCall.secretAccessKey }),
  },
  {
    title: "whose body was changed after it was signed",
    sent: async () => {
      const { headers, body } = await signed(mayCall);
      return { headers, body: body.replace("c1", "c2") };
    },
  },
  {
    title: "that judges itself",
    sent: async () => ({
      headers: { host: name, "content-type": "application/json", "x-holdfast-judge": `${apiId} $default` },
      body: "{}",
    }),
  },
])("a request $title is refused as AWS refuses it", async ({ sent }) => {
  expect(await ask(await sent())).toEqual({ status: 403, body: { message: "Forbidden" } });
});
