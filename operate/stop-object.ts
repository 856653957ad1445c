/** The STOP switch of a region as an operator sees it: one object in the peer region. Nothing is asked of the region itself. */
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { stopKey, stopToken } from "../handlers/collect/environment";
import type { Pair, RegionOutputs } from "./pair";

export interface StopState {
  readonly stopped: boolean;
  /** There is an object that is no stop: somebody wrote it by hand, or for another region. */
  readonly foreign: boolean;
  /** When the object was written. */
  readonly since?: Date;
  /** The ARN of whoever stopped the region, where it was known. */
  readonly by?: string;
}

const BY = "stopped-by";
const IDENTITY_WITHIN_MS = 3_000;

/** Where the switch of a region lies. */
const placeOf = (pair: Pair, region: RegionOutputs) => {
  const peer = pair.peerOf(region);
  return {
    client: pair.clients.s3(peer.region),
    object: {
      Bucket: peer.undeliverableBucket,
      Key: stopKey(region.region),
      ExpectedBucketOwner: peer.accountId,
    },
  };
};

/** @throws what S3 says when it cannot be known. */
export async function stopState(
  pair: Pair,
  region: RegionOutputs,
  abortSignal?: AbortSignal,
): Promise<StopState> {
  const { client, object } = placeOf(pair, region);
  try {
    const { Body, LastModified, Metadata } = await client.send(new GetObjectCommand(object), { abortSignal });
    const stopped = (await Body?.transformToString()) === stopToken(region.region);
    const by = Metadata?.[BY];
    return {
      stopped,
      foreign: !stopped,
      ...(LastModified && { since: LastModified }),
      ...(by !== undefined && { by }),
    };
  } catch (error) {
    if (error instanceof NoSuchKey) return { stopped: false, foreign: false };
    throw error;
  }
}

export async function writeStop(pair: Pair, region: RegionOutputs): Promise<void> {
  const { client, object } = placeOf(pair, region);
  const by = await callerIn(pair, pair.peerOf(region).region);
  await client.send(
    new PutObjectCommand({
      ...object,
      Body: stopToken(region.region),
      ContentType: "text/plain",
      ...(by !== undefined && { Metadata: { [BY]: by } }),
    }),
  );
}

/** The bucket keeps versions: what was deleted stays its history for as long as retention says. */
export async function removeStop(pair: Pair, region: RegionOutputs): Promise<void> {
  const { client, object } = placeOf(pair, region);
  await client.send(new DeleteObjectCommand(object));
}

/** A stop must not wait for, nor fail with, the name of whoever asks for it. */
async function callerIn(pair: Pair, region: string): Promise<string | undefined> {
  try {
    const abortSignal = AbortSignal.timeout(IDENTITY_WITHIN_MS);
    return (await pair.clients.sts(region).send(new GetCallerIdentityCommand(), { abortSignal })).Arn;
  } catch {
    return undefined;
  }
}
