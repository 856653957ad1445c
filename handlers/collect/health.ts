/** `GET /health`: a canary down the real path, and what that says about the region. */
import { type DeliveryPatience, probePatience, signalAnswerMs } from "../delivery/budget";
import type { Clock } from "../delivery/clock";
import type { Delivery } from "../delivery/deliver";
import type { HealthSettings } from "./environment";
import { RegionHealth } from "./region-health";

/**
 * How patient a canary is: the same path, the same code, but Firehose and S3 together within 1,100 ms. So its result is there
 * before the answer, and no canary is left behind when Lambda freezes the environment after it.
 *
 * It passes by the circuit breaker: it asks what the region can keep, not what a breaker believes. So a breaker that is still open
 * when Firehose works again, while S3 here fails, cannot make a region unhealthy; and `sharedMs` bounds what canaries cost.
 */
export const canaryPatience = ({ here, peer }: DeliveryPatience): DeliveryPatience => ({
  firehose: probePatience,
  here: { connectMs: Math.min(here.connectMs, 150), requestMs: Math.min(here.requestMs, 350) },
  peer,
});

export interface HealthArgs {
  settings: HealthSettings;
  clock: Clock;
  /** Delivers one canary by the region's own places. */
  deliverCanary(): Promise<Delivery>;
}

/** The health of the region, as seen by this execution environment. */
export class Health {
  private readonly state: RegionHealth;
  private probing: Promise<void> | undefined;
  private probedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly args: HealthArgs) {
    this.state = new RegionHealth(args.settings);
  }

  /** Events delivered for clients are evidence too. What only the peer region took says that this one could not. */
  saw(delivery: Delivery, startedAt: number): void {
    const inRegion = (delivery.kept.firehose ?? 0) + (delivery.kept.here ?? 0);
    const elsewhere = (delivery.kept.peer ?? 0) + delivery.undelivered;
    if (inRegion > 0 && elsewhere === 0) this.state.succeeded(this.args.clock.now());
    if (inRegion === 0 && elsewhere > 0) this.state.failed(startedAt);
  }

  /** Asks the path, or shares what was asked a moment ago, and answers in time whatever happens. */
  async isHealthy(): Promise<boolean> {
    const { clock } = this.args;
    const answered = new AbortController();
    await Promise.race([this.probe(), clock.sleep(signalAnswerMs, answered.signal)]);
    answered.abort();
    return this.state.isHealthy(clock.now());
  }

  /** One canary at a time, and none within `sharedMs` of the last: health requests must not multiply writes. */
  private probe(): Promise<void> {
    const { clock, settings } = this.args;
    if (this.probing === undefined && clock.now() - this.probedAt >= settings.sharedMs) {
      this.probedAt = clock.now();
      this.probing = this.sendCanary().finally(() => {
        this.probing = undefined;
      });
    }
    return this.probing ?? Promise.resolve();
  }

  private async sendCanary(): Promise<void> {
    const startedAt = this.args.clock.now();
    try {
      this.saw(await this.args.deliverCanary(), startedAt);
    } catch {
      this.state.failed(startedAt); // A path that breaks in a way nobody thought of keeps nothing either.
    }
  }
}
