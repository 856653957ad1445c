/** Time, as delivery sees it: given from outside, so that a simulation can run the same code on a virtual clock. */
import { HoldfastError } from "../../errors";

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      signal?.addEventListener("abort", finish);
    }),
};

const late = Symbol("late");

/**
 * What `call` answers, if it does so in time. A client's own timeouts bound parts of a call (connecting, a silent socket); this
 * bounds all of it. What arrives afterwards is ignored: the caller has gone on, and what it then sends again has the same ids.
 * @throws HF_DELIVERY_TIMEOUT, and aborts the signal that it gave to `call`.
 */
export async function within<Answer>(
  clock: Clock,
  milliseconds: number,
  name: string,
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const calling = new AbortController();
  const waiting = new AbortController();
  const answer = call(calling.signal);
  answer.catch(() => undefined); // A refusal after the deadline has nobody left to hear it.
  try {
    const first = await Promise.race([answer, clock.sleep(milliseconds, waiting.signal).then(() => late)]);
    if (first !== late) return first as Answer;
    calling.abort();
    throw new HoldfastError("HF_DELIVERY_TIMEOUT", { call: name, milliseconds });
  } finally {
    waiting.abort();
  }
}
