/**
 * One undeliverable object: delivered, receipted, deleted, in that order. Whatever step it is killed at, running it again loses
 * nothing; at worst its events land twice, with the same ids.
 */
import { deliver, eventsIn, type Place } from "../delivery/deliver";
import { quarantinePrefix } from "../delivery/undeliverable-object";
import { pack } from "../event/pack";
import { type Flaw, type Inspected, inspect } from "./inspect";
import type { ObjectStore, StoredObject } from "./object-store";
import { receiptKey } from "./undelivered";

export interface Drain {
  store: ObjectStore;
  /** Firehose alone: what it does not take stays where it is, and is never written again. */
  firehose: Place;
  region: string;
  build: string;
  now(): number;
}

/** Drained: every event was accepted, or lies in quarantine. Refused: Firehose did not take all of it, so the object stays. */
export type Drained =
  | { outcome: "drained"; events: number; quarantined: Flaw | undefined }
  | { outcome: "already_drained" | "gone" }
  | { outcome: "refused"; reason: string };

export async function drain(key: string, args: Drain): Promise<Drained> {
  const { store, firehose, region } = args;
  const object = await store.get(key);
  if (object === undefined) return { outcome: "gone" };

  const inspected = inspect(key, object);
  const ownReceipt = receiptKey(region, inspected.sha256);
  // A flawed object never takes the short way: its receipt may tell of another object's good events.
  if (inspected.flaw === undefined && (await store.exists(ownReceipt))) {
    await store.delete(key);
    return { outcome: "already_drained" };
  }

  const records = pack(inspected.lines);
  const delivery = await deliver(records, [firehose]);
  if (!delivery.durable) return { outcome: "refused", reason: delivery.reasons.firehose ?? "unknown" };

  if (inspected.flaw !== undefined) await quarantine(key, object, inspected, args);
  await store.put(ownReceipt, receipt(key, eventsIn(records), inspected, args));
  await store.delete(key);
  return { outcome: "drained", events: eventsIn(records), quarantined: inspected.flaw };
}

/** All of the object, unchanged, so that a person can find out what happened to it. */
const quarantine = (key: string, { body }: StoredObject, { sha256, flaw }: Inspected, args: Drain) =>
  args.store.put(`${quarantinePrefix(args.region)}${sha256}.ndjson`, {
    body,
    contentType: "application/x-ndjson",
    metadata: { version: "1", reason: flaw, source: encodeURI(key), sha256, build: args.build },
  });

/** Proof, for whoever takes over this region's undeliverable events, that these have been delivered. */
const receipt = (
  key: string,
  events: number,
  { sha256, flaw }: Inspected,
  { region, build, now }: Drain,
) => ({
  body: Buffer.from(
    `${JSON.stringify({
      version: "1",
      key,
      sha256,
      events,
      quarantined: flaw ?? null,
      holder: region,
      drained_at: new Date(now()).toISOString(),
      build,
    })}\n`,
  ),
  contentType: "application/json",
  metadata: {},
});
