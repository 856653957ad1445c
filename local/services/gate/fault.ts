import { z } from "zod";

/**
 * What a gate does to what passes it.
 * `refuse`: a connection is reset. `hang`: read, and never answered until the mode changes; then reset.
 * `slow`: answered `delayMs` later. `error`: HTTP 503, told as the service would.
 */
const awsModes = ["open", "refuse", "hang", "slow", "error"] as const;

/** Milliseconds; far over every timeout in use. */
const delayMs = z.number().int().min(0).max(600_000).default(1_000);

export const awsFaultSchema = z.strictObject({ mode: z.enum(awsModes), delayMs });
/** No `error` here: the ingress carries bytes and knows nothing of HTTP. */
export const ingressFaultSchema = z.strictObject({
  mode: z.enum(["open", "refuse", "hang", "slow"]),
  delayMs,
});

export type AwsFault = z.infer<typeof awsFaultSchema>;
export type IngressFault = z.infer<typeof ingressFaultSchema>;

/** The faults in force by service; a service's own goes before that of all (`*`). */
export class Faults {
  readonly #byService = new Map<string, AwsFault>();

  set(service: string, fault: AwsFault): void {
    if (fault.mode === "open") this.#byService.delete(service);
    else this.#byService.set(service, fault);
  }

  of(service: string): AwsFault {
    return this.#byService.get(service) ?? this.#byService.get("*") ?? { mode: "open", delayMs: 0 };
  }
}
