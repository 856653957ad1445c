/** What the facts mean: one sentence that says how the pair stands, and what needs a person. Pure. */
import { ageText } from "./age";
import type { Fact, Facts, RegionFacts } from "./status-facts";

export interface Judgement {
  readonly sentence: string;
  /** Each with the runbook that begins where it ends. Empty: all is well. */
  readonly concerns: readonly Concern[];
}

export interface Concern {
  readonly text: string;
  /** The name of a page in docs/runbooks. */
  readonly runbook: string;
}

/** Three sweeps at the default: what waits longer is not on its way. */
const WAITS_SECONDS_MAX = 900;
/** What S3 Replication Time Control commits itself to. */
const LAG_SECONDS_MAX = 900;

export function judge(facts: Facts): Judgement {
  const serving = servingOf(facts);
  const clauses = [serving.text, ...undeliveredClauses(facts.regions), ...breakerClauses(facts.regions)];
  const concerns = [...serving.concerns, ...facts.regions.flatMap((one) => concernsOf(one, facts.regions))];
  return { sentence: `${clauses.join("; ")}.`, concerns };
}

/** Why a region cannot or shall not serve; undefined when it can, or when nothing is known against it. */
function obstacle({ health, stop }: RegionFacts): { text: string; runbook: string } | undefined {
  if (stop.known && stop.value.stopped)
    return {
      text: `stopped${stop.value.since ? ` since ${timeText(stop.value.since)}` : ""}`,
      runbook: "stop",
    };
  // A check that nobody has reported on yet says nothing.
  if (health.known && !health.value.endpoint.healthy && health.value.endpoint.checkers > 0)
    return { text: "unhealthy", runbook: "failover" };
  return undefined;
}

function servingOf({ answered, regions }: Facts): { text: string; concerns: Concern[] } {
  const [primary, standby] = regions;
  const [ofPrimary, ofStandby] = [obstacle(primary), obstacle(standby)];
  const concern = (text: string, runbook: string) => ({ text, concerns: [{ text: `${text}.`, runbook }] });
  if (!answered.known) return concern(`Which region serves is unknown (${answered.problem})`, "failover");
  if (ofPrimary && ofStandby)
    return concern(
      `DNS answers ${answered.value}, though ${primary.region} is ${ofPrimary.text} and ${standby.region} is ${ofStandby.text}`,
      "failover",
    );
  if (answered.value === standby.region)
    return ofPrimary
      ? concern(`${standby.region} serves: ${primary.region} is ${ofPrimary.text}`, ofPrimary.runbook)
      : concern(`${standby.region} serves, though nothing is known against ${primary.region}`, "failback");
  if (ofPrimary)
    return concern(`${primary.region} is still answered, though it is ${ofPrimary.text}`, ofPrimary.runbook);
  if (ofStandby)
    return concern(
      `${primary.region} serves; ${standby.region} could not take over: it is ${ofStandby.text}`,
      ofStandby.runbook,
    );
  if (!standby.health.known)
    return {
      text: `${primary.region} serves; whether ${standby.region} could take over is unknown`,
      concerns: [],
    };
  return { text: `${primary.region} serves; ${standby.region} stands by`, concerns: [] };
}

/** Of both regions together, as far as it is known. */
function undeliveredClauses(regions: Facts["regions"]): string[] {
  const known = valuesOf(regions.map(({ undelivered }) => undelivered));
  const unknown = regions.filter(({ undelivered }) => !undelivered.known).map(({ region }) => region);
  const count = known.reduce((sum, waiting) => sum + waiting.count, 0);
  const oldestSeconds = Math.max(0, ...known.map((waiting) => waiting.oldestSeconds));
  const batches = count === 1 ? "1 batch undelivered" : `${count} batches undelivered`;
  const told = count === 0 ? "nothing undelivered" : `${batches}, the oldest for ${ageText(oldestSeconds)}`;
  if (unknown.length === 2) return ["what is undelivered is unknown"];
  return [unknown.length === 0 ? told : `${told}, as far as is known without ${unknown.join(" and ")}`];
}

const breakerClauses = (regions: Facts["regions"]): string[] =>
  regions
    .filter(({ breaker }) => breaker.known && breaker.value.state === "open")
    .map(({ region }) => `the breaker of ${region} is open`);

const valuesOf = <Value>(facts: readonly Fact<Value>[]): Value[] =>
  facts.flatMap((fact) => (fact.known ? [fact.value] : []));

/** What of one region needs a person, whoever serves. */
function concernsOf(one: RegionFacts, regions: Facts["regions"]): Concern[] {
  const { region, undelivered, replicas, deadLetters, quarantined, breaker, replication, alarms } = one;
  const { loading, etlDeadLetters } = one;
  const peer = regions.find((other) => other.region !== region) as RegionFacts;
  const concerns: (Concern | false)[] = [
    undelivered.known &&
      undelivered.value.oldestSeconds > WAITS_SECONDS_MAX && {
        text: `${region}: ${undelivered.value.count} batches wait, the oldest for ${ageText(undelivered.value.oldestSeconds)}: replay does not bring them home.`,
        runbook: "replay",
      },
    replicas.known &&
      replicas.value.count > 0 &&
      !peer.undelivered.known && {
        text: `${region} holds ${replicas.value.count} undelivered batches of ${peer.region}, which does not answer. If it is lost: adopt.`,
        runbook: "adopt",
      },
    deadLetters.known &&
      deadLetters.value > 0 && {
        text: `${region}: ${deadLetters.value} dead letters.`,
        runbook: "dead-letters",
      },
    quarantined.known &&
      quarantined.value > 0 && {
        text: `${region}: ${quarantined.value} batches in quarantine.`,
        runbook: "quarantine",
      },
    loading.known &&
      loading.value.count > 0 &&
      (loading.value.oldestSeconds ?? 0) > WAITS_SECONDS_MAX && {
        text: `${region}: ${loading.value.count} objects of the lake wait for Postgres, the oldest for ${ageText(loading.value.oldestSeconds ?? 0)}.`,
        runbook: "etl-delay",
      },
    etlDeadLetters.known &&
      etlDeadLetters.value > 0 && {
        text: `${region}: ${etlDeadLetters.value} dead letters of etl: objects that Postgres does not hold.`,
        runbook: "etl-dead-letters",
      },
    breaker.known &&
      breaker.value.state === "open" && {
        text: `${region}: the breaker is open: Firehose is slow or failing, events wait in S3.`,
        runbook: "breaker-open",
      },
    replication.known &&
      replication.value.oldestSeconds > LAG_SECONDS_MAX && {
        text: `${region}: ${replication.value.behind} objects are not in ${peer.region}, the oldest for ${ageText(replication.value.oldestSeconds)}. Those from before its replication rules need replicate-existing.`,
        runbook: "replication-lag",
      },
    ...(alarms.known ? alarms.value : []).map(({ name, runbook }) => ({
      text: `${region}: the alarm ${name} is red.`,
      runbook,
    })),
    unreachable(one),
  ];
  return concerns.filter((concern) => concern !== false);
}

/** One concern, however many of its facts are missing. */
function unreachable(one: RegionFacts): Concern | false {
  const unknown = Object.entries(one).flatMap(([name, fact]: [string, Fact<unknown> | string]) =>
    typeof fact === "object" && !fact.known ? [SHOWN_AS[name] ?? name] : [],
  );
  return (
    unknown.length > 0 && {
      text: `${one.region}: not known: ${unknown.join(", ")}.`,
      runbook: "failover",
    }
  );
}

/** Facts whose row in the table has another name. */
const SHOWN_AS: Readonly<Record<string, string>> = {
  health: "endpoint check",
  stop: "STOP",
  replicas: "peer's copies",
  deadLetters: "dead letters",
  quarantined: "quarantine",
  loading: "to be loaded",
  etlDeadLetters: "etl dead letters",
};

/** To the minute, UTC. */
export const timeText = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
