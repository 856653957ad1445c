/** Where a drill runs: the pair, and what only the place itself can do to it. */
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  type FirehoseClientConfig,
} from "@aws-sdk/client-firehose";
import { type EngineName, type LocalRun, type StackName, startLocal } from "../local/up";
import { Pair, type RegionOutputs } from "../operate/pair";
import {
  control,
  type FirehoseFaults,
  firehoseFaults,
  type GateFaults,
  gateFaults,
  type Injection,
} from "./faults";
import type { PostgresPlace } from "./postgres";
import type { DnsServer } from "./resolver";
import type { HealthFlip } from "./watch";

type Role = RegionOutputs["role"];

export interface Target {
  readonly pair: Pair;
  readonly dns: DnsServer;
  /** The port of the custom domain names. */
  readonly port: number;
  readonly engine: EngineName;
  /** Resources of each stack. */
  readonly resources: Readonly<Record<string, number>>;
  readonly gates: Readonly<Record<string, GateFaults>>;
  readonly firehoses: Readonly<Record<string, FirehoseFaults>>;
  /** Each region's Postgres. Absent on AWS, where it is reached from inside its network alone. */
  readonly databases?: Readonly<Record<string, PostgresPlace>>;
  /** One harmless call of the region's Firehose. Rejects when it is not answered within two seconds. */
  callFirehose(region: RegionOutputs): Promise<void>;
  healthFlips(): Promise<HealthFlip[]>;
  /** Everything of the region but what holds events. */
  destroy(role: Role): Promise<void>;
  /** Brings the region up: around what is left of it, or with the program of another folder. */
  create(role: Role, programDir?: string): Promise<void>;
  stop(): Promise<void>;
}

export interface TargetOptions {
  readonly speed: number;
  readonly bufferSeconds: number;
  readonly dataDir: string;
  readonly engine?: EngineName | undefined;
  readonly programDir?: string | undefined;
  /** Settings of both stacks, merged over all others; keys carry their namespace. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly injection: Injection;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Both regions up on this machine. */
export async function startLocalTarget({
  injection,
  programDir,
  config,
  engine = "in-process",
  ...options
}: TargetOptions): Promise<Target> {
  const run = await startLocal({
    ...options,
    engine,
    ...(programDir !== undefined && { programDir }),
    ...(config && { config }),
  });
  try {
    return targetOf(run, engine, injection);
  } catch (error) {
    await run.stop();
    throw error;
  }
}

function targetOf(run: LocalRun, engine: EngineName, injection: Injection): Target {
  const { endpoints, stacks } = run;
  const regions = Object.entries(endpoints.regions);
  const pair = new Pair(
    Object.values(stacks).map(({ outputs }) => outputs),
    { ...endpoints, regions: Object.fromEntries(regions.map(([region, { aws }]) => [region, aws])) },
  );
  const stackOf = (role: Role): StackName =>
    (Object.keys(stacks) as StackName[]).find((name) => stacks[name].outputs.role === role) as StackName;
  return {
    pair,
    dns: endpoints.dns,
    port: endpoints.httpPort,
    engine,
    resources: Object.fromEntries(
      Object.entries(stacks).map(([name, stack]) => [name, stack.resources.length]),
    ),
    gates: Object.fromEntries(
      regions.map(([region, at]) => [region, gateFaults(at.control.gate, injection)]),
    ),
    firehoses: Object.fromEntries(
      regions.map(([region, at]) => [region, firehoseFaults(at.control.firehose)]),
    ),
    databases: Object.fromEntries(regions.map(([region, { postgres }]) => [region, postgres])),
    callFirehose: ({ region, streamName }) =>
      callFirehose(streamName, {
        region,
        endpoint: endpoints.regions[region]?.aws ?? "",
        credentials: { ...endpoints.credentials }, // The SDK writes into what it is given.
      }),
    healthFlips: () => healthFlips(endpoints.control.route53),
    destroy: async (role) => void (await run.destroy(stackOf(role))),
    create: async (role, newProgramDir) =>
      void (await run.up(stackOf(role), newProgramDir === undefined ? {} : { programDir: newProgramDir })),
    stop: async () => {
      pair.close();
      await run.stop();
    },
  };
}

const FIREHOSE_ANSWER_MS = 2_000;

async function callFirehose(streamName: string, place: FirehoseClientConfig): Promise<void> {
  const requestHandler = { requestTimeout: FIREHOSE_ANSWER_MS, throwOnRequestTimeout: true };
  const client = new FirehoseClient({ ...place, maxAttempts: 1, requestHandler });
  try {
    await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: streamName }));
  } finally {
    client.destroy();
  }
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
