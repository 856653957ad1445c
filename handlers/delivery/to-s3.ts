/** Records → the undeliverable bucket of a region, where its replay will find them. */
import { type CallPatience, callMs } from "./budget";
import { type Clock, within } from "./clock";
import { type Place, type PlaceName, refusedAll } from "./deliver";
import { type UndeliverableObject, undeliverableObject } from "./undeliverable-object";

/** One PutObject call, with no retries of its own: it resolves only once the object is stored. */
export interface UndeliverablePort {
  put(object: UndeliverableObject, signal: AbortSignal): Promise<void>;
}

export interface ToS3 {
  name: Exclude<PlaceName, "firehose">;
  bucket: UndeliverablePort;
  patience: CallPatience;
  clock: Clock;
  /** The region that runs this code, and the region that holds the bucket. */
  origin: string;
  holder: string;
  build: string;
}

export function toS3({ name, bucket, patience, clock, origin, holder, build }: ToS3): Place {
  return {
    name,
    async keep(records, refusedBefore) {
      const object = undeliverableObject(records, {
        origin,
        holder,
        build,
        reason: refusedBefore,
        at: clock.now(),
      });
      try {
        await within(clock, callMs(patience), `S3 in ${holder}`, (signal) => bucket.put(object, signal));
        return { records: [], reason: undefined };
      } catch (error) {
        return refusedAll(records, error);
      }
    },
  };
}
