/** AWS on this machine: starts the services, creates what exists before any stack, brings both stacks up. */
import { existsSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ENGINE_NAMES, type EngineName, engines } from "../engine";
import type { StackResult } from "../engine/in-process";
import { HoldfastError } from "../errors";
import type { LocalEndpoints } from "./endpoints";
import { createHostedZone } from "./hosted-zone";
import { removeRunFile, writeRunFile } from "./run-file";
import { startServices } from "./services";
import {
  type Config,
  type LocalPair,
  type Over,
  PRIMARY,
  STANDBY,
  type StackName,
  stackRunOf,
  statePath,
} from "./stacks";
import { standingCheckOf, stopCheckSettled } from "./stop-check";

export type { EngineName } from "../engine";
export type { StackName } from "./stacks";

export interface LocalOptions {
  /** How many times faster waits run (check interval, TTL, propagation, sweep, hold-up). Timeouts never do. */
  readonly speed: number;
  /** Seconds that Firehose holds records before it writes an object. Not compressed by `speed`. */
  readonly bufferSeconds: number;
  /** Where the run keeps its state: objects, stack states, logs. The same folder again continues where it stopped. */
  readonly dataDir: string;
  /** Which engine brings the stacks up. Default: the in-process one. A folder stays with the engine that began it. */
  readonly engine?: EngineName;
  /** The folder of the program (Pulumi.yaml and what it names). Default: this project. */
  readonly programDir?: string;
  /** Settings of both stacks, merged over all others; keys carry their namespace, such as `holdfast:throttle`. */
  readonly config?: Config;
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
  /** Brings a stack up again: with another program or other settings, or around what {@link destroy} left of it. */
  up(stack: StackName, over?: Over): Promise<StackResult>;
  /** Destroys everything of a stack but what is protected (what holds events) and what that needs. */
  destroy(stack: StackName): Promise<StackResult>;
  /** Ends every process of this run. What `dataDir` holds stays. */
  stop(): Promise<void>;
}

/** Both regions up. @throws what a service or a stack says when it cannot start; nothing keeps running then. */
export async function startLocal(options: LocalOptions): Promise<LocalRun> {
  const started = performance.now();
  const say = options.onProgress ?? (() => undefined);
  await makeDataDir(options.dataDir);
  const { engine = "in-process" } = options;
  refuseOtherEngine(options.dataDir, engine);
  await engines[engine].ensure?.();
  const services = await startServices(options);
  try {
    const { endpoints } = services;
    const { speed, bufferSeconds, dataDir, programDir, config, signal } = options;
    const zoneId = await createHostedZone(endpoints);
    const { up, destroy } = engines[engine];
    const pair: LocalPair = { speed, bufferSeconds, dataDir, engine, programDir, config, zoneId, endpoints };
    const run = (stack: StackName, over: Over = {}) => up(stackRunOf(pair, stack, { signal, ...over }));

    let standingCheck: string | undefined;
    // Only a first deployment has no peer yet. Later, leaving replication out for a moment would leave objects out for ever.
    if (!existsSync(statePath(pair, STANDBY))) {
      say(`${PRIMARY}, without a peer: its buckets must exist before anything replicates into them`);
      const begun = await run(PRIMARY, {
        config: { "holdfast:peerReady": false, "holdfast:routing": { followStop: false } },
      });
      standingCheck = standingCheckOf(begun);
    }
    say(`${STANDBY}, replicating to its peer`);
    const standby = await run(STANDBY);
    if (standingCheck !== undefined) {
      say(`${PRIMARY}: waiting until the check of its STOP switch has settled`);
      await stopCheckSettled(endpoints, standingCheck, signal);
    }
    say(`${PRIMARY}, replicating to its peer`);
    const primary = await run(PRIMARY);

    writeRunFile({ ...pair, pid: process.pid, outputs: [primary.outputs, standby.outputs] });
    return {
      endpoints,
      stacks: { [PRIMARY]: primary, [STANDBY]: standby },
      upSeconds: (performance.now() - started) / 1000,
      up: run,
      destroy: (stack) => destroy(stackRunOf(pair, stack, { signal }), { excludeProtected: true }),
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

/** @throws HF_LOCAL_ENGINE */
function refuseOtherEngine(dataDir: string, engine: EngineName): void {
  for (const other of ENGINE_NAMES)
    if (other !== engine && existsSync(statePath({ dataDir, engine: other }, PRIMARY)))
      throw new HoldfastError("HF_LOCAL_ENGINE", { dataDir, other, engine });
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
