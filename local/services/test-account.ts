/** For system tests: one MiniStack of their own, with buckets and roles as they need them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  type PutRolePolicyCommandInput,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { installMinistack } from "./ministack/install";
import { startMinistack } from "./ministack/launch";
import type { Credentials } from "./service-role";

export const ACCOUNT_ID = "000000000000";
export const ROOT: Credentials = { accessKeyId: "test", secretAccessKey: "test" };

export interface TestAccount {
  readonly url: string;
  /** A folder that goes with the account. */
  readonly folder: string;
  readonly s3: (region: string) => S3Client;
  createBucket(region: string, name: string): Promise<void>;
  /** A role that trusts the service and may do nothing yet; answers its ARN. */
  createRole(name: string, service: string, condition?: object): Promise<string>;
  /** Replaces what the role may do. */
  allow(role: string, statements: readonly { action: string[]; resource: string[] }[]): Promise<void>;
  sessionOf(roleArn: string): Promise<Credentials>;
  keys(region: string, bucket: string): Promise<string[]>;
  object(region: string, bucket: string, key: string): Promise<Buffer>;
  stop(): Promise<void>;
}

export async function startTestAccount(): Promise<TestAccount> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-account-"));
  const ministack = await startMinistack({
    installation: await installMinistack(),
    dataDir: join(folder, "ministack"),
    accountId: ACCOUNT_ID,
    logFile: join(folder, "ministack.log"),
  });
  const { url } = ministack;
  const client = { endpoint: url, credentials: ROOT, region: "us-east-1" };
  const iam = new IAMClient(client);
  const sts = new STSClient(client);
  const clients = new Map<string, S3Client>();
  const s3 = (region: string): S3Client => {
    const known = clients.get(region) ?? new S3Client({ ...client, region, forcePathStyle: true });
    clients.set(region, known);
    return known;
  };
  const policy = (Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

  return {
    url,
    folder,
    s3,
    async createBucket(region, Bucket) {
      const LocationConstraint = region as "eu-west-1";
      const CreateBucketConfiguration = { LocationConstraint };
      await s3(region).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await s3(region).send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
    async createRole(RoleName, Service, Condition) {
      const trust = {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service },
        ...(Condition && { Condition }),
      };
      const { Role } = await iam.send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy([trust]) }),
      );
      return Role?.Arn as string;
    },
    async allow(RoleName, statements) {
      const input: PutRolePolicyCommandInput = {
        RoleName,
        PolicyName: "may",
        PolicyDocument: policy(
          statements.map(({ action, resource }) => ({ Effect: "Allow", Action: action, Resource: resource })),
        ),
      };
      await iam.send(new PutRolePolicyCommand(input));
    },
    async sessionOf(RoleArn) {
      const answer = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
      return {
        accessKeyId: answer.Credentials?.AccessKeyId as string,
        secretAccessKey: answer.Credentials?.SecretAccessKey as string,
        sessionToken: answer.Credentials?.SessionToken as string,
      };
    },
    async keys(region, Bucket) {
      const { Contents = [] } = await s3(region).send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key }) => Key as string);
    },
    async object(region, Bucket, Key) {
      const { Body } = await s3(region).send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) as Uint8Array);
    },
    async stop() {
      for (const each of [iam, sts, ...clients.values()]) each.destroy();
      await ministack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A zip archive with one file, stored as it is ("APPNOTE.TXT", PKWARE). */
export function zipOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const fields = Buffer.alloc(26); // From "version needed" to "extra field length": the same in both headers.
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x21, 8); // 1980-01-01
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), fields, Buffer.from(name), content]);
  const central = Buffer.concat([
    Buffer.from("PK\u0001\u0002\u0014\u0000"),
    fields,
    Buffer.alloc(14), // No comment, disk 0, no attributes, the local header at 0.
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** Waits until `value` is what the test awaits, for as long as the test runner lets the test run. */
export async function until<T>(value: () => Promise<T>, awaited: (value: T) => boolean): Promise<T> {
  for (;;) {
    const found = await value();
    if (awaited(found)) return found;
    await new Promise((tick) => setTimeout(tick, 50));
  }
}
