import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a service answers; headers and status default to those of plain JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** `undefined`: never answered, as a service that hangs. */
export type Answerer = (request: IncomingMessage, body: Buffer) => Promise<Answer | undefined>;

export interface Listener {
  readonly url: string;
  /** Stops listening and drops every connection, answered or not. */
  close(): Promise<void>;
}

/** Above every AWS request that reaches these services: PutRecordBatch carries at most 4 MiB, in base64. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** An HTTP server on a free port of 127.0.0.1 that reads each body whole. An exception of `answer` is a 500. */
export async function listen(answer: Answerer): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    respond(request, response, answer).catch((error) => {
      console.error(`${request.method} ${request.url}:`, error);
      if (!response.headersSent) send(response, json(500, { message: String(error) }));
      else response.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

export const requestId = (): string => randomUUID();

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answerer): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  if (bytes > BODY_BYTES_MAX) return send(response, json(413, { message: "Request Too Long" }));
  const answered = await answer(request, Buffer.concat(chunks));
  if (answered !== undefined) send(response, answered);
}

function send(response: ServerResponse, { status, headers = {}, body = "" }: Answer): void {
  if (response.destroyed) return; // The caller gave up first: its timeout, not our error.
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
