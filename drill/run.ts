/** One drill, from an empty folder to a report in it. */
import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { EngineName } from "../local/up";
import { type Begun, conclude, type Ran } from "./conclude";
import { gatherEvidence } from "./evidence";
import type { Injection } from "./faults";
import { InFlightSampler } from "./in-flight";
import { type DrillEvent, drillEvents, type InputSurvey, surveyInput } from "./input";
import { Journal, now } from "./journal";
import { Load } from "./load";
import { OutsideProbes } from "./outside";
import { runPhases } from "./phases";
import { checkThatMoves, unmetOf } from "./preconditions";
import { writeReport } from "./report";
import type { Report } from "./report-schema";
import { Resolver } from "./resolver";
import type { Scenario } from "./scenario";
import { LiveStage } from "./stage";
import { startLocalTarget, type Target } from "./target";
import { Timeline } from "./timeline";
import { Watch } from "./watch";

export interface DrillOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** How many times faster waits run. */
  readonly speed: number;
  /** Seconds that Firehose holds records. */
  readonly bufferSeconds: number;
  /** A combined-format access log; absent: browser fingerprints. */
  readonly input?: string | undefined;
  /** At most so many events; required without `input`. */
  readonly events?: number | undefined;
  /** Events a second at most while phases run. */
  readonly rate?: number | undefined;
  readonly injection: Injection;
  /** Where drills are kept, one folder each, beside `latest`. */
  readonly drillsDir: string;
  /** Which engine brings the stacks up. Default: the in-process one. */
  readonly engine?: EngineName | undefined;
  /** The folder of the program. Default: this project. */
  readonly programDir?: string | undefined;
  /** Whether the local AWS's own data stays after the drill. */
  readonly keep?: boolean | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where the pair comes from. Default: both regions on this machine. */
  readonly startTarget?: typeof startLocalTarget | undefined;
}

export interface DrillResult {
  readonly report: Report;
  readonly folder: string;
}

/** How long a new pair may take until both checks are healthy. Uncompressed. */
const READY_SECONDS = 120;
/** For what is never compressed: calls, functions that start. */
const SLACK_SECONDS = 5;
/** When nobody was answered for so long, many times a client's patience, nobody will be. */
const UNANSWERED_SECONDS_MAX = 30;

/** @throws what the pair says when it cannot be brought up; the signal's reason when it is aborted. Nothing keeps running. */
export async function runDrill(options: DrillOptions): Promise<DrillResult> {
  const startedAt = new Date();
  const id = `${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-${randomBytes(2).toString("hex")}`;
  const folder = join(options.drillsDir, id);
  const dataDir = join(folder, "aws");
  const say = options.onProgress ?? (() => undefined);
  const signal = options.signal ?? new AbortController().signal;
  const input = {
    drillId: id,
    seed: options.seed,
    ...present({ file: options.input, eventsMax: options.events }),
  };
  const survey = await surveyInput(input);
  await mkdir(folder, { recursive: true });

  say(`Drill ${id}: ${options.scenario.name}, seed ${options.seed}, speed ${options.speed}`);
  say(`Input ${survey.name}: ${survey.events} events of ${survey.lines} lines${skippedText(survey)}`);
  const { speed, bufferSeconds, programDir, injection, engine } = options;
  const start = options.startTarget ?? startLocalTarget;
  const config = options.scenario.settings;
  const bringUp = {
    ...{ speed, bufferSeconds, programDir, config, injection, engine, dataDir, signal },
    onProgress: say,
  };
  const target = await start(bringUp).catch(async (error) => {
    if (signal.aborted) await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const journal = new Journal(folder);
  const timeline = new Timeline(say);
  let succeeded = false;
  try {
    signal.throwIfAborted();
    const drill = {
      ...options,
      id,
      folder,
      target,
      survey,
      toSend: drillEvents(input),
      journal,
      timeline,
      signal,
      say,
    };
    const { unmet, ran } = await execute(drill);
    const begun: Begun = {
      ...options,
      id,
      startedAt,
      survey,
      journal,
      timeline,
      primary: target.pair.primary.region,
      standby: target.pair.standby.region,
      engine: target.engine,
      resources: target.resources,
      unmet,
    };
    const conclusion = conclude(begun, ran, new Date());
    await writeReport(options.drillsDir, folder, conclusion, journal.acknowledgements);
    succeeded = true;
    return { report: conclusion.report, folder };
  } finally {
    journal.close();
    say("Stopping both regions");
    await target.stop();
    // After a crash its logs tell why.
    if (!options.keep && (succeeded || signal.aborted)) await rm(dataDir, { recursive: true, force: true });
  }
}

interface Drill extends DrillOptions {
  readonly id: string;
  readonly folder: string;
  readonly target: Target;
  readonly survey: InputSurvey;
  readonly toSend: AsyncIterator<DrillEvent>;
  readonly journal: Journal;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

async function execute(drill: Drill): Promise<{ unmet: string[]; ran?: Ran }> {
  const { scenario, speed, signal, target, journal, timeline, say } = drill;
  const { pair } = target;
  const { primary, standby } = pair;
  const resolver = new Resolver(target.dns);
  const regions = await regionsByAddress(target, resolver);
  const regionOf = (address: string) => regions.get(address);
  const probes = new OutsideProbes(resolver, target.port, pair.regions);
  const watch = new Watch({ pair, resolver, regionOf, timeline, healthFlips: target.healthFlips });
  const sampler = new InFlightSampler(target.gates);
  let stage: LiveStage | undefined;
  try {
    say("Checking preconditions");
    const secondsMax = READY_SECONDS / speed + SLACK_SECONDS;
    const unmet = await unmetOf(scenario.needs, { pair, probes, secondsMax, signal });
    if (unmet.length > 0) return { unmet };

    const check = await checkThatMoves(pair, scenario);
    const name = primary.failoverName;
    const { ttlSeconds } = await resolver.resolve(name);
    stage = new LiveStage({ ...drill, resolver, regionOf, probes, ttlSeconds });
    const flipsBefore = watch.flips.length;
    const loadAt = now();
    const load = new Load({
      ...drill,
      name,
      port: target.port,
      resolver,
      regionOf,
      eventsTotal: drill.survey.events,
      rateMax: drill.rate,
      flushSeconds: scenario.flushSeconds,
    });
    const phases = await runPhases({ ...drill, stage, primary, standby, load, watch, check, ttlSeconds });
    if ("unmet" in phases) {
      await load.abandon();
      return { unmet: phases.unmet };
    }
    say("Sending the rest");
    await load.finish(UNANSWERED_SECONDS_MAX);
    signal.throwIfAborted();
    const loadSeconds = (now() - loadAt) / 1_000;
    const { attempted, acknowledged } = journal;
    timeline.add("load-ended", `Load ends: ${attempted.size} attempted, ${acknowledged.size} acknowledged`);

    const ran = {
      ...(await gatherEvidence(drill)),
      clients: load.clientNumbers,
      check,
      ttlSeconds: watch.ttlSeconds,
      loadAt,
      loadSeconds,
      phases,
      demands: stage.demands,
      flips: watch.flips.slice(flipsBefore),
      inFlight: sampler.samples,
    };
    return { unmet, ran };
  } finally {
    await Promise.all([stage?.close(), sampler.close(), watch.close(), probes.close()]);
    resolver.close();
  }
}

/** The region behind each address, from the names that only one region answers. */
async function regionsByAddress({ pair }: Target, resolver: Resolver): Promise<Map<string, string>> {
  const regions = new Map<string, string>();
  for (const { region, regionalName } of pair.regions) {
    // A region without an address cannot serve: the preconditions say so, in better words.
    const { addresses } = await resolver.resolve(regionalName).catch(() => ({ addresses: [] }));
    for (const address of addresses) regions.set(address, region);
  }
  return regions;
}

const skippedText = ({ skipped, skippedReasons }: InputSurvey): string =>
  skipped === 0
    ? ""
    : `, ${skipped} skipped (${Object.entries(skippedReasons)
        .map(([reason, count]) => `${count}: ${reason}`)
        .join("; ")})`;

function present<Values extends object>(
  values: Values,
): { [Key in keyof Values]?: NonNullable<Values[Key]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
