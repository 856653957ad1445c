/** `GET /health`: a canary down the real path, and what that says about the region. */
import type { DeliverySettings } from "../delivery/budget";
import type { Clock } from "../delivery/clock";
import type { Delivery } from "../delivery/deliver";
import type { HealthSettings } from "./environment";
import { RegionHealth } from "./region-health";

/** After so many milliseconds the answer is given, probe or no probe: well under the 2 s that Route 53 waits for a status. */
export const answerWithinMs = 1_300;

/**
 * How patient a canary is: the same path, the same code, but Firehose and S3 together within 1,100 ms. So its result is there
 * before the answer, and no canary is left behind when Lambda freezes the environment after it.
 */
export const canaryPatience = ({ here, peer }: DeliverySettings): DeliverySettings => ({
  firehose: { attempts: 1, connectMs: 200, requestMs: 400, retryDelayMs: 0 },
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
    await Promise.race([this.probe(), clock.sleep(answerWithinMs, answered.signal)]);
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
