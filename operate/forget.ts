/**
 * A visitor's erasure from Postgres: a tombstone in the lake of each region, which its `etl` takes like any other object, again after a
 * database was built anew. What the lakes themselves hold of the visitor stays there (docs/privacy.md says what erases it).
 */
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { base64Of, sha256Of } from "../handlers/delivery/undeliverable-object";
import { parseTombstone, type Tombstone, tombstoneKey, tombstoneText } from "../handlers/etl/tombstone";
import { loadAgainIn } from "./load-again";
import type { Pair, RegionOutputs } from "./pair";

/** A tombstone that says why, for those who ask later. */
export interface Forgetting extends Tombstone {
  readonly reason?: string;
}

/** How far one region came. */
export interface Forgotten {
  readonly region: string;
  /** Whether the tombstone lies in its lake: from then on nothing of the visitor is loaded that was received before it. */
  readonly written: boolean;
  /** What this call deleted; undefined until its database is known to have taken the tombstone. */
  readonly deleted: { readonly events: number; readonly sessions: number } | undefined;
  readonly problem: string | undefined;
}

/** @returns why this can be no visitor's id; undefined when it can. */
export function visitorProblem(visitorId: string): string | undefined {
  const parsed = parseTombstone(
    tombstoneKey(visitorId),
    tombstoneText({
      version: "1",
      visitor_id: visitorId,
      forgotten_at: new Date(0).toISOString(),
      by: "",
    }),
  );
  return "problem" in parsed ? parsed.problem : undefined;
}

/** Both regions at once; one that fails does not hold up the other. Run it again: a later tombstone takes the earlier one's place. */
export const forget = (
  pair: Pair,
  forgetting: Forgetting,
  signal?: AbortSignal,
): Promise<readonly Forgotten[]> =>
  Promise.all(pair.regions.map((at) => forgetIn(pair, at, forgetting, signal)));

async function forgetIn(
  pair: Pair,
  at: RegionOutputs,
  forgetting: Forgetting,
  signal: AbortSignal | undefined,
): Promise<Forgotten> {
  const { region } = at;
  const key = tombstoneKey(forgetting.visitor_id);
  let written = false;
  try {
    await write(pair, at, key, tombstoneText(forgetting), signal);
    written = true;
    // The lake's notification brings it to the database as well. Asked and waited for, it is known to have come.
    const answer = await (await loadAgainIn(pair, at))(key, signal);
    if (answer.outcome !== "forgotten")
      return { region, written, deleted: undefined, problem: `etl answered ${JSON.stringify(answer)}` };
    const { events, sessions } = answer;
    return { region, written, deleted: { events, sessions }, problem: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    return { region, written, deleted: undefined, problem: (error as Error).message };
  }
}

async function write(
  pair: Pair,
  { region, lakeBucket, accountId }: RegionOutputs,
  Key: string,
  text: string,
  abortSignal: AbortSignal | undefined,
): Promise<void> {
  const Body = Buffer.from(text);
  await pair.clients.s3(region).send(
    new PutObjectCommand({
      Bucket: lakeBucket,
      ExpectedBucketOwner: accountId,
      Key,
      Body,
      ContentType: "application/json",
      ChecksumSHA256: base64Of(sha256Of(Body)),
    }),
    { abortSignal },
  );
}
