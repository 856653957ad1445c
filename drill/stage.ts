/** The pair as a scenario acts on it, and what showed from outside of what it did. */
import { setTimeout as pause } from "node:timers/promises";
import { ask } from "../operate/ask";
import type { RegionOutcome } from "../operate/deploy";
import { deployPair } from "../operate/deploy-region";
import type { RegionOutputs } from "../operate/pair";
import { resume, stop } from "../operate/stop-region";
import { Flood, type FloodCounts, NO_FLOOD } from "./flood";
import { type Journal, now } from "./journal";
import { type OutsideProbes, outsideOf } from "./outside";
import { PatchedProgram } from "./patched-program";
import { dnsSeconds } from "./plan";
import type { Resolver } from "./resolver";
import type { Seen, Stage, StageRegion } from "./scenario";
import { NOT_PROBED, ServiceProbe } from "./service-probe";
import type { Target } from "./target";
import type { Timeline } from "./timeline";
import { until } from "./until";

export interface StageOptions {
  readonly target: Target;
  readonly resolver: Resolver;
  readonly regionOf: (address: string) => string | undefined;
  readonly probes: OutsideProbes;
  readonly journal: Journal;
  readonly timeline: Timeline;
  readonly ttlSeconds: number;
  readonly speed: number;
  readonly bufferSeconds: number;
  readonly signal: AbortSignal;
}

/** Uncompressed; half of what a deployment on AWS takes, since a step that a drill watches proves no more by lasting longer. */
const DEPLOY_STEP_SECONDS = 30;
/** An environment of the standby may share an earlier answer of `/stop` for a moment. */
const STOP_SHOWS_SECONDS = 5;

export class LiveStage implements Stage {
  readonly primary: StageRegion;
  readonly standby: StageRegion;
  readonly speed: number;
  readonly dnsSeconds: number;
  readonly bufferSeconds: number;
  /** What the scenario demanded and did not get, in words. */
  readonly demands: string[] = [];
  #stopped = false;
  #firehose: ServiceProbe | undefined;
  #flood: Flood | undefined;
  #deployment: readonly RegionOutcome[] | undefined;

  constructor(private readonly options: StageOptions) {
    const { target, speed, ttlSeconds, bufferSeconds } = options;
    this.speed = speed;
    this.bufferSeconds = bufferSeconds;
    this.dnsSeconds = dnsSeconds(ttlSeconds, speed);
    this.primary = this.#regionOf(target.pair.primary);
    this.standby = this.#regionOf(target.pair.standby);
  }

  /** What showed in between; the probes' requests that began and ended in it. Epoch milliseconds. */
  seen(from: number, to?: number): Seen {
    const { probes, target } = this.options;
    const { primary, standby } = target.pair;
    return {
      primary: outsideOf(probes.probes, primary.region, from, to),
      standby: outsideOf(probes.probes, standby.region, from, to),
      stopped: this.#stopped,
      firehose: this.#firehose?.counts ?? NOT_PROBED,
      flood: this.floodCounts,
      deployment: this.#deployment,
    };
  }

  get floodCounts(): FloodCounts {
    return this.#flood?.counts ?? NO_FLOOD;
  }

  /** Ends whatever the scenario left running. */
  async close(): Promise<void> {
    await Promise.all([this.#flood?.end().catch(() => undefined), this.#firehose?.end()]);
  }

  async hold(seconds: number): Promise<void> {
    await pause(seconds * 1_000, undefined, { signal: this.options.signal });
  }

  fail(reason: string): void {
    this.demands.push(reason);
  }

  acknowledgedBy(role: "primary" | "standby", since: number): number {
    const { region } = this.options.target.pair[role];
    return this.options.journal.acknowledgements
      .filter((one) => one.region === region && one.at >= since)
      .reduce((sum, { events }) => sum + events, 0);
  }

  flood(shape: Parameters<Stage["flood"]>[0]): void {
    const { target, resolver, regionOf, signal } = this.options;
    const { failoverName: name } = target.pair.primary;
    this.#flood = new Flood({ name, port: target.port, resolver, regionOf, signal }, shape);
  }

  async endFlood(): Promise<void> {
    await this.#flood?.end();
  }

  async deploy(patches: Parameters<Stage["deploy"]>[0]): Promise<void> {
    const { target, timeline, speed, signal } = this.options;
    const program = new PatchedProgram(patches);
    try {
      const up = ({ role }: RegionOutputs) => target.create(role, program.dir);
      this.#deployment = await deployPair(
        target.pair,
        { up },
        { speed, signal, stepSeconds: DEPLOY_STEP_SECONDS, say: (text) => timeline.add("step", text) },
      );
    } finally {
      program.remove();
    }
  }

  #regionOf(outputs: RegionOutputs): StageRegion {
    const { target, probes, timeline, signal } = this.options;
    const { region, role } = outputs;
    const faults = target.gates[region] as NonNullable<(typeof target.gates)[string]>;
    const step = (text: string) => timeline.add("step", text, { region });
    return {
      gates: {
        hang: faults.hang,
        close: faults.close,
        hangFirehose: async () => {
          await faults.hangFirehose();
          this.#firehose = new ServiceProbe(() => target.callFirehose(outputs));
        },
        open: async () => {
          await this.#firehose?.end();
          await faults.open();
        },
      },
      stop: async () => {
        await stop(target.pair, outputs, { signal });
        this.#stopped = await this.#until(() => this.#saysStopped(outputs), STOP_SHOWS_SECONDS);
      },
      resume: async () => void (await resume(target.pair, outputs, { signal })),
      destroy: async () => {
        step(`Everything of the ${role} but what holds events is destroyed`);
        await target.destroy(role);
      },
      create: async () => {
        step(`The ${role} is created again around it`);
        await target.create(role);
      },
      untilServes: async (secondsMax) => {
        const since = now();
        const serves = () => outsideOf(probes.probes, region, since).served > 0;
        if (await this.#until(serves, secondsMax)) step(`The ${role} serves its own name again`);
        else this.fail(`The ${role} did not serve again within ${secondsMax.toFixed(0)} s.`);
      },
      untilEndpointHealthy: async (secondsMax) => {
        const healthy = async () => (await target.pair.healthStatus(outputs)).healthy;
        if (await this.#until(healthy, secondsMax)) step(`The ${role}'s own endpoint is healthy`);
        else this.fail(`The ${role}'s endpoint was not healthy again within ${secondsMax.toFixed(0)} s.`);
      },
    };
  }

  /** Asked of the peer by its own name, as Route 53's checkers ask. */
  async #saysStopped(outputs: RegionOutputs): Promise<boolean> {
    const { pair } = this.options.target;
    const { status, body } = await ask(pair, pair.peerOf(outputs), `/stop/${outputs.region}`);
    return status === 200 && body.includes(`"stopped":"${outputs.region}"`);
  }

  /** A question that fails is asked again: what it is about may be just coming up. */
  #until(holds: () => boolean | Promise<boolean>, secondsMax: number): Promise<boolean> {
    const asked = async () => holds();
    return until(() => asked().catch(() => false), secondsMax, this.options.signal);
  }
}
