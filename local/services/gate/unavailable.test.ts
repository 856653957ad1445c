import { FirehoseClient, ListDeliveryStreamsCommand } from "@aws-sdk/client-firehose";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startGate } from "./index";

/** The SDK's own parsers are the judges of the format. */
test.each([
  {
    service: "firehose",
    name: "ServiceUnavailableException",
    ask: (c: object) => new FirehoseClient(c).send(new ListDeliveryStreamsCommand()),
  },
  {
    service: "iam",
    name: "ServiceUnavailable",
    ask: (c: object) => new IAMClient(c).send(new ListRolesCommand()),
  },
  {
    service: "lambda",
    name: "ServiceException",
    ask: (c: object) => new LambdaClient(c).send(new ListFunctionsCommand()),
  },
  {
    service: "route53",
    name: "ServiceUnavailable",
    ask: (c: object) => new Route53Client(c).send(new ListHostedZonesCommand()),
  },
  {
    service: "s3",
    name: "ServiceUnavailable",
    ask: (c: object) => new S3Client(c).send(new ListBucketsCommand()),
  },
  {
    service: "sqs",
    name: "ServiceUnavailable",
    ask: (c: object) => new SQSClient(c).send(new ListQueuesCommand()),
  },
])("the SDK reads $service's 503 as $name", async ({ service, name, ask }) => {
  const nobody = "http://127.0.0.1:9";
  const services = {
    default: nobody,
    firehose: nobody,
    scheduler: nobody,
    route53: nobody,
    s3Replication: nobody,
  };
  const gate = await startGate({
    region: "eu-west-1",
    address: "127.0.0.1",
    httpPort: 0,
    doorUrl: nobody,
    services,
  });
  try {
    const fault = { method: "PUT", body: JSON.stringify({ mode: "error" }) };
    expect((await fetch(`${gate.ready.control}/aws/${service}`, fault)).status).toBe(200);
    const client = {
      endpoint: gate.ready.aws,
      region: "eu-west-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    };
    await expect(ask(client)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 503 } });
  } finally {
    await gate.close();
  }
});
