/** Requests → answers: each route, and what it does. */
import type { DeliveryPlaces } from "../delivery";
import type { Clock } from "../delivery/clock";
import { deliver, reasonOf } from "../delivery/deliver";
import { type Circumstances, canary, lineOf, type Protocol } from "../event/envelope";
import { truncateIp, wholeIp } from "../event/ip";
import { limits } from "../event/limits";
import { pack } from "../event/pack";
import { bodyRefusals, readEvents } from "./body";
import { canaryPath, mayCall, withTaker } from "./canary-route";
import { corsHeaders, preflightHeaders } from "./cors";
import {
  type CollectEnvironment,
  healthSearchString,
  type IpSetting,
  stopPath,
  stopSearchString,
} from "./environment";
import { Health } from "./health";
import {
  bytesAnswer,
  emptyAnswer,
  type HttpAnswer,
  type HttpRequest,
  jsonAnswer,
  notDurableAnswer,
  readRequest,
} from "./http";
import { logLine, type Outcome } from "./outcome";
import { eventOfQuery, gif } from "./pixel";
import { type ReadStopObject, StopSwitch } from "./stop";
import { type TakenEvents, takeEvents } from "./take-events";
import { isPrivate, setVisitor, visitorOf } from "./visitor";

export type CollectSettings = Pick<
  CollectEnvironment,
  "functionName" | "region" | "role" | "build" | "ip" | "allowedOrigins" | "health"
> & { peer: Pick<CollectEnvironment["peer"], "region"> };

export interface CollectPorts {
  places: DeliveryPlaces;
  /** The same places with a canary's patience. */
  canaryPlaces: DeliveryPlaces;
  readStopObject: ReadStopObject;
  clock: Clock;
  randomId(): string;
  /** Takes one line. */
  log(line: string): void;
}

/** The function: any value that API Gateway may hand over → an answer, never a rejection. */
export function collector(settings: CollectSettings, ports: CollectPorts) {
  const { functionName, region, role, build } = settings;
  const { places, canaryPlaces, clock, randomId } = ports;
  const health = new Health({ settings: settings.health, clock, deliverCanary });
  const peer = settings.peer.region;
  const stopOfPeer = new StopSwitch({
    region: peer,
    sharedMs: settings.health.sharedMs,
    clock,
    readStopObject: ports.readStopObject,
  });

  const routes = new Map<string, Readonly<Record<string, (request: HttpRequest) => Promise<Outcome>>>>([
    ["/i", { GET: takePixel }],
    ["/events", { POST: (request) => takeBody(request, "events") }],
    [canaryPath, { POST: takeCanary }],
    ["/health", { GET: sayHealth }],
    [stopPath(peer), { GET: sayStop }],
  ]);

  async function takePixel(request: HttpRequest): Promise<Outcome> {
    const isAnonymous = isPrivate(request);
    const visitor = isAnonymous ? null : (visitorOf(request) ?? randomId());
    const result = await keep("pixel", takeFrom(request, "pixel", [eventOfQuery(request.query)], visitor));
    if (result.answer.statusCode !== 200) return result;
    // A page that isolates itself may show the image all the same ("Cross-Origin-Resource-Policy").
    const answer = bytesAnswer("image/gif", gif, { "cross-origin-resource-policy": "cross-origin" });
    return { ...result, answer: visitor === null ? answer : { ...answer, cookies: [setVisitor(visitor)] } };
  }

  /** As clients' events, down to the last step: only the protocol tells them apart. */
  async function takeCanary(request: HttpRequest): Promise<Outcome> {
    const result = await takeBody(request, "canary");
    return { ...result, answer: withTaker(result.answer, { region, build }) };
  }

  async function takeBody(request: HttpRequest, protocol: "events" | "canary"): Promise<Outcome> {
    const values = readEvents(request);
    if (typeof values === "string") {
      const [status, message] = bodyRefusals[values];
      return { answer: jsonAnswer(status, { code: values, message }), outcome: values };
    }
    const visitor = isPrivate(request) ? null : visitorOf(request);
    return keep(protocol, takeFrom(request, protocol, values, visitor));
  }

  function takeFrom(request: HttpRequest, protocol: Protocol, values: unknown[], visitor: string | null) {
    const known = circumstances(request, protocol);
    return takeEvents(values, { known, visitor, isPrivate: isPrivate(request), randomId });
  }

  /** 200 with what was accepted and refused once every accepted event is durable; 503 when that cannot be; 400 with nothing to keep. */
  async function keep(protocol: Protocol, { lines, refused }: TakenEvents): Promise<Outcome> {
    if (lines.length === 0) {
      const answer = jsonAnswer(400, { accepted: 0, refused });
      return { answer, outcome: "refused", protocol, accepted: 0, refused };
    }
    const startedAt = clock.now();
    const delivery = await deliver(pack(lines), [places.firehose, places.here, places.peer]);
    health.saw(delivery, startedAt);
    if (!delivery.durable)
      return { answer: notDurableAnswer(), outcome: "not_durable", protocol, accepted: 0, refused, delivery };
    const answer = jsonAnswer(200, { accepted: lines.length, refused });
    return { answer, outcome: "accepted", protocol, accepted: lines.length, refused, delivery };
  }

  function circumstances(request: HttpRequest, protocol: Protocol): Circumstances {
    return {
      protocol,
      receivedAt: now(),
      region,
      build,
      // Who sends a canary is known to IAM; where from is no part of an event.
      ip: protocol === "canary" ? null : keptIp(request.sourceIp, settings.ip),
      userAgent:
        protocol === "canary" ? null : (request.userAgent?.slice(0, limits.userAgentCharactersMax) ?? null),
    };
  }

  /** The peer's bucket is left out: it is the last resort for acknowledging, not a reason to call this region healthy. */
  function deliverCanary() {
    const line = lineOf(canary(randomId(), { receivedAt: now(), region, build }));
    return deliver(pack([line]), [canaryPlaces.firehose, canaryPlaces.here]);
  }

  async function sayHealth(): Promise<Outcome> {
    if (await health.isHealthy()) {
      const answer = { ...jsonAnswer(200, {}), body: `{${healthSearchString(region, role)}}` };
      return { answer, outcome: "healthy" };
    }
    return { answer: jsonAnswer(503, { status: "unhealthy", region, role }), outcome: "unhealthy" };
  }

  /** Whether the peer region is stopped. It says nothing of this region, and nothing here changes this region's health. */
  async function sayStop(): Promise<Outcome> {
    const { isStopped, problem } = await stopOfPeer.look();
    if (isStopped === undefined) {
      const message = "Whether the region is stopped cannot be read.";
      return { ...refuse(503, "stop_unknown", message), error: problem };
    }
    const answer = { ...jsonAnswer(200, {}), body: `{${stopSearchString(isStopped ? peer : "none")}}` };
    return { answer, outcome: isStopped ? "stopped" : "not_stopped", error: problem };
  }

  async function answerTo(request: HttpRequest): Promise<Outcome> {
    const route = routes.get(request.path);
    if (route === undefined || !mayCall(request))
      return refuse(404, "not_found", "There is nothing here. Try /events or /i.");
    const origin = request.header("origin");
    if (request.method === "OPTIONS")
      return {
        answer: emptyAnswer(204, preflightHeaders(origin, settings.allowedOrigins)),
        outcome: "preflight",
      };
    const take = Object.hasOwn(route, request.method) ? route[request.method] : undefined;
    if (take === undefined) {
      const allow = Object.keys(route).join(", ");
      return refuse(405, "method_not_allowed", `The method is not ${allow}.`, { allow });
    }
    const result = await take(request);
    Object.assign(result.answer.headers, corsHeaders(origin, settings.allowedOrigins));
    return result;
  }

  const now = () => new Date(clock.now()).toISOString();

  return async function collect(event: unknown): Promise<HttpAnswer> {
    const startedAt = clock.now();
    const request = readRequest(event);
    // What fails here is our own mistake. The client is told the truth: nothing counts as received.
    const result = await answerTo(request).catch(
      (error: unknown): Outcome => ({
        answer: notDurableAnswer(),
        outcome: "failed",
        error: reasonOf(error),
      }),
    );
    ports.log(logLine(request, result, { functionName, region, build, startedAt, endedAt: clock.now() }));
    return result.answer;
  };
}

const refuse = (status: number, code: string, message: string, headers = {}): Outcome => ({
  answer: jsonAnswer(status, { code, message }, headers),
  outcome: code,
});

const keptIp = (address: string, setting: IpSetting): string | null => {
  if (setting === "none") return null;
  return setting === "whole" ? wholeIp(address) : truncateIp(address);
};
