/** The hosted zones as DNS sees them: what is answered, and what each failover name answers from when on. */
import { type Answer, answer, choose, recordIsHealthy, type World } from "./model/answer";
import { canonical } from "./model/names";
import { targetOf } from "./model/records";
import type { Store } from "./store";
import type { DnsChange } from "./timeline";

export interface ViewOptions {
  readonly store: Store;
  /** The loopback address of each region. */
  readonly addresses: Readonly<Record<string, string>>;
  /** A check's status as DNS has seen it. */
  readonly isHealthy: (healthCheckId: string) => boolean;
}

export class View {
  /** By name and type, what each failover name answers now. */
  readonly #failoverTargets = new Map<string, string>();

  constructor(private readonly options: ViewOptions) {}

  answer(name: string, type: string, recurse = true): Answer {
    return answer(this.#world(), canonical(name), type, recurse);
  }

  /** What changed since the last call, for the timeline: to be called after each change of a record or a status. */
  failoverChanges(now: number): DnsChange[] {
    const world = this.#world();
    const current = new Map<string, string>();
    for (const { records } of world.zones)
      for (const { name, type, failover } of records) {
        const key = `${name} ${type}`;
        if (failover === undefined || current.has(key)) continue;
        const kin = records.filter((record) => record.name === name && record.type === type);
        const chosen = choose(kin, (record) => recordIsHealthy(world, record));
        if (chosen !== undefined) current.set(key, targetOf(chosen));
      }
    const changes: DnsChange[] = [];
    for (const key of new Set([...this.#failoverTargets.keys(), ...current.keys()])) {
      const [from, to] = [this.#failoverTargets.get(key) ?? null, current.get(key) ?? null];
      const [name = "", type = ""] = key.split(" ");
      if (from !== to)
        changes.push({
          at: new Date(now).toISOString(),
          kind: "dns",
          name: name.replace(/\.$/, ""),
          type,
          from,
          to,
        });
      if (to === null) this.#failoverTargets.delete(key);
      else this.#failoverTargets.set(key, to);
    }
    return changes;
  }

  #world(): World {
    const { store, addresses, isHealthy } = this.options;
    return { zones: store.zones, isHealthy, addressOf: (name) => awsAddress(addresses, name) };
  }
}

/** The region in the name of a gateway or a load balancer (`d-1.execute-api.eu-west-1.amazonaws.com.`), as an address. */
export function awsAddress(addresses: Readonly<Record<string, string>>, name: string): string | undefined {
  if (name.endsWith(".cloudfront.net.")) return addresses.cloudfront; // A distribution names no region.
  const match = /\.(?:(?:execute-api|elb)\.([a-z0-9-]+)|([a-z0-9-]+)\.elb)\.amazonaws\.com\.$/.exec(name);
  const region = match?.[1] ?? match?.[2];
  return region !== undefined && Object.hasOwn(addresses, region) ? addresses[region] : undefined;
}
