/** When a failover record may begin to follow the STOP switch: once its new checks are healthy, as DNS sees them. */
import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import type { StackResult } from "../engine/in-process";
import { HoldfastError } from "../errors";
import type { LocalEndpoints } from "./endpoints";

/** Uncompressed: a check or two, and then some for a machine that is busy starting. */
const SECONDS_MAX = 60;
const POLL_MS = 100;

/**
 * A new inverted check starts unhealthy, and with it the calculated check above it, unless that one came so late that it began
 * healthy. Route 53's control port says how DNS sees it. On AWS, where there is none, an operator sees it in `npm run status`.
 * @throws HF_LOCAL_STOP_CHECK when it does not come.
 */
export async function stopCheckSettled(
  { control }: Pick<LocalEndpoints, "control">,
  checkId: string,
  signal?: AbortSignal,
): Promise<void> {
  for (const end = Date.now() + SECONDS_MAX * 1_000; Date.now() < end; ) {
    const { body } = await request(`${control.route53}/seen/${checkId}`, { headersTimeout: 10_000, signal });
    const { healthy } = (await body.json()) as { healthy: boolean };
    if (healthy) return;
    await pause(POLL_MS, undefined, { signal });
  }
  throw new HoldfastError("HF_LOCAL_STOP_CHECK", { check: checkId, seconds: SECONDS_MAX });
}

/** The calculated check of a stack: its record's, once it follows the switch. */
export const standingCheckOf = ({ resources }: StackResult): string | undefined =>
  resources.find(({ name }) => name === "region-to-route53-standing-check")?.id;
