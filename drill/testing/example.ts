/** A drill that ran well, for tests of what is concluded and shown. */
import type { Begun, Ran } from "../conclude";
import { NO_FLOOD } from "../flood";
import { primaryBlackHole } from "../scenarios/primary-black-hole";
import { NOT_PROBED } from "../service-probe";
import { Timeline } from "../timeline";

export const EU = "eu-west-1";
export const US = "us-west-2";
/** Epoch milliseconds at which the example's load began. */
export const LOAD_AT = Date.UTC(2026, 0, 1);

const line = (event_id: string, over: object = {}) => ({
  event_id,
  protocol: "events",
  properties: { drill: "d1" },
  ...over,
});

export function begun(over: Partial<Begun> = {}): Begun {
  const timeline = new Timeline(() => undefined);
  const at = (seconds: number, region = EU) => ({ at: LOAD_AT + seconds * 1_000, region });
  timeline.add("load", "Load begins", at(0));
  timeline.add("fault", "Fault", at(8));
  timeline.add("health", "unhealthy", at(17));
  timeline.add("dns", "DNS", at(18, US));
  timeline.add("failback", "failback", at(40));
  const acknowledged = new Map([
    ["a", LOAD_AT + 1_000],
    ["b", LOAD_AT + 25_000],
  ]);
  return {
    id: "d1",
    startedAt: new Date(LOAD_AT - 15_000),
    scenario: primaryBlackHole,
    seed: 7,
    speed: 10,
    bufferSeconds: 5,
    injection: "as-asked",
    survey: { name: "log.gz", lines: 4, events: 3, skipped: 1, skippedReasons: { "the line is empty": 1 } },
    journal: {
      attempted: new Set(["a", "b", "c"]),
      acknowledged,
      refused: new Set(["c"]),
      failures: [
        {
          client: 0,
          region: EU,
          startedAt: LOAD_AT + 8_000,
          failedAt: LOAD_AT + 13_000,
          problem: "HTTP 503",
        },
      ],
      acknowledgements: [
        { client: 0, region: EU, at: LOAD_AT + 1_000, events: 1, startedAt: LOAD_AT + 980 },
        { client: 0, region: US, at: LOAD_AT + 25_000, events: 1, startedAt: LOAD_AT + 24_000 },
      ],
      moves: [{ client: 0, region: US, at: LOAD_AT + 24_000 }],
    },
    timeline,
    primary: EU,
    standby: US,
    engine: "in-process",
    resources: { "prod-eu": 87, "prod-us": 87 },
    unmet: [],
    ...over,
  };
}

/** A database that holds each of its lake's events once. */
export const loaded = (count: number) => ({
  events: count,
  distinctEvents: count,
  wanted: count,
  missing: [],
  extra: [],
});

export const ran = (over: Partial<Ran> = {}): Ran => ({
  clients: new Set([0]),
  check: { intervalSeconds: 10, failureThreshold: 3 },
  ttlSeconds: 6,
  loadAt: LOAD_AT,
  loadSeconds: 45,
  phases: {
    faultAt: LOAD_AT + 8_000,
    repairAt: LOAD_AT + 30_000,
    recoveredAt: LOAD_AT + 25_000,
    failedBackAt: LOAD_AT + 40_000,
    faultObserved: true,
    seen: {
      primary: { answers: 0, served: 0, timeouts: 6, refusals: 0 },
      standby: { answers: 40, served: 40, timeouts: 0, refusals: 0 },
      stopped: false,
      firehose: NOT_PROBED,
      flood: NO_FLOOD,
      deployment: undefined,
    },
  },
  demands: [],
  flips: [],
  inFlight: [],
  objects: [EU, US].flatMap((region) => [
    {
      region,
      key: "events/1",
      storedAt: LOAD_AT + 5_000,
      lines: [line("a"), line("k", { protocol: "canary" })],
    },
    {
      region,
      key: "events/2",
      storedAt: LOAD_AT + 45_000,
      lines: [line("b"), line("f", { properties: {} })],
    },
  ]),
  unreadable: [],
  read: { settled: { undrained: 0, seconds: 6 }, replicated: true },
  warehouse: { loaded: { [EU]: loaded(2), [US]: loaded(2) }, seconds: 1 },
  denied: [],
  ...over,
});
