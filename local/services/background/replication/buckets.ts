import { GetBucketLocationCommand, GetBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { boundedTimeouts, type Credentials } from "../../service-role";
import { S3Error } from "./s3-error";

export interface BucketsOptions {
  /** S3 of the account, whatever the region. */
  readonly ministack: string;
  /** Each region's gate. */
  readonly aws: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
}

/** One call's timeout: a region that hangs must not hold up the other way of the pair. */
const CALL_TIMEOUT_MS = 5_000;

/** Root's S3 clients, and where each bucket is. */
export class Buckets {
  readonly #viaGate = new Map<string, S3Client>();
  readonly #direct = new Map<string, S3Client>();
  readonly #regions = new Map<string, string>();

  constructor(private readonly options: BucketsOptions) {}

  /** What replication does in a region passes the region's gate, and fails with it. */
  viaGate(region: string): S3Client {
    const endpoint = this.options.aws[region];
    if (endpoint === undefined) throw new Error(`There is no region ${region} in this run.`);
    return this.#client(this.#viaGate, region, endpoint);
  }

  /** @throws when the bucket does not exist. */
  async regionOf(bucket: string): Promise<string> {
    const known = this.#regions.get(bucket);
    if (known !== undefined) return known;
    const { LocationConstraint } = await this.#directly("us-east-1").send(
      new GetBucketLocationCommand({ Bucket: bucket }),
    );
    const region = LocationConstraint || "us-east-1";
    this.#regions.set(bucket, region); // A bucket may be made anew elsewhere: `forget` is called when it fails.
    return region;
  }

  forget(bucket: string): void {
    this.#regions.delete(bucket);
  }

  /** @throws InvalidRequest with S3's message when a bucket cannot take part in replication. */
  async requireVersioned(bucket: string, messages: { missing: string; unversioned: string }): Promise<void> {
    this.forget(bucket);
    const region = await this.regionOf(bucket).catch(() => {
      throw new S3Error(400, "InvalidRequest", messages.missing);
    });
    const { Status } = await this.#directly(region).send(new GetBucketVersioningCommand({ Bucket: bucket }));
    if (Status !== "Enabled") throw new S3Error(400, "InvalidRequest", messages.unversioned);
  }

  async requireExisting(bucket: string): Promise<void> {
    this.forget(bucket);
    await this.regionOf(bucket).catch(() => {
      throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
    });
  }

  close(): void {
    for (const client of [...this.#viaGate.values(), ...this.#direct.values()]) client.destroy();
  }

  #directly(region: string): S3Client {
    return this.#client(this.#direct, region, this.options.ministack);
  }

  #client(clients: Map<string, S3Client>, region: string, endpoint: string): S3Client {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = new S3Client({
      region,
      endpoint,
      credentials: { ...this.options.credentials },
      forcePathStyle: true,
      maxAttempts: 1, // Replication looks and copies again by itself.
      requestHandler: boundedTimeouts(CALL_TIMEOUT_MS),
    });
    clients.set(region, client);
    return client;
  }
}
