/** AWS on this machine: starts the services, creates what exists before any stack, brings both stacks up. */
import { existsSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { destroy, type StackResult, type StackRun, up } from "../engine/in-process";
import { HoldfastError } from "../errors";
import type { LocalEndpoints } from "./endpoints";
import { createHostedZone, FAILOVER_NAME } from "./hosted-zone";
import { removeRunFile, writeRunFile } from "./run-file";
import { startServices } from "./services";

const PRIMARY = "prod-eu";
const STANDBY = "prod-us";
export type StackName = typeof PRIMARY | typeof STANDBY;

export interface LocalOptions {
  /** How many times faster waits run (check interval, TTL, propagation, sweep, hold-up). Timeouts never do. */
  readonly speed: number;
  /** Seconds that Firehose holds records before it writes an object. Not compressed by `speed`. */
  readonly bufferSeconds: number;
  /** Where the run keeps its state: objects, stack states, logs. The same folder again continues where it stopped. */
  readonly dataDir: string;
  /** The folder of the program (Pulumi.yaml and what it names). Default: this project. */
  readonly programDir?: string;
  /** The port of every custom domain name, in plain HTTP. Default: a free one. */
  readonly httpPort?: number;
  /** The port of the DNS server. Default: a free one. */
  readonly dnsPort?: number;
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface LocalRun {
  readonly endpoints: LocalEndpoints;
  readonly stacks: Readonly<Record<StackName, StackResult>>;
  /** Seconds from the start of the first service until both regions were up. */
  readonly upSeconds: number;
  /** Destroys everything of the standby but what is protected (its data buckets). */
  destroyStandby(): Promise<StackResult>;
  /** Creates the standby again around what {@link destroyStandby} left. */
  createStandby(): Promise<StackResult>;
  /** Ends every process of this run. What `dataDir` holds stays. */
  stop(): Promise<void>;
}

/** Both regions up. @throws what a service or a stack says when it cannot start; nothing keeps running then. */
export async function startLocal(options: LocalOptions): Promise<LocalRun> {
  const started = performance.now();
  const say = options.onProgress ?? (() => undefined);
  await makeDataDir(options.dataDir);
  const services = await startServices(options);
  try {
    const { endpoints } = services;
    const zoneId = await createHostedZone(endpoints);
    const run = (stack: StackName, peerReady: boolean) =>
      up(stackRun(stack, peerReady, zoneId, options, endpoints));

    // Only a first deployment has no peer yet. Later, leaving replication out for a moment would leave objects out for ever.
    if (!existsSync(statePath(options, STANDBY))) {
      say(`${PRIMARY}, without a peer: its buckets must exist before anything replicates into them`);
      await run(PRIMARY, false);
    }
    say(`${STANDBY}, replicating to its peer`);
    const standby = await run(STANDBY, true);
    say(`${PRIMARY}, replicating to its peer`);
    const primary = await run(PRIMARY, true);

    const { speed, bufferSeconds, dataDir, programDir } = options;
    writeRunFile({
      pid: process.pid,
      ...{ speed, bufferSeconds, dataDir, zoneId, endpoints },
      ...(programDir !== undefined && { programDir }),
      outputs: [primary.outputs, standby.outputs],
    });
    return {
      endpoints,
      stacks: { [PRIMARY]: primary, [STANDBY]: standby },
      upSeconds: (performance.now() - started) / 1000,
      destroyStandby: () =>
        destroy(stackRun(STANDBY, true, zoneId, options, endpoints), { excludeProtected: true }),
      createStandby: () => run(STANDBY, true),
      stop: () => {
        removeRunFile(dataDir);
        return services.stop();
      },
    };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

/** @throws HF_LOCAL_DATA */
async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dirname(dataDir), { recursive: true });
    // Not recursive: Node never comes back from a file system that takes no folders, such as /proc.
    if (!existsSync(dataDir)) await mkdir(dataDir);
    await mkdir(join(dataDir, "stacks"), { recursive: true });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw new HoldfastError("HF_LOCAL_DATA", { dataDir, problem: (error as Error).message });
  }
}

const statePath = ({ dataDir }: LocalOptions, stack: StackName) => join(dataDir, "stacks", `${stack}.json`);

/** The same program and files as on AWS; only what this machine compresses or replaces is overridden. */
function stackRun(
  stack: StackName,
  peerReady: boolean,
  zoneId: string,
  options: LocalOptions,
  endpoints: LocalEndpoints,
): StackRun {
  const wait = (seconds: number) => Math.max(1, Math.ceil(seconds / options.speed));
  return {
    programDir: options.programDir ?? resolve(__dirname, ".."),
    stack,
    statePath: statePath(options, stack),
    provider: { module: join(__dirname, "provider", "index.ts"), options: endpoints },
    config: {
      "holdfast:peerReady": peerReady,
      "holdfast:routing": { zoneId, failoverName: FAILOVER_NAME },
      "holdfast:stream": { bufferSeconds: options.bufferSeconds },
      // A canary's own timeouts are not compressed: a hold shorter than a few of them would let one slow canary flip a region.
      "holdfast:health": {
        unhealthyAfterSeconds: Math.max(3, wait(10)),
        healthyAfterSeconds: Math.max(3, wait(30)),
        sharedSeconds: 1,
      },
    },
    ...(options.signal && { signal: options.signal }),
  };
}
