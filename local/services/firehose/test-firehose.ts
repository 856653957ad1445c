/** For system tests: a Firehose process on an account of its own. */
import { once } from "node:events";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CreateDeliveryStreamCommand, FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { type ServiceProcess, startService } from "../../process";
import { boundedTimeouts, type Credentials } from "../service-role";
import { ACCOUNT_ID, ROOT, startTestAccount, type TestAccount } from "../test-account";
import type { FirehoseCounts } from "./control";
import type { FirehoseConfig, FirehoseReady } from "./service";

export const region = "eu-west-1";
export const arnOf = (stream: string) => `arn:aws:firehose:${region}:${ACCOUNT_ID}:deliverystream/${stream}`;

export const batchOf = (stream: string, ...texts: string[]) =>
  new PutRecordBatchCommand({
    DeliveryStreamName: stream,
    Records: texts.map((text) => ({ Data: Buffer.from(`${text}\n`) })),
  });

export class TestFirehose {
  readonly #clients: FirehoseClient[] = [];

  private constructor(
    readonly account: TestAccount,
    private readonly roleArn: string,
    private service: ServiceProcess<FirehoseReady>,
    /** Of root, with timeouts of a second. */
    public root: FirehoseClient,
  ) {}

  static async start(): Promise<TestFirehose> {
    const account = await startTestAccount();
    const roleArn = await account.createRole("firehose-role", "firehose.amazonaws.com", {
      StringEquals: { "sts:ExternalId": ACCOUNT_ID },
    });
    await account.allow("firehose-role", [
      { action: ["s3:PutObject"], resource: ["arn:aws:s3:::lake-*/events/*"] },
    ]);
    const service = await startProcess(account);
    const firehose = new TestFirehose(account, roleArn, service, undefined as never);
    firehose.root = firehose.clientOf(ROOT);
    return firehose;
  }

  clientOf(credentials: Credentials): FirehoseClient {
    const client = new FirehoseClient({
      region,
      endpoint: this.service.ready.url,
      credentials,
      maxAttempts: 1,
      requestHandler: boundedTimeouts(1_000),
    });
    this.#clients.push(client);
    return client;
  }

  async control<T>(method: string, path: string, body?: object): Promise<T> {
    const url = this.service.ready.control + path;
    const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  }

  counts = () => this.control<FirehoseCounts>("GET", "/counts");
  flush = () => this.control<FirehoseCounts>("POST", "/flush");
  inject = (fault: object) => this.control("PUT", "/faults", fault);

  /** A stream to a bucket of its own; with the longest interval, only a flush or a full buffer empties it. */
  async createStream(name: string, intervalSeconds = 900): Promise<string> {
    const bucket = `lake-${name}`;
    await this.account.createBucket(region, bucket);
    await this.root.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: name,
        ExtendedS3DestinationConfiguration: {
          RoleARN: this.roleArn,
          BucketARN: `arn:aws:s3:::${bucket}`,
          Prefix: `events/region=${region}/!{timestamp:yyyy/MM/dd/HH}/`,
          ErrorOutputPrefix: `errors/region=${region}/!{firehose:error-output-type}/`,
          BufferingHints: { SizeInMBs: 1, IntervalInSeconds: intervalSeconds },
          CompressionFormat: "GZIP",
        },
      }),
    );
    return bucket;
  }

  /** Every line of every object in the bucket. */
  async landed(bucket: string): Promise<string[]> {
    const keys = await this.account.keys(region, bucket);
    const bodies = await Promise.all(keys.map((key) => this.account.object(region, bucket, key)));
    return bodies.flatMap((body) => gunzipSync(body).toString().split("\n").filter(Boolean)).sort();
  }

  /** SIGKILL, then a new process on the same folder. */
  async killAndRestart(): Promise<void> {
    const killed = once(this.service.process, "exit");
    this.service.process.kill("SIGKILL");
    await killed;
    this.service = await startProcess(this.account);
    this.root = this.clientOf(ROOT);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.service.stop();
    await this.account.stop();
  }
}

const startProcess = (account: TestAccount) =>
  startService<FirehoseConfig, FirehoseReady>(
    "firehose",
    join(__dirname, "main.ts"),
    {
      region,
      aws: account.url, // No gate in between: what a gate does is tested beside it.
      ministack: account.url,
      credentials: ROOT,
      accountId: ACCOUNT_ID,
      speed: 1,
      stateDir: join(account.folder, "firehose"),
    },
    join(account.folder, "firehose.log"),
  );
