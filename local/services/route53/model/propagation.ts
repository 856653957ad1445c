/** A value that is known at one place and seen at another only after a delay, as a health status is by DNS. */
export interface Propagated<T> {
  /** What is seen. */
  readonly seen: T;
  /** What is on its way, oldest first. */
  readonly pending: readonly { readonly at: number; readonly value: T }[];
}

export const propagated = <T>(value: T): Propagated<T> => ({ seen: value, pending: [] });

/** The newest value, seen or on its way. */
export const newest = <T>(state: Propagated<T>): T => state.pending.at(-1)?.value ?? state.seen;

/** The value changes at `now`; it is seen from `now + delay` on, never before a change that came earlier. */
export function change<T>(state: Propagated<T>, value: T, now: number, delay: number): Propagated<T> {
  const at = Math.max(now + delay, state.pending.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  return { seen: state.seen, pending: [...state.pending, { at, value }] };
}

/** What has arrived by `now` is seen. */
export function arrived<T>(state: Propagated<T>, now: number): Propagated<T> {
  const due = state.pending.filter(({ at }) => at <= now);
  const last = due.at(-1);
  return last === undefined ? state : { seen: last.value, pending: state.pending.slice(due.length) };
}
