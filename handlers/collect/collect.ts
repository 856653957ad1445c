/** Requests → answers: each route, and what it does. */
import type { DeliveryPlaces } from "../delivery";
import type { Clock } from "../delivery/clock";
import { deliver, reasonOf } from "../delivery/deliver";
import { type Circumstances, canary, lineOf, type Protocol } from "../event/envelope";
import { truncateIp, wholeIp } from "../event/ip";
import { limits } from "../event/limits";
import { pack } from "../event/pack";
import { bodyRefusals, readEvents } from "./body";
import { corsHeaders, preflightHeaders } from "./cors";
import { type CollectEnvironment, healthSearchString, type IpSetting } from "./environment";
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
import { type TakenEvents, takeEvents } from "./take-events";
import { isPrivate, setVisitor, visitorOf } from "./visitor";

export type CollectSettings = Pick<
  CollectEnvironment,
  "region" | "role" | "build" | "ip" | "allowedOrigins" | "health"
>;

export interface CollectPorts {
  places: DeliveryPlaces;
  /** The same places with a canary's patience. */
  canaryPlaces: DeliveryPlaces;
  clock: Clock;
  randomId(): string;
  /** Takes one line. */
  log(line: string): void;
}

/** The function: any value that API Gateway may hand over → an answer, never a rejection. */
export function collector(settings: CollectSettings, ports: CollectPorts) {
  const { region, role, build } = settings;
  const { places, canaryPlaces, clock, randomId } = ports;
  const health = new Health({ settings: settings.health, clock, deliverCanary });

  const routes = new Map<string, Readonly<Record<string, (request: HttpRequest) => Promise<Outcome>>>>([
    ["/i", { GET: takePixel }],
    ["/events", { POST: takeBody }],
    ["/health", { GET: sayHealth }],
  ]);

  async function takePixel(request: HttpRequest): Promise<Outcome> {
    const isAnonymous = isPrivate(request);
    const visitor = isAnonymous ? null : (visitorOf(request) ?? randomId());
    const result = await keep(takeFrom(request, "pixel", [eventOfQuery(request.query)], visitor));
    if (result.answer.statusCode !== 200) return result;
    // A page that isolates itself may show the image all the same ("Cross-Origin-Resource-Policy").
    const answer = bytesAnswer("image/gif", gif, { "cross-origin-resource-policy": "cross-origin" });
    return { ...result, answer: visitor === null ? answer : { ...answer, cookies: [setVisitor(visitor)] } };
  }

  async function takeBody(request: HttpRequest): Promise<Outcome> {
    const values = readEvents(request);
    if (typeof values === "string") {
      const [status, message] = bodyRefusals[values];
      return { answer: jsonAnswer(status, { code: values, message }), outcome: values };
    }
    return keep(takeFrom(request, "events", values, isPrivate(request) ? null : visitorOf(request)));
  }

  function takeFrom(request: HttpRequest, protocol: Protocol, values: unknown[], visitor: string | null) {
    const known = circumstances(request, protocol);
    return takeEvents(values, { known, visitor, isPrivate: isPrivate(request), randomId });
  }

  /** 200 with what was accepted and refused once every accepted event is durable; 503 when that cannot be; 400 with nothing to keep. */
  async function keep({ lines, refused }: TakenEvents): Promise<Outcome> {
    if (lines.length === 0)
      return { answer: jsonAnswer(400, { accepted: 0, refused }), outcome: "refused", accepted: 0, refused };
    const startedAt = clock.now();
    const delivery = await deliver(pack(lines), [places.firehose, places.here, places.peer]);
    health.saw(delivery, startedAt);
    if (!delivery.durable)
      return { answer: notDurableAnswer(), outcome: "not_durable", accepted: 0, refused, delivery };
    const answer = jsonAnswer(200, { accepted: lines.length, refused });
    return { answer, outcome: "accepted", accepted: lines.length, refused, delivery };
  }

  function circumstances(request: HttpRequest, protocol: Protocol): Circumstances {
    return {
      protocol,
      receivedAt: now(),
      region,
      build,
      ip: keptIp(request.sourceIp, settings.ip),
      userAgent: request.userAgent?.slice(0, limits.userAgentCharactersMax) ?? null,
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

  async function answerTo(request: HttpRequest): Promise<Outcome> {
    const route = routes.get(request.path);
    if (route === undefined) return refuse(404, "not_found", "There is nothing here. Try /events or /i.");
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
    ports.log(logLine(request, result, { region, build, milliseconds: clock.now() - startedAt }));
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
