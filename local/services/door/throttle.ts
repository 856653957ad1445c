/** Pure: the token buckets that limit a route ("Throttle requests to your HTTP APIs"). */
import type { Stage, Throttle } from "./configuration";

/** The account's limit in a region, over all its APIs ("API Gateway quotas"). */
export const accountThrottle: Throttle = { rate: 10_000, burst: 5_000 };

/** The limit of a route: its own, else the stage's. */
export const throttleOf = (stage: Stage, routeKey: string): Throttle | undefined =>
  stage.throttles.get(routeKey) ?? stage.defaultThrottle;

/** Holds `burst` tokens, gains `rate` a second; each request takes one. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    readonly throttle: Throttle,
    nowMs: number,
  ) {
    this.#tokens = throttle.burst;
    this.#at = nowMs;
  }

  /** False when the request is to be refused. */
  take(nowMs: number): boolean {
    const { rate, burst } = this.throttle;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#at) / 1000) * rate);
    this.#at = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** One bucket for the account and one for each route that has a limit. */
export class Buckets {
  readonly #account: TokenBucket;
  readonly #byRoute = new Map<string, TokenBucket>();

  constructor(nowMs: number) {
    this.#account = new TokenBucket(accountThrottle, nowMs);
  }

  /** @param route API, stage and route key */
  take(route: string, throttle: Throttle | undefined, nowMs: number): boolean {
    if (throttle !== undefined && !this.#bucketOf(route, throttle, nowMs).take(nowMs)) return false;
    return this.#account.take(nowMs);
  }

  #bucketOf(route: string, throttle: Throttle, nowMs: number): TokenBucket {
    const known = this.#byRoute.get(route);
    // A changed limit begins with a full bucket.
    if (known && known.throttle.rate === throttle.rate && known.throttle.burst === throttle.burst)
      return known;
    const bucket = new TokenBucket(throttle, nowMs);
    this.#byRoute.set(route, bucket);
    return bucket;
  }
}
