/** When a failover record may begin to follow the STOP switch: once its new checks are healthy, as DNS sees them. */
import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import type { StackResult } from "../engine/in-process";
import { HoldfastError } from "../errors";
import type { LocalEndpoints } from "./endpoints";
import { PROPAGATION_SECONDS } from "./services";
import type { TimelineEntry } from "./services/route53/timeline";

/** Uncompressed: a check or two, and then some for a machine that is busy starting. */
const SECONDS_MAX = 60;
const POLL_MS = 100;

/**
 * A new inverted check starts unhealthy, and with it the calculated check above it. Route 53's own list of turns says when that is
 * over; DNS sees it a propagation later. On AWS, where there is no such list, an operator sees it in `npm run status`.
 * @throws HF_LOCAL_STOP_CHECK when it does not come.
 */
export async function stopCheckSettled(
  { control, speed }: Pick<LocalEndpoints, "control" | "speed">,
  checkId: string,
  signal?: AbortSignal,
): Promise<void> {
  const seenAfterMs = (PROPAGATION_SECONDS * 1_000) / speed;
  for (const end = Date.now() + SECONDS_MAX * 1_000; Date.now() < end; ) {
    const { body } = await request(`${control.route53}/timeline`, { headersTimeout: 10_000, signal });
    const since = healthySince((await body.json()) as TimelineEntry[], checkId);
    if (since !== undefined && Date.now() - since > seenAfterMs) return;
    await pause(POLL_MS, undefined, { signal });
  }
  throw new HoldfastError("HF_LOCAL_STOP_CHECK", { check: checkId, seconds: SECONDS_MAX });
}

/** Epoch milliseconds; undefined while the check's last turn was not to healthy. */
export function healthySince(timeline: readonly TimelineEntry[], checkId: string): number | undefined {
  const last = timeline.findLast((entry) => entry.kind === "health" && entry.id === checkId);
  return last?.to === "healthy" ? Date.parse(last.at) : undefined;
}

/** The calculated check of a stack: its record's, once it follows the switch. */
export const standingCheckOf = ({ resources }: StackResult): string | undefined =>
  resources.find(({ name }) => name === "region-to-route53-standing-check")?.id;
