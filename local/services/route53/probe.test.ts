/** One check against real listeners. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { LIMITS, type ProbeTarget, probe } from "./probe";
import { startEndpoint } from "./testing/fixtures";

const target = (port: number, more: Partial<ProbeTarget> = {}): ProbeTarget => ({
  address: "127.0.0.1",
  port,
  kind: "HTTP",
  path: "/health?deep=1",
  host: "eu-west-1.events.holdfast.example",
  healthCheckId: "hc-1",
  checkerAddress: "192.0.2.1",
  ...more,
});

describe("an answer", () => {
  const body = (length: number, ending = "") => "x".repeat(length - ending.length) + ending;
  test.each([
    { title: "200", status: 200, success: true, report: "Success: HTTP Status Code 200, OK" },
    { title: "399", status: 399, success: true, report: "Success: HTTP Status Code 399, unknown" },
    { title: "400", status: 400, success: false, report: "Failure: HTTP Status Code 400, Bad Request" },
    {
      title: "503",
      status: 503,
      success: false,
      report: "Failure: HTTP Status Code 503, Service Unavailable",
    },
    {
      title: "200 with the string",
      status: 200,
      text: "is healthy here",
      search: "healthy",
      success: true,
      report: "Success: HTTP Status Code 200, OK",
    },
    {
      title: "200 without the string",
      status: 200,
      text: "is not",
      search: "healthy",
      success: false,
      report: "Failure: HTTP Status Code 200, OK. The search string was not found in the response body.",
    },
    {
      title: "503 with the string",
      status: 503,
      text: "healthy",
      search: "healthy",
      success: false,
      report: "Failure: HTTP Status Code 503, Service Unavailable",
    },
    {
      title: "a string that ends at byte 5,120",
      status: 200,
      text: body(5_120, "healthy") + body(999),
      search: "healthy",
      success: true,
      report: "Success: HTTP Status Code 200, OK",
    },
    {
      title: "a string that ends at byte 5,121",
      status: 200,
      text: body(5_121, "healthy"),
      search: "healthy",
      success: false,
      report: "Failure: HTTP Status Code 200, OK. The search string was not found in the response body.",
    },
    {
      title: "no body",
      status: 200,
      text: "",
      search: "healthy",
      success: false,
      report: "Failure: HTTP Status Code 200, OK. The search string was not found in the response body.",
    },
  ])("$title", async ({ status, text = "", search, success, report }) => {
    const endpoint = await startEndpoint((_, response) => response.writeHead(status).end(text));
    expect(await probe(target(endpoint.port, { searchString: search }))).toEqual({ success, report });
    await endpoint.close();
  });

  test("to a request that names the endpoint, the check and the checker, on a connection of its own", async () => {
    const seen: unknown[] = [];
    const sockets = new Set<Socket>();
    const endpoint = await startEndpoint((request, response) => {
      sockets.add(request.socket);
      seen.push({ method: request.method, url: request.url, ...request.headers });
      response.end();
    });
    await probe(target(endpoint.port));
    await probe(target(endpoint.port));
    expect(sockets.size).toBe(2);
    expect(seen[0]).toEqual({
      method: "GET",
      url: "/health?deep=1",
      host: "eu-west-1.events.holdfast.example",
      connection: "close",
      "user-agent": "Amazon-Route53-Health-Check-Service (ref hc-1; report http://amzn.to/1vsZADi)",
      "x-forwarded-for": "192.0.2.1",
    });
    await endpoint.close();
  });
});

describe("no answer", () => {
  let server: Server;
  const sockets = new Set<Socket>();
  const listen = async (onConnection: (socket: Socket) => void): Promise<number> => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined); // The checker hangs up.
      onConnection(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server?.close();
  });

  test("a closed port is refused", async () => {
    const port = await listen(() => undefined);
    server.close();
    await once(server, "close");
    expect(await probe(target(port))).toEqual({
      success: false,
      report: "Failure: Resolved IP: 127.0.0.1. The connection was refused.",
    });
    expect((await probe(target(port, { kind: "TCP" }))).success).toBe(false);
  });

  test.each([
    { title: "hangs up", onConnection: (socket: Socket) => void socket.destroy() },
    { title: "speaks no HTTP", onConnection: (socket: Socket) => void socket.end("SSH-2.0\r\n\r\n") },
    {
      title: "breaks off in the body",
      onConnection: (socket: Socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nheal"),
    },
  ])("an endpoint that $title fails", async ({ onConnection }) => {
    expect((await probe(target(await listen(onConnection), { searchString: "healthy" }))).success).toBe(
      false,
    );
  });

  test.each([
    {
      title: "accepts and hangs",
      sent: "",
      limits: { ...LIMITS, status: 20 },
      report: "Failure: Resolved IP: 127.0.0.1. The endpoint sent no HTTP status within 0.02 seconds.",
    },
    {
      title: "stops in the headers",
      sent: "HTTP/1.1 200 OK\r\nContent-Le",
      limits: { ...LIMITS, status: 20 },
      report: "Failure: Resolved IP: 127.0.0.1. The endpoint sent no HTTP status within 0.02 seconds.",
    },
    {
      title: "stops in the body",
      sent: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nheal",
      limits: { ...LIMITS, body: 20 },
      report: "Failure: HTTP Status Code 200, OK. The response body did not arrive within 0.02 seconds.",
    },
  ])("an endpoint that $title fails at the limit", async ({ sent, limits, report }) => {
    const port = await listen((socket) => socket.once("data", () => socket.write(sent)));
    const result = await probe(target(port, { searchString: "healthy" }), undefined, limits);
    expect(result).toEqual({ success: false, report });
  });

  test("the limits are those of AWS", () => {
    expect(LIMITS).toEqual({ connect: 4_000, status: 2_000, body: 2_000, tcpConnect: 10_000 });
  });

  test("a path that no request can carry fails the check", async () => {
    const port = await listen(() => undefined);
    expect(await probe(target(port, { path: "/a b" }))).toEqual({
      success: false,
      report: expect.stringContaining("The request could not be made"),
    });
  });

  test("TCP succeeds by the connection alone", async () => {
    const port = await listen(() => undefined);
    expect(await probe(target(port, { kind: "TCP" }))).toEqual({
      success: true,
      report: "Success: TCP connection established.",
    });
  });

  test("an aborted check ends", async () => {
    const aborter = new AbortController();
    const port = await listen(() => aborter.abort());
    expect((await probe(target(port), aborter.signal)).success).toBe(false);
  });
});
