/** A region's undeliverable bucket, as whoever operates the pair uses it. Every call names the expected owner. */
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { base64Of, sha256Of } from "../handlers/delivery/undeliverable-object";
import type { Pair, RegionOutputs } from "./pair";

export interface Listed {
  readonly key: string;
  readonly bytes: number;
  readonly storedAt: Date;
}

export interface Head {
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
  /** `x-amz-meta-*`, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the body, in hexadecimal, as S3 keeps it; undefined when it was written without one. */
  readonly sha256: string | undefined;
}

export interface Whole {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

export class UndeliverableBucket {
  readonly name: string;
  readonly #at: RegionOutputs;
  readonly #pair: Pair;

  constructor(pair: Pair, at: RegionOutputs) {
    this.#pair = pair;
    this.#at = at;
    this.name = at.undeliverableBucket;
  }

  /** All objects under the prefix, in the order of their keys; `onListed` is told after each page how many there are. */
  async list(prefix: string, onListed: (count: number) => void = () => undefined): Promise<Listed[]> {
    const listed: Listed[] = [];
    const pages = paginateListObjectsV2({ client: this.#s3 }, { ...this.#bucket, Prefix: prefix });
    for await (const { Contents = [] } of pages) {
      for (const { Key, Size = 0, LastModified = new Date(0) } of Contents)
        if (Key !== undefined) listed.push({ key: Key, bytes: Size, storedAt: LastModified });
      onListed(listed.length);
    }
    return listed;
  }

  /** Undefined when there is none. */
  async head(key: string): Promise<Head | undefined> {
    const command = new HeadObjectCommand({ ...this.#bucket, Key: key, ChecksumMode: "ENABLED" });
    const found = await unlessMissing(this.#s3.send(command));
    if (found === undefined) return undefined;
    const { ETag: etag, ContentType: contentType, Metadata: metadata = {}, ChecksumSHA256: checksum } = found;
    return {
      etag,
      contentType,
      metadata,
      sha256: hexOf(checksum),
    };
  }

  /** Undefined when there is none. The SDK compares the body with the checksum that S3 keeps. */
  async get(key: string): Promise<Whole | undefined> {
    const command = new GetObjectCommand({ ...this.#bucket, Key: key, ChecksumMode: "ENABLED" });
    return unlessMissing(
      this.#s3.send(command).then(async ({ Body, Metadata = {} }) => ({
        body: Buffer.from((await Body?.transformToByteArray()) ?? []),
        metadata: Metadata,
      })),
    );
  }

  async put(key: string, { body, metadata }: Whole, contentType: string): Promise<void> {
    const ChecksumSHA256 = base64Of(sha256Of(body));
    const object = { Key: key, Body: body, ContentType: contentType, Metadata: { ...metadata } };
    await this.#s3.send(new PutObjectCommand({ ...this.#bucket, ...object, ChecksumSHA256 }));
  }

  /** Within the bucket, by S3 alone, and only what `head` told of. Answers the copy's checksum where S3 tells it. */
  async copy(from: string, to: string, head: Head, metadata: Head["metadata"]): Promise<string | undefined> {
    const { CopyObjectResult } = await this.#s3.send(
      new CopyObjectCommand({
        ...this.#bucket,
        ExpectedSourceBucketOwner: this.#at.accountId,
        Key: to,
        CopySource: `${this.name}/${from.split("/").map(encodeURIComponent).join("/")}`,
        CopySourceIfMatch: head.etag,
        MetadataDirective: "REPLACE",
        Metadata: { ...metadata },
        ContentType: head.contentType,
        ChecksumAlgorithm: "SHA256",
      }),
    );
    return hexOf(CopyObjectResult?.ChecksumSHA256);
  }

  /** What is already gone is deleted. */
  async delete(key: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ ...this.#bucket, Key: key }));
  }

  get #s3() {
    return this.#pair.clients.s3(this.#at.region);
  }

  get #bucket() {
    return { Bucket: this.name, ExpectedBucketOwner: this.#at.accountId };
  }
}

/** What `base64Of` made of a hash, back. */
const hexOf = (checksum: string | undefined): string | undefined =>
  checksum && Buffer.from(checksum, "base64").toString("hex");

async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: unknown } }).$metadata?.httpStatusCode;
    if (status === 404) return undefined;
    throw error;
  }
}

/** Does the work for every item, `width` at a time, in their order. The first error ends it. */
export async function forEachOf<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const one = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, one));
}
