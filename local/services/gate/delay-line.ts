/** Does things later and in order, however the delay changes meanwhile: bytes of a connection must not overtake. */
export class DelayLine {
  readonly #waiting: { readonly dueAt: number; readonly act: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** At once when there is no delay and nothing waits. */
  push(delayMs: number, act: () => void): void {
    if (delayMs === 0 && this.#waiting.length === 0) act();
    else {
      this.#waiting.push({ dueAt: performance.now() + delayMs, act });
      this.#timer ??= setTimeout(() => this.#next(), delayMs);
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #next(): void {
    this.#timer = undefined;
    this.#waiting.shift()?.act();
    const following = this.#waiting[0];
    if (following)
      this.#timer = setTimeout(() => this.#next(), Math.max(0, following.dueAt - performance.now()));
  }
}
