import { type Node, type StackGraph, UNKNOWN } from "../graph";
import { regionsOfCheck, regionsOfTargets } from "../graph/hosts";
import {
  checkedName,
  failoverRecords,
  followedChecks,
  HEALTH_CHECK,
  isInverted,
  kindOf,
} from "../graph/routing";
import { type Finding, type Rule, undetermined, violation } from "../rule";
import { unseenChecks } from "./followed";

/**
 * A switch is a check that is bad news where it finds what it looks for (an inverted one), one of an alarm, or a routing control, which lies
 * in no single region. Whether the place that it looks at is in the peer shows only the peer's stack.
 */
export const stopSwitchInStandby: Rule = {
  name: "stop-switch-in-standby",
  demands: "A primary record follows a switch as well that a person can throw in the standby's region.",
  why: 'A region that half works must be left on purpose, and failover must not rest on what is broken: recover on the data plane ("REL11-BP04"; "Creating Disaster Recovery Mechanisms Using Amazon Route 53").',
  breaks: "A primary that is ill and passes its checks cannot be stopped while its own region does not obey.",
  mend: "Let the record follow a CALCULATED check that needs all its children: the region's own check, and an inverted one that asks the standby whether the primary is stopped.",
  meets: ["stop-switch-in-standby"],
  severity: "high",
  scope: "pair",
  judge: (graph) => primariesOf(graph).flatMap((record) => judgeAlone(graph, record)),
  judgePair: (one, other) => [...judgeBoth(one, other), ...judgeBoth(other, one)],
};

const primariesOf = (graph: StackGraph): Node[] =>
  failoverRecords(graph)
    .filter(({ half }) => half === "PRIMARY")
    .map(({ node }) => node);

/** Checks by which a record can be stopped on purpose. */
const switchesOf = (graph: StackGraph, record: Node): Node[] =>
  followedChecks(graph, record).checks.filter((check) => {
    const kind = kindOf(check);
    return kind === "control" || kind === "alarm" || (kind === "endpoint" && isInverted(check));
  });

function judgeAlone(graph: StackGraph, record: Node): Finding[] {
  const { checks } = followedChecks(graph, record);
  const open = unseenChecks(graph, record);
  const switches = switchesOf(graph, record);
  if (checks.length === 0 && open.length === 0) return []; // Without any check: another rule's.
  if (switches.length === 0)
    return open.length > 0
      ? open
      : [
          violation(
            record,
            `${record.name} follows no STOP switch: a primary that is ill and passes its checks cannot be stopped from outside. Follow a CALCULATED check with an inverted one that asks the standby's region as well.`,
          ),
        ];
  const weak = switches.filter((check) => !decides(graph, check));
  if (weak.length === switches.length) return weak.map((check) => outvoted(check, record));
  const here = regionsOfRecord(graph, record);
  return switches
    .filter((check) => isAt(regionsOfSwitch(graph, check), here))
    .map((check) => atHome(check, record, here));
}

/** It alone makes what follows it unhealthy: each calculated check above it needs all its children. */
const decides = (graph: StackGraph, check: Node): boolean =>
  graph.referring(check, HEALTH_CHECK, "childHealthchecks").every((parent) => {
    const children = parent.list("childHealthchecks");
    const threshold = parent.get("childHealthThreshold");
    return threshold === UNKNOWN || children === UNKNOWN || threshold === children.length;
  });

const outvoted = (check: Node, record: Node): Finding =>
  violation(
    check,
    `${check.name} cannot stop ${record.name} by itself: the calculated check above it is content with fewer children than it has. Set childHealthThreshold to their number.`,
  );

const atHome = (check: Node, record: Node, regions: ReadonlySet<string>): Finding =>
  violation(
    check,
    `${check.name} looks for the STOP of ${record.name} in ${[...regions].join(", ")}, the very region that it is to stop: when that does not answer, nobody can throw it. Point it at the standby's region.`,
  );

/** Where the record's clients are sent; the stack's region where the stack does not say more. */
function regionsOfRecord(graph: StackGraph, record: Node): Set<string> {
  const regions = regionsOfTargets(graph, record);
  return regions.size > 0 || graph.region === undefined ? regions : new Set([graph.region]);
}

function regionsOfSwitch(graph: StackGraph, check: Node): Set<string> {
  const region = check.get("cloudwatchAlarmRegion");
  if (kindOf(check) === "alarm") return new Set(typeof region === "string" ? [region] : []);
  return regionsOfCheck(graph, check);
}

/** Everything that it may be is there. */
const isAt = (regions: ReadonlySet<string>, here: ReadonlySet<string>): boolean =>
  regions.size > 0 && [...regions].every((region) => here.has(region));

/** Of what judge left open: the peer answers what the primary's stack does not know the place of. */
function judgeBoth(graph: StackGraph, peer: StackGraph): Finding[] {
  return primariesOf(graph).flatMap((record): Finding[] => {
    const here = regionsOfRecord(graph, record);
    const switches = switchesOf(graph, record).filter((check) => kindOf(check) !== "control");
    const open = switches.filter((check) => regionsOfSwitch(graph, check).size === 0);
    return open.flatMap((check) => {
      const there = regionsOfCheck(peer, check);
      if (isAt(there, here)) return [atHome(check, record, here)];
      if (there.size > 0) return [];
      const name = checkedName(check);
      if (typeof name !== "string") return [undetermined(check, "where the switch is that it looks at")];
      return [
        violation(
          check,
          `${check.name} looks for the STOP of ${record.name} at ${name}, which neither region's stack answers: nobody can throw it there. Point it at a name of the standby's region.`,
        ),
      ];
    });
  });
}
