/** Where a drill runs: the pair, and what only the place itself can do to it. */
import type { LocalRun } from "../local/up";
import { startLocal } from "../local/up";
import type { AwsAccess } from "../operate/clients";
import { Pair } from "../operate/pair";
import {
  control,
  type FirehoseFaults,
  firehoseFaults,
  type GateFaults,
  gateFaults,
  type Injection,
} from "./faults";
import type { DnsServer } from "./resolver";
import type { HealthFlip } from "./watch";

export interface Target {
  readonly pair: Pair;
  readonly dns: DnsServer;
  /** The port of the custom domain names. */
  readonly port: number;
  readonly engine: "in-process";
  /** Resources of each stack. */
  readonly resources: Readonly<Record<string, number>>;
  readonly gates: Readonly<Record<string, GateFaults>>;
  readonly firehoses: Readonly<Record<string, FirehoseFaults>>;
  healthFlips(): Promise<HealthFlip[]>;
  destroyStandby(): Promise<void>;
  createStandby(): Promise<void>;
  stop(): Promise<void>;
}

export interface TargetOptions {
  readonly speed: number;
  readonly bufferSeconds: number;
  readonly dataDir: string;
  readonly programDir?: string | undefined;
  readonly injection: Injection;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Both regions up on this machine. */
export async function startLocalTarget({
  injection,
  programDir,
  ...options
}: TargetOptions): Promise<Target> {
  const run = await startLocal({ ...options, ...(programDir !== undefined && { programDir }) });
  try {
    return targetOf(run, injection);
  } catch (error) {
    await run.stop();
    throw error;
  }
}

function targetOf(run: LocalRun, injection: Injection): Target {
  const { endpoints, stacks } = run;
  const regions = Object.entries(endpoints.regions);
  const access: AwsAccess = {
    credentials: { ...endpoints.credentials }, // The SDK writes into what it is given.
    route53: endpoints.route53,
    regions: Object.fromEntries(regions.map(([region, { aws }]) => [region, aws])),
  };
  const pair = new Pair(
    Object.values(stacks).map(({ outputs }) => outputs),
    access,
  );
  return {
    pair,
    dns: endpoints.dns,
    port: endpoints.httpPort,
    engine: "in-process",
    resources: Object.fromEntries(
      Object.entries(stacks).map(([name, stack]) => [name, stack.resources.length]),
    ),
    gates: Object.fromEntries(
      regions.map(([region, at]) => [region, gateFaults(at.control.gate, injection)]),
    ),
    firehoses: Object.fromEntries(
      regions.map(([region, at]) => [region, firehoseFaults(at.control.firehose)]),
    ),
    healthFlips: () => healthFlips(endpoints.control.route53),
    destroyStandby: async () => void (await run.destroyStandby()),
    createStandby: async () => void (await run.createStandby()),
    stop: async () => {
      pair.close();
      await run.stop();
    },
  };
}

interface RouteEntry {
  readonly at: string;
  readonly kind: string;
  readonly id?: string;
  readonly to: string | null;
}

async function healthFlips(controlUrl: string): Promise<HealthFlip[]> {
  const entries = (await control("GET", `${controlUrl}/timeline`)) as RouteEntry[];
  return entries
    .filter(({ kind }) => kind === "health")
    .map(({ at, id = "", to }) => ({ at: Date.parse(at), healthCheckId: id, healthy: to === "healthy" }));
}
