/** What happened, in order: the drill draws it and computes recovery from it. */
export interface HealthFlip {
  /** ISO 8601, to the millisecond. */
  readonly at: string;
  readonly kind: "health";
  /** The health check's id. */
  readonly id: string;
  /** What it checks; absent on a calculated check. */
  readonly fqdn?: string;
  readonly from: "healthy" | "unhealthy";
  readonly to: "healthy" | "unhealthy";
}

export interface DnsChange {
  readonly at: string;
  readonly kind: "dns";
  /** The failover name, without the dot at its end. */
  readonly name: string;
  readonly type: string;
  /** What the name answered, null when it did not exist. */
  readonly from: string | null;
  readonly to: string | null;
}

export type TimelineEntry = HealthFlip | DnsChange;
