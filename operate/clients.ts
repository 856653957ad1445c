/** The SDK's clients of a pair: one a region and service, made when first asked for. */
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";

/** How to reach AWS. On AWS itself all of it is absent: the SDK knows the endpoints, and finds credentials. */
export interface AwsAccess {
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly route53?: string;
  /** Where what is not of one region answers: Route 53's metrics, for one. */
  readonly global?: string;
  /** The endpoint of each region's services. */
  readonly regions?: Readonly<Record<string, string>>;
  /** The DNS server that knows the pair's names, and the port that serves them in plain HTTP. */
  readonly dns?: { readonly address: string; readonly port: number };
  readonly httpPort?: number;
}

/** Whoever asks is a person or a drill that can ask again: no call may hold either up. */
const PATIENCE = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

export class Clients {
  readonly #made = new Map<string, { destroy(): void }>();

  constructor(private readonly access: AwsAccess) {}

  get route53(): Route53Client {
    const endpoint = this.access.route53;
    // Route 53's control plane lives there ("AWS service endpoints").
    return this.#once("route53", () => new Route53Client(this.#config("us-east-1", endpoint)));
  }
  s3(region: string): S3Client {
    const endpoint = this.access.regions?.[region];
    const local = endpoint === undefined ? {} : { forcePathStyle: true };
    return this.#once(`s3 ${region}`, () => new S3Client({ ...this.#config(region, endpoint), ...local }));
  }
  s3Control(region: string): S3ControlClient {
    return this.#once(`s3-control ${region}`, () => new S3ControlClient(this.#regional(region)));
  }
  lambda(region: string): LambdaClient {
    return this.#once(`lambda ${region}`, () => new LambdaClient(this.#regional(region)));
  }
  /** For calls of functions that take their time. @param withinMs how long an answer may take; longer than the function may. */
  lambdaWithin(region: string, withinMs: number): LambdaClient {
    const requestHandler = { ...PATIENCE, requestTimeout: withinMs };
    return this.#once(
      `lambda ${region} ${withinMs}`,
      () => new LambdaClient({ ...this.#regional(region), requestHandler }),
    );
  }
  sqs(region: string): SQSClient {
    return this.#once(`sqs ${region}`, () => new SQSClient(this.#regional(region)));
  }
  sts(region: string): STSClient {
    return this.#once(`sts ${region}`, () => new STSClient(this.#regional(region)));
  }
  cloudWatch(region: string): CloudWatchClient {
    return this.#once(`cloudwatch ${region}`, () => new CloudWatchClient(this.#regional(region)));
  }

  /** Where Route 53's metrics are, and so the alarms on them ("Monitoring hosted zones using Amazon CloudWatch"). */
  get route53CloudWatch(): CloudWatchClient {
    const config = this.#config("us-east-1", this.access.global);
    return this.#once("route53 cloudwatch", () => new CloudWatchClient(config));
  }

  /** What the region's clients sign with: what was given, else what the SDK finds. */
  credentials(region: string) {
    return this.lambda(region).config.credentials();
  }

  /** How the pair's own names are reached; undefined where everybody's DNS knows them. */
  get way(): { dns: string; httpPort: number } | undefined {
    const { dns, httpPort } = this.access;
    return dns && httpPort ? { dns: `${dns.address}:${dns.port}`, httpPort } : undefined;
  }

  close(): void {
    for (const client of this.#made.values()) client.destroy();
  }

  #once<Client extends { destroy(): void }>(key: string, make: () => Client): Client {
    const known = this.#made.get(key) ?? make();
    this.#made.set(key, known);
    return known as Client;
  }

  #regional(region: string) {
    return this.#config(region, this.access.regions?.[region]);
  }

  #config(region: string, endpoint: string | undefined) {
    const { credentials } = this.access;
    return {
      region,
      ...(credentials && { credentials: { ...credentials } }), // The SDK writes into what it is given.
      ...(endpoint === undefined ? {} : { endpoint }),
      requestHandler: PATIENCE,
    };
  }
}
