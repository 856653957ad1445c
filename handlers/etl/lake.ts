/** A region's lake, as the load uses it. */
import type { LakeObject } from "../warehouse/lake-object";

export interface Lake {
  /** Undefined when there is none. */
  find(key: string): Promise<LakeObject | undefined>;
  /**
   * The bytes of exactly this object, from their beginning, each time that it is called.
   * @throws when it was changed or deleted since it was found, and when not all of it arrives.
   */
  read(object: LakeObject): AsyncIterable<Uint8Array>;
}
