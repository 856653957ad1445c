/** Route 53 on this machine: its API, its DNS server, its health checkers. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerAndTagRoutes } from "./api/answers-and-tags";
import type { Context } from "./api/context";
import { healthCheckRoutes } from "./api/health-checks";
import { hostedZoneRoutes } from "./api/hosted-zones";
import { listener } from "./api/router";
import { HealthChecks } from "./checks";
import { type DnsServer, startDnsServer } from "./dns";
import { Store } from "./store";
import type { TimelineEntry } from "./timeline";
import { View } from "./view";

export interface Route53Config {
  /** Each region's loopback address; `cloudfront` may name one for distributions. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The port on which each region's address serves its custom domain names. */
  readonly httpPort: number;
  /** How many times faster check intervals, propagation and TTLs run. Timeouts never do. */
  readonly speed: number;
  /** Seconds, uncompressed, until DNS answers by a changed status. */
  readonly propagationSeconds: number;
  /** How many checkers look at each endpoint. */
  readonly checkers: number;
  /** 0 or absent: any free port. */
  readonly dnsPort?: number;
  /** Where zones, records and checks outlive the process; absent: nowhere. */
  readonly stateDir?: string;
}

export interface Route53Ready {
  /** The API; `GET <control>/timeline` and `/seen/CHECK` are what only exists here. */
  readonly url: string;
  readonly control: string;
  readonly dns: { readonly address: string; readonly port: number };
}

const LOOPBACK = "127.0.0.1";

/** @throws HF_LOCAL_ADDRESS when `dnsPort` is taken. */
export async function startRoute53(
  config: Route53Config,
  log: (problem: string) => void = (problem) => console.error(`${new Date().toISOString()} ${problem}`),
): Promise<{ ready: Route53Ready; close: () => Promise<void> }> {
  const timeline: TimelineEntry[] = [];
  const store = new Store(config.stateDir);
  // The view asks the checks, and the checks resolve names through the view.
  const view = new View({ store, addresses: config.addresses, isHealthy: (id) => checks.seenHealthy(id) });
  const answersChanged = (now = Date.now()) => timeline.push(...view.failoverChanges(now));
  const dns: DnsServer = await startDnsServer({
    address: LOOPBACK,
    port: config.dnsPort,
    speed: config.speed,
    resolve: (name, type, recurse) => view.answer(name, type, recurse),
    log,
  });
  const checks: HealthChecks = new HealthChecks({
    ...config,
    store,
    resolve: (name) => view.answer(name, "A"),
    onFlip: (flip) => timeline.push(flip),
    onSeen: answersChanged,
  });
  answersChanged();

  const context: Context = {
    store,
    checks,
    answer: (name, type) => view.answer(name, type),
    zonesChanged: () => {
      store.save();
      answersChanged();
    },
  };
  const routes = {
    ...hostedZoneRoutes(context),
    ...healthCheckRoutes(context),
    ...answerAndTagRoutes(context),
  };
  const server = createServer(
    listener(routes, log, (request, response) => {
      const [, what, id = ""] = request.method === "GET" ? (request.url ?? "").split("/") : [];
      const answer =
        what === "timeline" ? timeline : what === "seen" ? { healthy: checks.seenHealthy(id) } : undefined;
      response.writeHead(answer ? 200 : 404, { "Content-Type": "application/json" });
      response.end(JSON.stringify(answer ?? { message: "GET /timeline and /seen/CHECK are all there is." }));
    }),
  ).listen(0, LOOPBACK);
  await once(server, "listening");
  const url = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  return {
    ready: { url, control: url, dns: { address: dns.address, port: dns.port } },
    close: async () => {
      checks.close();
      server.closeAllConnections();
      await Promise.all([dns.close(), new Promise((resolve) => server.close(resolve))]);
    },
  };
}
