/** Route 53's REST API: which path and method is which operation, and errors as its XML. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Route53Error } from "./errors";
import { renderXml, type XmlTree } from "./xml";

export interface Request {
  /** The parts of the path that stand in the route's braces. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface Response {
  /** 200 unless said. */
  readonly status?: number;
  readonly location?: string;
  /** The name of the document's root, and what it holds. */
  readonly root: string;
  readonly content: XmlTree;
}

/** `GET /2013-04-01/hostedzone/{id}` → what answers it. */
export type Routes = Readonly<Record<string, (request: Request) => Response>>;

/** Above any change batch that Route 53 takes (1,000 changes, 32,000 characters). */
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** `fallback` answers what is no path of Route 53's. */
export function listener(
  routes: Routes,
  log: (problem: string) => void,
  fallback: RequestListener,
): RequestListener {
  const compiled = Object.entries(routes).map(([route, handle]) => ({ ...compile(route), handle }));
  return async (message, response) => {
    const url = new URL(message.url ?? "/", "http://route53");
    if (!url.pathname.startsWith("/2013-04-01/")) return fallback(message, response);
    try {
      const path = url.pathname.replace(/\/$/, "");
      const found = compiled.find(({ method, pattern }) => method === message.method && pattern.test(path));
      if (found === undefined)
        throw new Route53Error(
          "UnknownOperationException",
          `${message.method} ${path} is not modelled here.`,
        );
      const groups = found.pattern.exec(path)?.groups ?? {};
      const parts = Object.fromEntries(Object.entries(groups).map(([name, part]) => [name, decoded(part)]));
      answer(response, found.handle({ path: parts, query: url.searchParams, body: await bodyOf(message) }));
    } catch (error) {
      answerError(response, error, log);
    }
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Route53Error("InvalidInput", `${part} in the path cannot be decoded.`);
  }
}

function compile(route: string): { method: string; pattern: RegExp } {
  const [method = "", path = ""] = route.split(" ");
  return { method, pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) throw new Route53Error("InvalidInput", "The request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, { status = 200, location, root, content }: Response): void {
  send(response, status, renderXml(root, content), location === undefined ? {} : { Location: location });
}

function answerError(response: ServerResponse, error: unknown, log: (problem: string) => void): void {
  const known = error instanceof Route53Error;
  if (!known) log(`Route 53 API: ${error instanceof Error ? error.stack : error}`);
  const content = {
    Error: {
      Type: known ? "Sender" : "Receiver",
      Code: known ? error.code : "InternalFailure",
      Message: known ? error.message : "The local Route 53 failed; its log says why.",
    },
    RequestId: randomUUID(),
  };
  send(response, known ? error.status : 500, renderXml("ErrorResponse", content), {});
}

function send(response: ServerResponse, status: number, xml: string, headers: Record<string, string>): void {
  response.writeHead(status, {
    "Content-Type": "text/xml",
    "Content-Length": Buffer.byteLength(xml),
    "x-amzn-RequestId": randomUUID(),
    ...headers,
  });
  response.end(xml);
}
