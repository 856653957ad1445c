/** The collector with fakes around it, and requests as API Gateway hands them over. */
import { type CollectSettings, collector } from "../collect/collect";
import { canaryPatience } from "../collect/health";
import { breakerLine } from "../collect/outcome";
import type { ReadStopObject } from "../collect/stop";
import { guardedPlacesOf, placesOf } from "../delivery";
import { FakeBucket, FakeFirehose, type Fault, none } from "./fakes";
import { deliverySettings, target } from "./settings";
import { VirtualClock } from "./virtual-clock";

export const collectSettings: CollectSettings = {
  functionName: "h-collect",
  region: "eu-west-1",
  role: "primary",
  build: "b1",
  ip: "truncated",
  allowedOrigins: ["https://shop.example"],
  health: { unhealthyAfterMs: 10_000, healthyAfterMs: 30_000, sharedMs: 2_000 },
  peer: { region: "us-west-2" },
};

export function collectWith({
  faults = [none],
  s3 = faults,
  peerS3 = s3,
  readStopObject = async () => undefined,
  ...changed
}: Partial<CollectSettings> & {
  faults?: Fault[];
  s3?: Fault[];
  peerS3?: Fault[];
  readStopObject?: ReadStopObject;
} = {}) {
  const clock = new VirtualClock();
  const firehose = new FakeFirehose(clock, faults);
  const here = new FakeBucket(clock, s3);
  const peer = new FakeBucket(clock, peerS3);
  const ports = { firehose, here, peer, clock, random: () => 1 };
  const log: string[] = [];
  let ids = 0;
  const settings = { ...collectSettings, ...changed };
  const collect = collector(settings, {
    places: guardedPlacesOf(ports, deliverySettings, target, (change, reason) =>
      log.push(breakerLine(change, { ...settings, reason, at: clock.now() })),
    ),
    canaryPlaces: placesOf(ports, canaryPatience(deliverySettings), target),
    readStopObject,
    clock,
    randomId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
    log: (line) => log.push(line),
  });
  return {
    clock,
    firehose,
    here,
    peer,
    collect: (event: unknown) => clock.run(collect(event)),
    log,
    /** The events that Firehose holds. */
    events: () =>
      firehose.accepted.flatMap((record) => record.trim().split("\n")).map((line) => JSON.parse(line)),
  };
}

export const request = (method: string, path: string, more: Record<string, unknown> = {}) => ({
  rawPath: path,
  rawQueryString: "",
  ...more,
  headers: { "content-type": "application/json", "user-agent": "agent", ...(more.headers as object) },
  requestContext: {
    requestId: "r1",
    http: { method, path, sourceIp: "203.0.113.77", userAgent: "agent" },
  },
});

export const post = (body: unknown, headers = {}) =>
  request("POST", "/events", { body: JSON.stringify(body), headers });
export const pixel = (query: string, headers = {}, cookies: string[] = []) =>
  request("GET", "/i", { rawQueryString: query, headers, cookies });
