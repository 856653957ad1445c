/** The two stacks of a local run: the program and the files of AWS, and over them what this machine compresses or replaces. */
import { join, resolve } from "node:path";
import type { EngineName } from "../engine";
import type { StackRun } from "../engine/in-process";
import { mergeDeep } from "../engine/in-process/project";
import type { LocalEndpoints } from "./endpoints";
import { FAILOVER_NAME } from "./hosted-zone";

export const PRIMARY = "prod-eu";
export const STANDBY = "prod-us";
export type StackName = typeof PRIMARY | typeof STANDBY;

/** Settings merged over a stack's file; keys carry their namespace, such as `holdfast:throttle`. */
export type Config = Readonly<Record<string, unknown>>;

/** A pair on this machine: all that another deployment of it must repeat. */
export interface LocalPair {
  /** How many times faster waits run. */
  readonly speed: number;
  /** Seconds that Firehose holds records. */
  readonly bufferSeconds: number;
  readonly dataDir: string;
  /** Which engine brings the stacks up. Default: the in-process one. */
  readonly engine?: EngineName;
  /** The folder of the program (Pulumi.yaml and what it names). Default: this project. */
  readonly programDir?: string;
  /** Of both stacks, over what `speed` and `bufferSeconds` make of them. */
  readonly config?: Config;
  readonly zoneId: string;
  readonly endpoints: LocalEndpoints;
}

/** What one deployment does otherwise than the pair's first. */
export interface Over {
  /** Another program, such as a patched copy. */
  readonly programDir?: string;
  readonly config?: Config;
  readonly signal?: AbortSignal;
}

/** A file, or a folder where it is Pulumi's own engine. */
export const statePath = (
  { dataDir, engine }: Pick<LocalPair, "dataDir" | "engine">,
  stack: StackName,
): string => join(dataDir, "stacks", engine === "pulumi" ? stack : `${stack}.json`);

/** What the engine is told, so that every deployment of a stack repeats the ones before it. */
export function stackRunOf(pair: LocalPair, stack: StackName, over: Over = {}): StackRun {
  return {
    programDir: over.programDir ?? pair.programDir ?? resolve(__dirname, ".."),
    stack,
    statePath: statePath(pair, stack),
    provider: { module: join(__dirname, "provider", "index.ts"), options: pair.endpoints },
    config: [pair.config, over.config].reduce<Config>(
      (merged, next) => mergeDeep(merged, next ?? {}),
      overrides(pair),
    ),
    ...(over.signal && { signal: over.signal }),
  };
}

function overrides({ speed, bufferSeconds, zoneId }: LocalPair): Config {
  const wait = (seconds: number) => Math.max(1, Math.ceil(seconds / speed));
  return {
    "holdfast:peerReady": true,
    "holdfast:routing": { zoneId, failoverName: FAILOVER_NAME },
    "holdfast:stream": { bufferSeconds },
    // Everything here shares a few cores: what is merely slow is no reason to make it write to S3 as well. What hangs still is.
    // A probe's timeout is not compressed either: a cool-down shorter than a few of them would spend its time on probing.
    "holdfast:delivery": {
      breaker: { slowMs: 990, coolDownMs: Math.max(3_000, Math.round(10_000 / speed)) },
    },
    // A canary's own timeouts are not compressed: a hold shorter than a few of them would let one slow canary flip a region.
    "holdfast:health": {
      unhealthyAfterSeconds: Math.max(3, wait(10)),
      healthyAfterSeconds: Math.max(3, wait(30)),
      sharedSeconds: 1,
    },
    "holdfast:etl": {
      // The one timeout that is lowered: a message whose run was killed comes back after six of them. Objects here are small.
      timeoutSeconds: 30,
      // The fewest that Lambda takes: loading can wait, and what it takes of a few cores is missed by the health checks.
      concurrencyMax: 2,
      retryBaseSeconds: wait(30),
      retrySecondsMax: wait(3_600),
    },
    // Under what a queue's age can show with that timeout.
    "holdfast:alarms": { loadDelaySeconds: 480 },
    // No disk of this machine's is asked for as much as RDS would be: an alarm watches for a twentieth of it.
    "holdfast:database": { storageGib: 20 },
  };
}
