/**
 * The surviving region takes over the undelivered batches of a lost one: each is copied under the survivor's own prefix, so that
 * its replay delivers it with all its guarantees, and then receipted as the lost region's. Copy first: a run that dies in between
 * copies once more, to the same key, and loses nothing.
 */
import { drainedPrefix, sha256Of, undeliverablePrefix } from "../handlers/delivery/undeliverable-object";
import type { Pair, RegionOutputs } from "./pair";
import { forEachOf, type Head, type Listed, UndeliverableBucket } from "./undeliverable-bucket";
import { hashIn, type Undrained, undrainedIn } from "./undrained";

export interface AdoptionPlan {
  readonly lost: string;
  readonly survivor: string;
  /** Holds the replicas of the lost region's batches. */
  readonly bucket: UndeliverableBucket;
  readonly undrained: Undrained;
  /** What speaks against taking over; empty when the region is as good as gone. */
  readonly signsOfLife: readonly string[];
  /** False with `replicate: none`: then nothing of the lost region can be here. */
  readonly replicates: boolean;
}

export interface Adoption {
  readonly adopted: number;
  /** Found to be drained at the second look: the receipt names the bytes, and the key did not. */
  readonly alreadyDrained: number;
  readonly failed: readonly { readonly key: string; readonly problem: string }[];
}

/** Copies at the same time: enough to hide their waiting, far below what S3 takes ("Best practices design patterns"). */
const AT_ONCE = 16;
/** Two sweeps at the default: a region whose newest receipt is younger may well be draining still. */
const DRAINING_SECONDS = 600;

export async function planAdoption(
  pair: Pair,
  lost: RegionOutputs,
  onListed?: (count: number) => void,
): Promise<AdoptionPlan> {
  const survivor = pair.peerOf(lost);
  const bucket = new UndeliverableBucket(pair, survivor);
  const undrained = await undrainedIn(bucket, lost.region, onListed);
  const [health, draining, replicates] = await Promise.all([
    healthSign(pair, lost),
    drainingSign(bucket, lost.region, undrained.drained),
    pair.replicates(survivor, survivor.undeliverableBucket), // Both stacks have the same setting.
  ]);
  const signsOfLife = [health, draining].filter((sign) => sign !== undefined);
  return { lost: lost.region, survivor: survivor.region, bucket, undrained, signsOfLife, replicates };
}

/** Not to know is no proof of death. */
async function healthSign(pair: Pair, lost: RegionOutputs): Promise<string | undefined> {
  try {
    const { healthy, checkers } = await pair.healthStatus(lost);
    if (healthy) return `the health check of ${lost.region}'s endpoint is healthy`;
    return checkers === 0 ? `no checker has reported on ${lost.region} yet` : undefined;
  } catch (error) {
    return `whether ${lost.region} is healthy cannot be read (${(error as Error).message})`;
  }
}

/** A receipt that the lost region itself wrote a short while ago; those of an earlier adoption say nothing of it. */
async function drainingSign(
  bucket: UndeliverableBucket,
  lost: string,
  receipts: readonly Listed[],
): Promise<string | undefined> {
  const now = Date.now();
  const age = ({ storedAt }: Listed) => Math.max(0, Math.round((now - storedAt.getTime()) / 1_000));
  const young = receipts
    .filter((receipt) => age(receipt) < DRAINING_SECONDS)
    .sort((one, other) => age(one) - age(other));
  let newest: Listed | undefined;
  await forEachOf(young, AT_ONCE, async (receipt) => {
    if (newest !== undefined) return;
    const head = await bucket.head(receipt.key);
    if (head && head.metadata.adopted_by === undefined) newest = receipt;
  });
  return newest && `${lost} drained a batch ${age(newest)} s ago, so that its replay may be at work`;
}

/**
 * Takes over what the plan found. Running it again takes over what is left.
 * @param onDone how many batches are dealt with so far, failed ones included.
 */
export async function adopt(
  plan: AdoptionPlan,
  { now = Date.now, onDone = () => undefined }: { now?: () => number; onDone?: (count: number) => void } = {},
): Promise<Adoption> {
  const failed: { key: string; problem: string }[] = [];
  let [adopted, alreadyDrained] = [0, 0];
  await forEachOf(plan.undrained.waiting, AT_ONCE, async ({ key }) => {
    try {
      if (await adoptOne(key, plan, now)) adopted += 1;
      else alreadyDrained += 1;
    } catch (error) {
      failed.push({ key, problem: (error as Error).message });
    }
    onDone(adopted + alreadyDrained + failed.length);
  });
  return { adopted, alreadyDrained, failed };
}

/** False when a receipt tells of these very bytes. @throws when S3 cannot copy it, or the copy differs. */
async function adoptOne(key: string, plan: AdoptionPlan, now: () => number): Promise<boolean> {
  const { bucket, lost, undrained } = plan;
  const head = await bucket.head(key);
  if (head === undefined) throw new Error("It is gone.");
  // The receipt is for the bytes. A batch whose key names others is flawed: replay gives it to quarantine, there as here.
  const sha256 = head.sha256 ?? sha256Of((await bucket.get(key))?.body ?? Buffer.alloc(0));
  if (undrained.receipts.has(sha256)) return false;

  const copy = isOwnOfOld(key, sha256, head, plan)
    ? await putAnew(key, sha256, head, plan)
    : await copyAsItIs(key, sha256, head, plan);
  await bucket.put(
    `${drainedPrefix(lost)}${sha256}.json`,
    receipt(key, copy, sha256, head.metadata, plan, now()),
    "application/json",
  );
  return true;
}

const adoptedMetadata = ({ metadata }: Head, { lost, survivor }: AdoptionPlan) => ({
  ...metadata,
  holder: survivor,
  adopted_from: lost,
});

async function copyAsItIs(key: string, sha256: string, head: Head, plan: AdoptionPlan): Promise<string> {
  const copy = undeliverablePrefix(plan.survivor) + key.slice(undeliverablePrefix(plan.lost).length);
  const copied = await plan.bucket.copy(key, copy, head, adoptedMetadata(head, plan));
  if (copied !== undefined && copied !== sha256) throw new Error(`The copy's SHA-256 is ${copied}.`);
  return copy;
}

/**
 * Whether the lost region had adopted this batch from the survivor itself. Then a receipt of that adoption tells the survivor's
 * replay that these bytes are drained, and it would delete them. Flawed batches it never takes for drained.
 */
const isOwnOfOld = (key: string, sha256: string, { metadata }: Head, { survivor }: AdoptionPlan): boolean =>
  metadata.adopted_from === survivor && metadata.sha256 === sha256 && hashIn(key) === sha256;

/** One newline longer, and so without a receipt: the same events, and the same key however often it is done. */
async function putAnew(key: string, sha256: string, head: Head, plan: AdoptionPlan): Promise<string> {
  const { bucket, lost, survivor } = plan;
  const whole = await bucket.get(key);
  if (whole === undefined || sha256Of(whole.body) !== sha256)
    throw new Error("It changed while it was read.");
  const body = Buffer.concat([whole.body, Buffer.from("\n")]);
  const anew = sha256Of(body);
  const copy =
    undeliverablePrefix(survivor) + key.slice(undeliverablePrefix(lost).length).replace(sha256, anew);
  const metadata = { ...adoptedMetadata(head, plan), sha256: anew, bytes: String(body.length) };
  await bucket.put(copy, { body, metadata }, head.contentType ?? "application/x-ndjson");
  return copy;
}

/** Replay's own form, so that the lost region takes it for drained; who wrote it stands beside it. */
function receipt(
  key: string,
  copy: string,
  sha256: string,
  { events }: Readonly<Record<string, string>>,
  { lost, survivor }: AdoptionPlan,
  at: number,
) {
  const text = JSON.stringify({
    version: "1",
    key,
    sha256,
    events: events === undefined ? null : Number(events),
    quarantined: null,
    holder: lost,
    adopted_at: new Date(at).toISOString(),
    adopted_by: survivor,
    adopted_as: copy,
  });
  return { body: Buffer.from(`${text}\n`), metadata: { adopted_by: survivor } };
}
