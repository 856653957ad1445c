/** A function's executions under way, against what is reserved for it ("Configuring reserved concurrency for a function"). */

export class Executions {
  readonly #underWay = new Map<string, number>();

  /** @returns what ends the execution; undefined when all that is reserved is under way, and Lambda would answer 429 */
  begin(functionName: string, reserved: number | undefined): (() => void) | undefined {
    const underWay = this.#underWay.get(functionName) ?? 0;
    if (reserved !== undefined && underWay >= reserved) return undefined;
    this.#underWay.set(functionName, underWay + 1);
    return () => this.#underWay.set(functionName, (this.#underWay.get(functionName) ?? 1) - 1);
  }
}
