import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { readJsonIfThere, writeWhole } from "../../files";
import { boundedTimeouts } from "../../service-role";
import { BucketReplication } from "./bucket-replication";
import { Buckets, type BucketsOptions } from "./buckets";
import { type ReplicationConfiguration, ruleFor } from "./configuration";
import { oldestSeconds } from "./pending";
import { ReplicationPermissions } from "./permissions";
import { S3Error } from "./s3-error";
import { VersionTable } from "./version-table";

export interface ReplicatorOptions extends BucketsOptions {
  readonly accountId: string;
  /** Divides the lag. */
  readonly speed: number;
  /** How long a replica trails its object, in uncompressed seconds. */
  readonly lagSeconds: number;
  readonly stateDir: string;
}

/** What `GET /replication` answers. */
export interface ReplicationStatus {
  readonly paused: boolean;
  /** Versions found and not copied yet, over every bucket that could be read. */
  readonly pending: number;
  readonly oldestPendingSeconds: number;
  /** Versions copied since each bucket's replication was configured. */
  readonly copied: number;
  /** Attempts that failed since the service started; each is made again. */
  readonly failures: number;
  /** Buckets whose versions could not be listed just now: what they hold is unknown, not zero. */
  readonly unreadable: readonly string[];
  readonly buckets: Readonly<
    Record<string, { region: string; pending: number; copied: number; failures: number; lastError?: string }>
  >;
}

export interface RuleProgress {
  readonly rule: string;
  readonly source: { readonly bucket: string; readonly region: string };
  readonly destination: { readonly bucket: string; readonly region: string };
  readonly pending: number;
  /** Real seconds; 0 when nothing is pending. */
  readonly oldestPendingSeconds: number;
  /** Attempts that failed since the service started; each is made again. */
  readonly failures: number;
}

/** Between two looks at every bucket, real milliseconds, unless the lag is so short that it would show. */
const LOOK_MS = { most: 1_000, least: 250 };

/** S3's replication of every configured bucket, in both directions of a pair. */
export class Replicator {
  readonly #buckets: Buckets;
  readonly #iam: IAMClient;
  readonly #permissions: ReplicationPermissions;
  readonly #tables = new Map<string, VersionTable>();
  readonly #replications = new Map<string, { region: string; replication: BucketReplication }>();
  readonly #lagMs: number;
  #paused = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #ended = false;

  constructor(private readonly options: ReplicatorOptions) {
    mkdirSync(options.stateDir, { recursive: true });
    this.#lagMs = (options.lagSeconds * 1000) / options.speed;
    this.#buckets = new Buckets(options);
    this.#iam = new IAMClient({
      region: "us-east-1",
      endpoint: options.ministack,
      credentials: { ...options.credentials },
      requestHandler: boundedTimeouts(5_000),
    });
    this.#permissions = new ReplicationPermissions(this.#iam);
    for (const [bucket, { region, configuration }] of Object.entries(this.#load()))
      this.#run(bucket, region, configuration);
    this.#schedule();
  }

  configurationOf(bucket: string): ReplicationConfiguration | undefined {
    return this.#replications.get(bucket)?.replication.configuration;
  }

  requireExisting(bucket: string): Promise<void> {
    return this.#buckets.requireExisting(bucket);
  }

  /** From now on new versions are replicated; what the rules before were to copy is still copied. */
  async configure(bucket: string, region: string, configuration: ReplicationConfiguration): Promise<void> {
    await this.#buckets.requireExisting(bucket);
    await this.#buckets.requireVersioned(bucket, {
      missing: "The specified bucket does not exist",
      unversioned: "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    });
    for (const { destinationBucket, destinationAccount } of configuration.rules) {
      if (destinationBucket === bucket)
        throw new S3Error(
          400,
          "InvalidRequest",
          "Destination bucket cannot be the same as the source bucket.",
        );
      if (destinationAccount !== undefined && destinationAccount !== this.options.accountId)
        throw new S3Error(
          403,
          "AccessDenied",
          `Destination account ${destinationAccount} is not in this run.`,
        );
      await this.#buckets.requireVersioned(destinationBucket, {
        missing: "Destination bucket must exist.",
        unversioned: "Destination bucket must have versioning enabled.",
      });
    }
    const known = this.#replications.get(bucket)?.replication;
    if (known === undefined) {
      const replication = this.#newReplication(bucket, region, configuration);
      await replication.settleExisting();
      this.#replications.set(bucket, { region, replication });
    } else {
      await known.look();
      await known.settleExisting();
      known.configuration = configuration;
    }
    this.#save();
  }

  /** What is pending is not copied any more. */
  remove(bucket: string): void {
    if (!this.#replications.delete(bucket)) return;
    this.#table(bucket).forget();
    this.#save();
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
  }

  /** With a look at every bucket first: nothing pending means that everything written before is copied. */
  async status(): Promise<ReplicationStatus> {
    await this.#looking; // One that began before does not count.
    await this.#look();
    const now = Date.now();
    const all = [...this.#replications].map(([bucket, { region, replication }]) => ({
      bucket,
      unreadable: replication.unreadable !== undefined,
      oldest: oldestSeconds(replication.pending, now),
      counts: {
        region,
        pending: [...replication.pending].length,
        copied: replication.context.table.count("copied"),
        failures: replication.failures,
        ...(replication.lastError !== undefined && { lastError: replication.lastError }),
      },
    }));
    const sum = (of: "pending" | "copied" | "failures") =>
      all.reduce((total, { counts }) => total + counts[of], 0);
    return {
      paused: this.#paused,
      pending: sum("pending"),
      oldestPendingSeconds: Math.max(0, ...all.map(({ oldest }) => oldest)),
      copied: sum("copied"),
      failures: sum("failures"),
      unreadable: all.filter(({ unreadable }) => unreadable).map(({ bucket }) => bucket),
      buckets: Object.fromEntries(all.map(({ bucket, counts }) => [bucket, counts])),
    };
  }

  /** What each rule has left to copy, as of the last look at its bucket. */
  async progress(): Promise<RuleProgress[]> {
    const now = Date.now();
    const all = [...this.#replications].map(async ([bucket, { region, replication }]) => {
      const { configuration, failuresByRule } = replication;
      const pending = [...replication.pending];
      return Promise.all(
        configuration.rules.map(async ({ id, destinationBucket }) => {
          const ofRule = pending.filter(({ key }) => ruleFor(configuration, key)?.id === id);
          return {
            rule: id,
            source: { bucket, region },
            destination: {
              bucket: destinationBucket,
              region: await this.#buckets.regionOf(destinationBucket),
            },
            pending: ofRule.length,
            oldestPendingSeconds: oldestSeconds(ofRule, now),
            failures: failuresByRule.get(id) ?? 0,
          };
        }),
      );
    });
    // A bucket may go meanwhile: what can be told of the others is told.
    const settled = await Promise.allSettled(all);
    return settled.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  }

  async close(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#buckets.close(); // Cuts off what is under way; it is found again at the next start.
    this.#iam.destroy();
    await this.#looking;
  }

  #schedule(): void {
    if (this.#ended) return;
    const pause = Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, this.#lagMs / 2));
    this.#timer = setTimeout(() => {
      this.#look()
        .then(() => this.#copyDue())
        .finally(() => this.#schedule());
    }, pause);
  }

  /** One at a time: whoever comes meanwhile waits for the same look. */
  #look(): Promise<void> {
    this.#looking ??= Promise.all([...this.#replications].map(([bucket]) => this.#lookAt(bucket)))
      .then(() => undefined)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #lookAt(bucket: string): Promise<void> {
    try {
      await this.#replications.get(bucket)?.replication.look();
    } catch (error) {
      if (this.#ended) return;
      if ((error as Error).name === "NoSuchBucket")
        this.remove(bucket); // Its configuration goes with a bucket.
      else console.error(`${new Date().toISOString()} ${bucket} cannot be listed:`, String(error));
    }
  }

  async #copyDue(): Promise<void> {
    const isPaused = () => this.#paused || this.#ended;
    const all = [...this.#replications.values()];
    await Promise.all(all.map(({ replication }) => replication.copyDue(this.#lagMs, isPaused)));
  }

  #run(bucket: string, region: string, configuration: ReplicationConfiguration): void {
    this.#replications.set(bucket, {
      region,
      replication: this.#newReplication(bucket, region, configuration),
    });
  }

  #newReplication(
    bucket: string,
    region: string,
    configuration: ReplicationConfiguration,
  ): BucketReplication {
    const context = {
      bucket,
      accountId: this.options.accountId,
      client: this.#buckets.viaGate(region),
      table: this.#table(bucket),
      permissions: this.#permissions,
      destinationOf: async ({ destinationBucket }: { destinationBucket: string }) => ({
        client: this.#buckets.viaGate(await this.#buckets.regionOf(destinationBucket)),
        table: this.#table(destinationBucket),
      }),
    };
    return new BucketReplication(context, configuration);
  }

  #table(bucket: string): VersionTable {
    const known = this.#tables.get(bucket);
    if (known !== undefined) return known;
    const table = new VersionTable(join(this.options.stateDir, "versions", `${bucket}.ndjson`));
    this.#tables.set(bucket, table);
    return table;
  }

  get #stateFile(): string {
    return join(this.options.stateDir, "configurations.json");
  }

  #load(): Record<string, { region: string; configuration: ReplicationConfiguration }> {
    return readJsonIfThere(this.#stateFile) ?? {};
  }

  #save(): void {
    const all = [...this.#replications].map(([bucket, { region, replication }]) => [
      bucket,
      { region, configuration: replication.configuration },
    ]);
    writeWhole(this.#stateFile, JSON.stringify(Object.fromEntries(all)));
  }
}
