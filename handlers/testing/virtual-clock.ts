/** A clock that moves only when everybody waits: hours pass in microseconds, and each run is the same. */
import type { Clock } from "../delivery/clock";

interface Timer {
  at: number;
  wake(): void;
}

export class VirtualClock implements Clock {
  private timers: Timer[] = [];

  constructor(private time = Date.UTC(2025, 0, 31, 12)) {}

  now = (): number => this.time;

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = { at: this.time + milliseconds, wake: resolve };
      this.timers.push(timer);
      signal?.addEventListener("abort", () => {
        this.timers = this.timers.filter((other) => other !== timer);
        resolve();
      });
    });

  /** What the promise settles to, while time jumps from timer to timer. */
  async run<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => undefined);
    for (;;) {
      await everybodyWaits();
      if (isSettled) return settled;
      this.jump();
    }
  }

  /** Lets so much time pass. */
  advance(milliseconds: number): Promise<void> {
    return this.run(this.sleep(milliseconds));
  }

  private jump(): void {
    const next = this.timers.reduce<Timer | undefined>(
      (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
      undefined,
    );
    if (next === undefined) throw new Error("Everybody waits, and nothing will happen any more.");
    this.timers = this.timers.filter((timer) => timer !== next);
    this.time = Math.max(this.time, next.at);
    next.wake();
  }
}

/** Promises that can go on have gone on. */
const everybodyWaits = () => new Promise<void>((resolve) => setImmediate(resolve));
