import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  coveringPrefixes,
  type ReplicationConfiguration,
  type ReplicationRule,
  ruleFor,
} from "./configuration";
import { type CopyDestination, copyVersion } from "./copy";
import { dueVersions, type PendingVersion } from "./pending";
import type { ReplicationPermissions } from "./permissions";
import type { VersionTable } from "./version-table";

/** Object versions copied at once, of each bucket: S3 gives no order between objects either. */
const COPIES_AT_ONCE = 4;
/** Real milliseconds before a failed copy is tried again; AWS gives no figure. */
const RETRY_MS = 1_000;

export interface BucketContext {
  readonly bucket: string;
  readonly accountId: string;
  /** Of the bucket's own region, through its gate. */
  readonly client: S3Client;
  readonly table: VersionTable;
  readonly permissions: ReplicationPermissions;
  /** The destination bucket's client and table. @throws when the bucket is gone. */
  readonly destinationOf: (rule: ReplicationRule) => Promise<Pick<CopyDestination, "client" | "table">>;
}

/** Replication out of one bucket: finds new versions, copies them once their lag is over. */
export class BucketReplication {
  readonly #pending = new Map<string, PendingVersion>();
  /** Attempts that failed since the process started, by rule. */
  readonly failuresByRule = new Map<string, number>();
  lastError: string | undefined;
  /** Why the bucket could not be read at the last look; undefined when it could. */
  unreadable: string | undefined;

  constructor(
    readonly context: BucketContext,
    public configuration: ReplicationConfiguration,
  ) {}

  get failures(): number {
    return [...this.failuresByRule.values()].reduce((sum, failures) => sum + failures, 0);
  }

  get pending(): Iterable<PendingVersion> {
    return this.#pending.values();
  }

  /** What is there now was there before replication: only a Batch Replication job would copy it. */
  async settleExisting(): Promise<void> {
    const { table } = this.context;
    const existing = await this.#newVersions([""]);
    const untouched = existing.filter(({ key, versionId }) => !this.#pending.has(`${key}\n${versionId}`));
    table.settle("existing", untouched);
  }

  /** Looks for versions that are neither settled nor known to be pending. */
  async look(): Promise<void> {
    try {
      const { configuration } = this;
      for (const version of await this.#newVersions(coveringPrefixes(configuration))) {
        const { key, versionId, etag } = version;
        const id = `${key}\n${versionId}`;
        // Asked again: it may have been copied while the rest was listed.
        const isNew = !this.#pending.has(id) && !this.context.table.isSettled(key, versionId, etag);
        if (isNew && ruleFor(configuration, key) !== undefined) this.#pending.set(id, version);
      }
      this.unreadable = undefined;
    } catch (error) {
      this.unreadable = String(error);
      throw error;
    }
  }

  /** Copies what is due, a few at a time. Failures are counted, and tried again later. */
  async copyDue(lagMs: number, isPaused: () => boolean): Promise<void> {
    const due = dueVersions(this.#pending.values(), Date.now(), lagMs);
    const worker = async () => {
      for (let next = due.shift(); next !== undefined && !isPaused(); next = due.shift())
        await this.#copy(next);
    };
    await Promise.all(Array.from({ length: COPIES_AT_ONCE }, worker));
  }

  async #copy(version: PendingVersion): Promise<void> {
    const { bucket, accountId, client, table, permissions, destinationOf } = this.context;
    const { key, versionId } = version;
    const id = `${key}\n${versionId}`;
    const rule = ruleFor(this.configuration, key);
    try {
      if (rule !== undefined) {
        const { roleArn } = this.configuration;
        const { destinationBucket } = rule;
        const missing = await permissions.missing({ roleArn, sourceBucket: bucket, destinationBucket, key });
        if (missing.length > 0) throw new Error(`${roleArn} is not allowed ${missing.join(", ")}.`);
        await copyVersion(
          { client, bucket, key, versionId },
          { ...(await destinationOf(rule)), rule, accountId },
        );
        table.settle("copied", [version]);
      } // Without a rule by now, nobody wants it copied.
      this.#pending.delete(id);
    } catch (error) {
      if ((error as Error).name === "NoSuchVersion" || (error as Error).name === "NoSuchKey") {
        this.#pending.delete(id); // Deleted for good before its turn.
        return;
      }
      if (rule !== undefined) this.failuresByRule.set(rule.id, (this.failuresByRule.get(rule.id) ?? 0) + 1);
      this.lastError = String(error);
      console.error(`${new Date().toISOString()} ${bucket}/${key} not replicated:`, this.lastError);
      if (this.#pending.has(id)) this.#pending.set(id, { ...version, notBefore: Date.now() + RETRY_MS });
    }
  }

  /** Every version, not only the latest: one that is deleted before its turn is replicated all the same. */
  async #newVersions(prefixes: readonly string[]): Promise<PendingVersion[]> {
    const { bucket: Bucket, client, table } = this.context;
    const found: PendingVersion[] = [];
    for (const Prefix of prefixes) {
      for (let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}; marker; ) {
        const page: ListObjectVersionsCommandOutput = await client.send(
          new ListObjectVersionsCommand({ Bucket, Prefix, ...marker }),
        );
        for (const {
          Key: key = "",
          VersionId: versionId = "null",
          ETag = "",
          LastModified,
        } of page.Versions ?? [])
          if (!table.isSettled(key, versionId, ETag))
            found.push({
              key,
              versionId,
              etag: ETag,
              createdAt: LastModified?.getTime() ?? Date.now(),
              notBefore: 0,
            });
        marker = page.IsTruncated
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
      }
    }
    return found;
  }
}
