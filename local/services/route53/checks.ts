/** The running health checks: checkers that make requests, and what the model makes of their results. */

import type { Answer } from "./model/answer";
import { type CheckState, checked, isHealthy, newCheck, ruled, seenAt, withStatus } from "./model/check";
import { calculatedIsHealthy, endpointIsHealthy, statusOf } from "./model/health";
import { type ProbeResult, probe } from "./probe";
import type { HealthCheckConfig, Store, StoredCheck } from "./store";
import type { HealthFlip } from "./timeline";

/** Where Route 53's checkers are ("HealthCheckConfig", Regions). */
export const CHECKER_REGIONS = [
  "us-east-1",
  "eu-west-1",
  "ap-southeast-1",
  "us-west-2",
  "sa-east-1",
  "ap-northeast-1",
  "us-west-1",
  "ap-southeast-2",
] as const;

/** What one checker last saw. */
export interface Observation {
  readonly region: string;
  readonly checkerAddress: string;
  readonly checkedAt: Date;
  readonly report: string;
}

export interface HealthChecksOptions {
  readonly store: Store;
  readonly addresses: Readonly<Record<string, string>>;
  /** The port on which each region's address serves HTTP. */
  readonly httpPort: number;
  readonly speed: number;
  readonly propagationSeconds: number;
  /** How many checkers look at each endpoint. */
  readonly checkers: number;
  readonly resolve: (name: string) => Answer;
  readonly onFlip: (flip: HealthFlip) => void;
  /** DNS has seen a changed status, at this time. */
  readonly onSeen: (now: number) => void;
}

interface Running {
  check: StoredCheck;
  state: CheckState;
  /** By checker. */
  readonly latest: (Observation | undefined)[];
  readonly failures: (Observation | undefined)[];
  stop: AbortController;
}

export class HealthChecks {
  readonly #running = new Map<string, Running>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(private readonly options: HealthChecksOptions) {
    for (const check of options.store.checks.values()) this.#begin(check);
    this.#recalculate();
  }

  add(check: StoredCheck): void {
    this.#begin(check);
    this.#recalculate();
  }

  /** The stored configuration has changed: the checkers begin anew by it, and keep their opinions. */
  update(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.stop.abort();
    running.stop = new AbortController();
    if (running.check.config.Type !== "CALCULATED")
      this.#became(
        running,
        ruled(running.state, rulesOf(running.check.config), Date.now(), this.#propagation()),
      );
    this.#startCheckers(running);
    this.#recalculate();
  }

  remove(id: string): void {
    this.#running.get(id)?.stop.abort();
    this.#running.delete(id);
    this.#recalculate();
    this.options.onSeen(Date.now());
  }

  /** As DNS sees it. A deleted check counts as healthy: AWS calls its status unpredictable ("DeleteHealthCheck"). */
  readonly seenHealthy = (id: string): boolean => this.#running.get(id)?.state.status.seen ?? true;

  /** What each checker last saw; `failures`: the last failure of each. */
  observations(id: string, which: "latest" | "failures" = "latest"): Observation[] {
    return (this.#running.get(id)?.[which] ?? []).filter((observation) => observation !== undefined);
  }

  close(): void {
    for (const { stop } of this.#running.values()) stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #begin(check: StoredCheck): void {
    // A calculated check begins as its children are: DNS must not see it healthy for a moment first.
    const healthy =
      check.config.Type === "CALCULATED" ? this.#childrenAreHealthy(check.config) : check.endpointHealthy;
    const running: Running = {
      check,
      state: newCheck(rulesOf(check.config), this.options.checkers, healthy),
      latest: [],
      failures: [],
      stop: new AbortController(),
    };
    this.#running.set(check.id, running);
    this.#startCheckers(running);
  }

  /** The checkers' first requests are spread over the interval, as those of AWS are. */
  #startCheckers(running: Running): void {
    const { config } = running.check;
    if (config.Type === "CALCULATED" || config.Disabled === true) return;
    const interval = this.#interval(config);
    for (let checker = 0; checker < this.options.checkers; checker += 1)
      this.#later((interval * checker) / this.options.checkers, () =>
        this.#check(running, checker, running.stop.signal),
      );
  }

  async #check(running: Running, checker: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { config } = running.check;
    const regions = config.Regions ?? CHECKER_REGIONS;
    const place = {
      region: regions[checker % regions.length] as string,
      checkerAddress: `192.0.2.${checker + 1}`,
    };
    const { success, report } = await this.#probe(running.check, place.checkerAddress, signal);
    if (signal.aborted) return; // The configuration has changed meanwhile: this result is of the old one.
    const observation = { ...place, checkedAt: new Date(), report };
    running.latest[checker] = observation;
    if (!success) running.failures[checker] = observation;
    this.#became(
      running,
      checked(running.state, rulesOf(config), { checker, success }, Date.now(), this.#propagation()),
    );
    // The interval runs from the answer to the next request ("HealthCheckConfig", RequestInterval).
    this.#later(this.#interval(config), () => this.#check(running, checker, signal));
  }

  #probe(check: StoredCheck, checkerAddress: string, signal: AbortSignal): Promise<ProbeResult> {
    const { config, id } = check;
    const failed = (report: string) => Promise.resolve({ success: false, report: `Failure: ${report}` });
    const host = config.FullyQualifiedDomainName;
    let address = config.IPAddress;
    if (address === undefined) {
      const { code, records } = this.options.resolve(host ?? "");
      address = records.find(({ type }) => type === "A")?.value;
      if (address === undefined)
        return failed(
          `DNS resolution failed: ${code === "NOERROR" ? "no address" : `DNS response error code ${code}`}`,
        );
    }
    const ofRegion = Object.values(this.options.addresses).includes(address);
    if (!ofRegion && !address.startsWith("127."))
      return failed(`Resolved IP: ${address}. It is not on this machine.`);
    const port = ofRegion ? this.options.httpPort : portOf(config);
    const usual = config.Type.startsWith("HTTPS") ? 443 : 80;
    return probe(
      {
        address,
        port,
        kind: config.Type === "TCP" ? "TCP" : "HTTP",
        path: config.ResourcePath ?? "/",
        host: host === undefined || portOf(config) === usual ? host : `${host}:${portOf(config)}`,
        searchString: config.SearchString,
        healthCheckId: id,
        checkerAddress,
      },
      signal,
    );
  }

  #became(running: Running, state: CheckState): void {
    const [before, after] = [isHealthy(running.state), isHealthy(state)];
    running.state = state;
    const { check } = running;
    const endpointHealthy = endpointIsHealthy(state.checkers);
    if (check.endpointHealthy !== endpointHealthy) {
      check.endpointHealthy = endpointHealthy;
      this.options.store.save();
    }
    if (before === after) return;
    const at = state.status.pending.at(-1)?.at ?? Date.now();
    this.options.onFlip({
      at: new Date(Math.round(at - this.#propagation())).toISOString(),
      kind: "health",
      id: check.id,
      fqdn: check.config.FullyQualifiedDomainName,
      from: before ? "healthy" : "unhealthy",
      to: after ? "healthy" : "unhealthy",
    });
    this.#later(Math.max(0, at - Date.now()), () => {
      running.state = seenAt(running.state, at);
      // A timer may be early by a part of a millisecond; the timeline is not.
      this.options.onSeen(Math.max(Math.ceil(at), Date.now()));
    });
    this.#recalculate();
  }

  /** Calculated checks follow their children; they do not nest, so once is enough. */
  #recalculate(): void {
    for (const running of this.#running.values()) {
      const { config } = running.check;
      if (config.Type !== "CALCULATED") continue;
      const healthy = statusOf(rulesOf(config), this.#childrenAreHealthy(config));
      this.#became(running, withStatus(running.state, healthy, Date.now(), this.#propagation()));
    }
  }

  #childrenAreHealthy({
    ChildHealthChecks: ids = [],
    HealthThreshold: threshold = 0,
  }: HealthCheckConfig): boolean {
    const children = ids.map((id) => {
      const child = this.#running.get(id);
      return child === undefined || isHealthy(child.state);
    });
    return calculatedIsHealthy(children, threshold);
  }

  #interval(config: HealthCheckConfig): number {
    return ((config.RequestInterval ?? 30) * 1_000) / this.options.speed;
  }

  #propagation(): number {
    return (this.options.propagationSeconds * 1_000) / this.options.speed;
  }

  #later(milliseconds: number, then: () => unknown): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, milliseconds);
    this.#timers.add(timer);
  }
}

const rulesOf = (config: HealthCheckConfig) => ({
  failureThreshold: config.FailureThreshold ?? 3,
  inverted: config.Inverted,
  disabled: config.Disabled,
});

const portOf = ({ Port, Type }: HealthCheckConfig): number => Port ?? (Type.startsWith("HTTPS") ? 443 : 80);
