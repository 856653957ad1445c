/** How many events are due: each phase has a share of the input, so that none is without traffic. Pure. */

export interface PhasePace {
  /** Events of this phase. */
  readonly events: number;
  readonly expectedSeconds: number;
  /** Events a second at most. Absent: as the share gives. */
  readonly rateMax?: number | undefined;
  /** All of it by the expected end: no other phase sends what this one leaves. */
  readonly isLast?: boolean;
}

/** What a phase of the expected length sends of its share; the rest is for one that takes longer. */
const STEADY_SHARE = 0.8;

/**
 * Steady at first; past the expected length ever slower, so that a phase of any length still has events to send.
 * What a shorter phase leaves is sent after the last one.
 */
export function eventsDue(pace: PhasePace, elapsedSeconds: number): number {
  const { events, expectedSeconds, rateMax, isLast = false } = pace;
  const steadyShare = isLast ? 1 : STEADY_SHARE;
  const steady = steadyShare * events;
  const over = elapsedSeconds - expectedSeconds;
  // The slope stays the same where the two meet.
  const slowing = steadyShare / (1 - steadyShare) / expectedSeconds;
  const due =
    over <= 0
      ? (steady * elapsedSeconds) / expectedSeconds
      : steady + (events - steady) * (1 - Math.exp(-over * slowing));
  const capped = rateMax === undefined ? due : Math.min(due, rateMax * elapsedSeconds);
  return Math.floor(Math.min(events, Math.max(0, capped)));
}
