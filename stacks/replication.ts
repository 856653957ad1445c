/** Which prefixes of which bucket leave the region, from the settings alone. */
import type { Settings } from "./settings";

export interface Replicated {
  bucket: "lake" | "undeliverable";
  /**
   * Whole prefixes: of this region, and where this region writes for its peer when it takes over the peer's batches. Replicas
   * are not replicated again ("What isn't replicated with replication configurations?"), so what came from there stays here.
   */
  prefixes: readonly string[];
}

/** Nothing without a peer: S3 refuses a destination that does not exist ("Requirements for replication"). */
export function replicatedPrefixes(
  { peerReady, peerRegion, replication }: Settings,
  region: string,
): Replicated[] {
  const lake: Replicated = {
    bucket: "lake",
    prefixes: [`events/region=${region}/`],
  };
  const undeliverable: Replicated = {
    bucket: "undeliverable",
    prefixes: [
      // The receipts too: whoever takes over must know what was drained.
      ...["undeliverable", "drained", "quarantine"].map((kind) => `${kind}/region=${region}/`),
      // And, when the peer is back, the peer must know what was taken over while it was gone.
      `drained/region=${peerRegion}/`,
    ],
  };
  if (!peerReady) return [];
  return { all: [lake, undeliverable], undeliverable: [undeliverable], none: [] }[replication.replicate];
}
