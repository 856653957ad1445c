/** Whether the region can keep what it takes: the state behind the health signal. Pure; time comes in with the evidence. */
import type { HealthSettings } from "./environment";

/**
 * It starts healthy, so that a new execution environment flips nothing. Milliseconds since 1970 throughout.
 * The state is this execution environment's own: no store that it could share may stand between a region and its signal.
 */
export class RegionHealth {
  private isUnhealthy = false;
  /** When the first delivery began that failed after the last success. */
  private failingSince: number | undefined;
  /** While unhealthy: when the first delivery succeeded after the last failure. */
  private succeedingSince: number | undefined;
  private lastSuccessAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly settings: Pick<HealthSettings, "unhealthyAfterMs" | "healthyAfterMs">) {}

  /** A durable path in the region took all that it was given. */
  succeeded(at: number): void {
    this.failingSince = undefined;
    this.lastSuccessAt = at;
    this.succeedingSince ??= at;
  }

  /** No durable path in the region took anything, from `startedAt` on. */
  failed(startedAt: number): void {
    this.failingSince ??= Math.max(startedAt, this.lastSuccessAt);
    this.succeedingSince = undefined;
  }

  /** Unhealthy once nothing has worked for so long; healthy again only after so long of nothing but success. */
  isHealthy(now: number): boolean {
    const { unhealthyAfterMs, healthyAfterMs } = this.settings;
    if (this.failingSince !== undefined && now - this.failingSince >= unhealthyAfterMs)
      this.isUnhealthy = true;
    // Counted to the last success, not to now: time alone heals nothing.
    if (this.succeedingSince !== undefined && this.lastSuccessAt - this.succeedingSince >= healthyAfterMs)
      this.isUnhealthy = false;
    return !this.isUnhealthy;
  }
}
