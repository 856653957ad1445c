/** Which prefixes of which bucket leave the region, from the settings alone. */
import type { Settings } from "./settings";

export interface Replicated {
  bucket: "lake" | "undeliverable";
  /** Whole prefixes of this region: what was replicated to it lies under the peer's and stays here. */
  prefixes: readonly string[];
}

/** Nothing without a peer: S3 refuses a destination that does not exist ("Requirements for replication"). */
export function replicatedPrefixes({ peerReady, replication }: Settings, region: string): Replicated[] {
  const lake: Replicated = {
    bucket: "lake",
    prefixes: [`events/region=${region}/`],
  };
  const undeliverable: Replicated = {
    bucket: "undeliverable",
    // The receipts too: whoever takes over must know what was drained.
    prefixes: ["undeliverable", "drained", "quarantine"].map((kind) => `${kind}/region=${region}/`),
  };
  if (!peerReady) return [];
  return { all: [lake, undeliverable], undeliverable: [undeliverable], none: [] }[replication.replicate];
}
