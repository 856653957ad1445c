/** S3 at the SDK's boundary, in memory: what a test put in, and what the code under test left. */
import { createHash } from "node:crypto";
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";

export interface FakeObject {
  body: Buffer;
  metadata: Record<string, string>;
  storedAt: Date;
  contentType: string | undefined;
}

/** Objects of one page; small, so that tests turn pages. */
const PAGE = 3;

export class FakeS3 {
  readonly buckets = new Map<string, Map<string, FakeObject>>();
  /** Called before each call's effect, and after it; it may throw, as for a run that was killed, or a refused call. */
  step: (moment: "before" | "after", call: string, key: string) => void = () => undefined;
  readonly client = mockClient(S3Client);

  constructor() {
    const { client } = this;
    client.on(ListObjectsV2Command).callsFake((input) => this.#list(input));
    client.on(HeadObjectCommand).callsFake((input: HeadObjectCommandInput) =>
      this.#doing("head", input, (objects, key) => {
        const object = found(objects, key);
        return { ...described(object), ETag: etag(object) };
      }),
    );
    client.on(GetObjectCommand).callsFake((input: GetObjectCommandInput) =>
      this.#doing("get", input, (objects, key) => {
        const object = found(objects, key);
        return { ...described(object), Body: { transformToByteArray: async () => object.body } };
      }),
    );
    client.on(PutObjectCommand).callsFake((input: PutObjectCommandInput) =>
      this.#doing("put", input, (objects, key) => {
        this.#store(objects, key, input.Body as Buffer, input);
        return {};
      }),
    );
    client.on(CopyObjectCommand).callsFake((input: CopyObjectCommandInput) =>
      this.#doing("copy", input, (objects, key) => {
        const [, from = ""] = /^[^/]+\/(.+)$/.exec(input.CopySource ?? "") ?? [];
        const source = found(objects, decodeURIComponent(from));
        if (input.CopySourceIfMatch !== etag(source)) throw new Error("PreconditionFailed");
        this.#store(objects, key, source.body, input);
        return { CopyObjectResult: { ChecksumSHA256: sha256(source.body) } };
      }),
    );
    client.on(DeleteObjectCommand).callsFake((input: DeleteObjectCommandInput) =>
      this.#doing("delete", input, (objects, key) => {
        objects.delete(key);
        return {};
      }),
    );
  }

  bucket(name: string): Map<string, FakeObject> {
    const known = this.buckets.get(name) ?? new Map<string, FakeObject>();
    this.buckets.set(name, known);
    return known;
  }

  put(bucket: string, key: string, body: string | Buffer, over: Partial<FakeObject> = {}): void {
    const object = { body: Buffer.from(body), metadata: {}, storedAt: new Date(0), contentType: undefined };
    this.bucket(bucket).set(key, { ...object, ...over });
  }

  keys(bucket: string, prefix = ""): string[] {
    return [...this.bucket(bucket).keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async #doing<Answer>(
    call: string,
    { Bucket = "", Key = "" }: { Bucket: string | undefined; Key: string | undefined },
    effect: (objects: Map<string, FakeObject>, key: string) => Answer,
  ): Promise<Answer> {
    this.step("before", call, Key);
    const answer = effect(this.bucket(Bucket), Key);
    this.step("after", call, Key);
    return answer;
  }

  #store(
    objects: Map<string, FakeObject>,
    key: string,
    body: Buffer,
    { Metadata = {}, ContentType }: { Metadata?: Record<string, string>; ContentType?: string },
  ): void {
    objects.set(key, { body, metadata: Metadata, storedAt: new Date(), contentType: ContentType });
  }

  #list(input: ListObjectsV2CommandInput) {
    const { Bucket = "", Prefix = "", Delimiter, StartAfter = "" } = input;
    const { ContinuationToken: after = StartAfter } = input;
    this.step("before", "list", Prefix);
    if (Delimiter !== undefined) return this.#prefixes(Bucket, Prefix, Delimiter);
    const rest = this.keys(Bucket, Prefix).filter((key) => key > after);
    const Contents = rest.slice(0, PAGE).map((key) => {
      const { body, storedAt } = this.bucket(Bucket).get(key) as FakeObject;
      return { Key: key, Size: body.length, LastModified: storedAt };
    });
    const IsTruncated = rest.length > PAGE;
    return { Contents, IsTruncated, ...(IsTruncated && { NextContinuationToken: Contents.at(-1)?.Key }) };
  }

  #prefixes(bucket: string, prefix: string, delimiter: string) {
    const keys = this.keys(bucket, prefix).filter((key) => key.includes(delimiter, prefix.length));
    const found = new Set(keys.map((key) => upTo(key, prefix.length, delimiter)));
    return { CommonPrefixes: [...found].map((Prefix) => ({ Prefix })) };
  }
}

const upTo = (key: string, from: number, delimiter: string) =>
  key.slice(0, key.indexOf(delimiter, from) + delimiter.length);

const sha256 = (body: Buffer) => createHash("sha256").update(body).digest("base64");
const etag = ({ body }: FakeObject) => createHash("md5").update(body).digest("hex");

const described = ({ body, metadata, contentType }: FakeObject) => ({
  Metadata: metadata,
  ContentType: contentType,
  ChecksumSHA256: sha256(body),
});

function found(objects: Map<string, FakeObject>, key: string): FakeObject {
  const object = objects.get(key);
  if (object === undefined)
    throw Object.assign(new Error("NotFound"), { $metadata: { httpStatusCode: 404 } });
  return object;
}
