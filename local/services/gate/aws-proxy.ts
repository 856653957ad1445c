/** Every AWS API of the region: passed on to who emulates it, byte for byte, unless a fault is on. */
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { listen } from "../address";
import { Denials, denialIn } from "./denial";
import { type AwsFault, Faults } from "./fault";
import { InFlight } from "./in-flight";
import { type Call, callOf, isForm, isReplicationCall, operationInForm } from "./operation";
import { unavailable } from "./unavailable";

/** Where each service answers; `default` takes every other one. */
export interface Services {
  readonly default: string;
  readonly firehose: string;
  readonly scheduler: string;
  readonly route53: string;
  readonly s3Replication: string;
}

/** By service: `requests`, `errors` (answered 5xx, or not at all), and how often each operation was called. */
export type AwsCounts = Record<string, Record<string, number>>;

/** A refusal is a few hundred bytes; the rest of a large answer says nothing more. */
const REFUSAL_BYTES_MAX = 16_384;

/** Where the JSON protocols name what is asked for. */
const REQUEST_BYTES_KEPT = 512;

interface Asked {
  readonly request: IncomingMessage;
  readonly bodyStart: string;
}

export class AwsProxy {
  readonly counts: AwsCounts = Object.create(null); // Callers choose the names.
  readonly denials = new Denials();
  readonly inFlight = new InFlight();
  readonly #region: string;
  readonly #services: Services;
  readonly #faults = new Faults();
  /** Requests that hang, with the service they call. */
  readonly #hung = new Map<ServerResponse, string>();
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 512, noDelay: true });
  readonly #server = createServer(
    { keepAliveTimeout: 65_000, requestTimeout: 0, maxHeaderSize: 65_536, noDelay: true },
    (request, response) => this.#receive(request, response),
  );

  constructor(region: string, services: Services) {
    this.#region = region;
    this.#services = services;
    // Passed on like the rest: the service behind says when to go on.
    this.#server.on("checkContinue", (request, response) => this.#receive(request, response));
  }

  listen(address: string, port: number): Promise<number> {
    return listen(this.#server, address, port, "another --data-dir, since this port is kept with the data");
  }

  setFault(service: string, fault: AwsFault): void {
    this.#faults.set(service, fault);
    for (const [response, called] of this.#hung)
      if (this.#faults.of(called).mode !== "hang") {
        this.#hung.delete(response);
        reset(response);
      }
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const call = callOf({ method: request.method ?? "", url: request.url ?? "/", headers: request.headers });
    this.#count(request, call);
    response.once("close", this.inFlight.enter(call));
    request.on("error", () => undefined); // The client went away; `response` closes too.
    response.on("error", () => undefined);
    const fault = this.#faults.of(call.service);
    switch (fault.mode) {
      case "open":
        this.#pass(request, response, call);
        return;
      case "refuse":
        this.#fail(call);
        reset(response);
        return;
      case "hang":
        request.resume();
        this.#hang(response, call);
        return;
      case "error": {
        this.#fail(call);
        request.resume();
        const { status, headers, body } = unavailable(call.service);
        response.writeHead(status, headers).end(body);
        return;
      }
      case "slow": {
        const timer = setTimeout(() => this.#pass(request, response, call), fault.delayMs);
        response.once("close", () => clearTimeout(timer));
      }
    }
  }

  #pass(request: IncomingMessage, response: ServerResponse, call: Call): void {
    const target = new URL(this.#targetOf(call, request.url ?? "/"));
    const onward = httpRequest({
      agent: this.#agent,
      host: target.hostname,
      port: target.port,
      method: request.method,
      path: request.url,
      // An array goes out as it is: no Host is added or changed. The gate stands for AWS's TLS endpoint, so policies that
      // ask for aws:SecureTransport are evaluated and hold.
      headers: [...endToEnd(request.rawHeaders, /^x-forwarded-proto$/i), "X-Forwarded-Proto", "https"],
    });
    onward.on("continue", () => response.writeContinue());
    let bodyStart = "";
    request.once("data", (bytes: Buffer) => {
      bodyStart = bytes.toString("latin1", 0, REQUEST_BYTES_KEPT);
    });
    onward.on("response", (answer) => this.#answer({ request, bodyStart }, response, call, answer));
    onward.on("error", () => {
      if (response.destroyed) return;
      this.#fail(call);
      reset(response); // What a client sees when a service's host is gone.
    });
    response.once("close", () => {
      if (!response.writableFinished) onward.destroy();
    });
    request.pipe(onward);
  }

  #answer(asked: Asked, response: ServerResponse, call: Call, answer: IncomingMessage): void {
    if (this.#faults.of(call.service).mode === "hang") {
      answer.resume(); // Done, and nobody will know.
      this.#hang(response, call);
      return;
    }
    const status = answer.statusCode ?? 502;
    if (status >= 500) this.#fail(call);
    if (status >= 400 && status < 500) this.#watchForDenial(asked, call, answer, status);
    response.sendDate = false;
    response.writeHead(status, answer.statusMessage, endToEnd(answer.rawHeaders));
    answer.on("error", () => reset(response));
    answer.pipe(response);
  }

  #watchForDenial({ request, bodyStart }: Asked, call: Call, answer: IncomingMessage, status: number): void {
    let body = "";
    answer.on("data", (bytes: Buffer) => {
      if (body.length < REFUSAL_BYTES_MAX) body += bytes.toString("latin1");
    });
    answer.on("end", () => {
      const errorType = answer.headers["x-amzn-errortype"]?.toString();
      const head = { method: request.method ?? "", url: request.url ?? "/", bodyStart };
      const denial = denialIn(call, head, { status, errorType, body });
      if (denial) this.denials.add(this.#region, denial);
    });
  }

  #hang(response: ServerResponse, call: Call): void {
    this.#fail(call);
    this.#hung.set(response, call.service);
    response.once("close", () => this.#hung.delete(response));
  }

  #targetOf(call: Call, url: string): string {
    if (call.service === "s3")
      return isReplicationCall(url) ? this.#services.s3Replication : this.#services.default;
    const own: Partial<Record<string, string>> = {
      firehose: this.#services.firehose,
      scheduler: this.#services.scheduler,
      route53: this.#services.route53,
    };
    return own[call.service] ?? this.#services.default;
  }

  #count(request: IncomingMessage, call: Call): void {
    const counts = this.#countsOf(call);
    const add = (operation: string) => {
      counts[operation] = (counts[operation] ?? 0) + 1;
    };
    counts.requests = (counts.requests ?? 0) + 1;
    if (isForm(request.headers))
      request.once("data", (body: Buffer) => add(operationInForm(body) ?? call.operation));
    else add(call.operation);
  }

  #fail(call: Call): void {
    const counts = this.#countsOf(call);
    counts.errors = (counts.errors ?? 0) + 1;
  }

  #countsOf(call: Call): Record<string, number> {
    this.counts[call.service] ??= Object.assign(Object.create(null), { requests: 0, errors: 0 });
    return this.counts[call.service] as Record<string, number>;
  }
}

const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};

/** Names and values alternate, as received. What concerns one connection is left out (RFC 9110, 7.6.1). */
function endToEnd(rawHeaders: readonly string[], except = /^$/): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    const isOfConnection = /^(connection|keep-alive|proxy-connection)$/i.test(name);
    if (!isOfConnection && !except.test(name)) kept.push(name, rawHeaders[index + 1] as string);
  }
  return kept;
}
