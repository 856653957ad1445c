/** How long a message waits until it is tried again. Pure. */

export interface RetryDelay {
  /** Seconds until the second try. */
  baseSeconds: number;
  /** Seconds between two tries at most. */
  secondsMax: number;
}

/** A message waits 12 hours at most ("ChangeMessageVisibility"). */
const visibilitySecondsMax = 43_200;

/**
 * Whole seconds until the next try: the base, and twice as long each time.
 * @param receives how often the message has been received, this time included.
 */
export function retryDelaySeconds(receives: number, { baseSeconds, secondsMax }: RetryDelay): number {
  const tries = Math.max(1, Number.isFinite(receives) ? Math.floor(receives) : 1);
  const delay = baseSeconds * 2 ** Math.min(tries - 1, 60); // Far past every limit, and still a number.
  return Math.ceil(Math.min(delay, secondsMax, visibilitySecondsMax));
}
