/** AWS SDK clients for this machine: the real ones, pointed at a region's gate, at MiniStack or at Route 53. */
import { ACMClient } from "@aws-sdk/client-acm";
import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RDSClient } from "@aws-sdk/client-rds";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { HoldfastError } from "../../errors";
import type { LocalEndpoints } from "../endpoints";
import { DatabaseClient } from "./database-client";

const constructors = {
  acm: ACMClient,
  apigatewayv2: ApiGatewayV2Client,
  cloudwatch: CloudWatchClient,
  ec2: EC2Client,
  firehose: FirehoseClient,
  iam: IAMClient,
  lambda: LambdaClient,
  logs: CloudWatchLogsClient,
  rds: RDSClient,
  route53: Route53Client,
  s3: S3Client,
  scheduler: SchedulerClient,
  secretsmanager: SecretsManagerClient,
  sns: SNSClient,
  sqs: SQSClient,
  sts: STSClient,
};

/** `database` is no service of AWS: the region's real Postgres, which RDS would make. */
export type ServiceName = keyof typeof constructors | "database";

/** Any command of an AWS SDK v3 client, or what {@link DatabaseClient} does. */
export interface Command {
  readonly input: object;
}

interface Client {
  send(command: Command): Promise<unknown>;
  destroy(): void;
}

/** Milliseconds; nothing here is slow, so what takes longer hangs. */
const REQUEST_TIMEOUT = 20_000;

/** Where the global services' own resources are, such as alarms on Route 53's metrics. No gate of a region stands before it. */
const GLOBAL_REGION = "us-east-1";

export class Clients {
  private readonly made = new Map<string, Client>();

  constructor(private readonly endpoints: LocalEndpoints) {}

  /** One client for each service and region, so that connections are kept. */
  of(service: ServiceName, region: string): Client {
    const key = `${service} ${region}`;
    const known = this.made.get(key);
    if (known) return known;
    const client =
      service === "database" ? new DatabaseClient(this.endpoints, region) : this.make(service, region);
    this.made.set(key, client);
    return client;
  }

  private make(service: keyof typeof constructors, region: string): Client {
    const options = {
      endpoint: this.endpointOf(service, region),
      region,
      credentials: { ...this.endpoints.credentials }, // A copy: the SDK marks what it is given.
      forcePathStyle: true, // A bucket's own host name would resolve to nothing here.
      maxAttempts: 3,
      requestHandler: {
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
        connectionTimeout: 5_000,
      },
    };
    return new constructors[service](options) as unknown as Client;
  }

  close(): void {
    for (const client of this.made.values()) client.destroy();
    this.made.clear();
  }

  private endpointOf(service: ServiceName, region: string): string {
    if (service === "route53") return this.endpoints.route53;
    if (service === "iam" || service === "sts") return this.endpoints.global;
    const regional = this.endpoints.regions[region];
    if (!regional && region === GLOBAL_REGION) return this.endpoints.global;
    if (!regional)
      throw new HoldfastError("HF_LOCAL_REGION", {
        region,
        regions: Object.keys(this.endpoints.regions).join(", "),
      });
    return regional.aws;
  }
}
