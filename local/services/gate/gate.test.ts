import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { AwsCounts } from "./aws-proxy";
import type { InFlightCounts } from "./in-flight";
import { type GateReady, startGate } from "./index";
import type { IngressCounts } from "./ingress";

/** What the services behind received, and what they answer. */
let received: { name: string; request: IncomingMessage; body: string }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let gate: GateReady;
const closing: (() => unknown)[] = [];

async function serviceNamed(name: string): Promise<string> {
  const server: Server = createServer(async (request, response) => {
    received.push({ name, request, body: await text(request) });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(async () => {
  received = [];
  answer = (_, response) => response.end("fine");
  const [doorUrl, main, firehose, scheduler, route53, s3Replication] = (await Promise.all(
    ["door", "default", "firehose", "scheduler", "route53", "s3Replication"].map(serviceNamed),
  )) as [string, string, string, string, string, string];
  const services = { default: main, firehose, scheduler, route53, s3Replication };
  const started = await startGate({
    region: "eu-west-1",
    address: "127.0.0.1",
    httpPort: 0,
    doorUrl,
    services,
  });
  closing.unshift(started.close);
  gate = started.ready;
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const put = async (path: string, body: object) => {
  const response = await fetch(`${gate.control}${path}`, { method: "PUT", body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};
const read = async (path: string) => (await fetch(`${gate.control}${path}`)).json();
const counts = async () => (await read("/counts")) as { ingress: IngressCounts; aws: AwsCounts };

const scope = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIA1/20260101/eu-west-1/${service}/aws4_request, Signature=1`,
});

/** One AWS request; a broken connection is the error's code. */
async function call(
  service: string,
  options: { path?: string; method?: string; headers?: object; body?: string } = {},
) {
  const { path = "/", method = "POST", headers, body } = options;
  const request = httpRequest(`${gate.aws}${path}`, { method, headers: { ...scope(service), ...headers } });
  request.end(body);
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

describe("AWS APIs", () => {
  test.each([
    ["firehose", "/", "firehose"],
    ["scheduler", "/schedules/x", "scheduler"],
    ["route53", "/2013-04-01/healthcheck", "route53"],
    ["s3", "/lake?replication", "s3Replication"],
    ["s3", "/lake?versioning", "default"],
    ["lambda", "/", "default"],
    ["unknown", "/", "default"],
  ])("%s %s goes to %s", async (service, path, name) => {
    expect(await call(service, { path })).toEqual({ status: 200, body: "fine" });
    expect(received.map((one) => one.name)).toEqual([name]);
  });

  test("method, path, headers and body arrive as they were sent, the Host above all", async () => {
    await call("s3", {
      path: "/lake/a%2Fb?x-id=PutObject",
      method: "PUT",
      headers: {
        Host: "lake.s3.amazonaws.com",
        "X-Amz-Meta-A": "Ä".normalize("NFC"),
        "Transfer-Encoding": "chunked",
      },
      body: "body",
    });
    const [{ request, body }] = received as [(typeof received)[number]];
    expect([request.method, request.url, body]).toEqual(["PUT", "/lake/a%2Fb?x-id=PutObject", "body"]);
    expect(request.headers).toMatchObject({ host: "lake.s3.amazonaws.com", "transfer-encoding": "chunked" });
    expect(request.rawHeaders).toContain("X-Amz-Meta-A");
  });

  test("whoever comes through the gate is taken to come over TLS, whatever it says", async () => {
    await call("s3", { headers: { "x-forwarded-proto": "http" } });
    expect(received[0]?.request.headers["x-forwarded-proto"]).toBe("https");
  });

  test("a client that expects 100-continue gets it before it sends the body", async () => {
    const headers = { ...scope("s3"), expect: "100-continue", "content-length": "4" };
    const request = httpRequest(`${gate.aws}/lake/a`, { method: "PUT", headers });
    request.flushHeaders();
    await once(request, "continue");
    request.end("body");
    const [response] = await once(request, "response");
    expect([response.statusCode, received[0]?.body]).toEqual([200, "body"]);
    response.resume();
  });

  test("requests and operations are counted by service, the query protocol's from its body", async () => {
    await call("firehose", { headers: { "x-amz-target": "Firehose_20150804.PutRecord" } });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    await call("sts", { headers: form, body: "Action=AssumeRole&Version=2011-06-15" });
    answer = (_, response) => response.writeHead(500).end();
    await call("firehose", { headers: { "x-amz-target": "Firehose_20150804.PutRecord" } });
    expect((await counts()).aws).toEqual({
      firehose: { requests: 2, errors: 1, PutRecord: 2 },
      sts: { requests: 1, errors: 0, AssumeRole: 1 },
    });
  });

  test("calls under way are counted until they are answered or given up", async () => {
    let release = () => {};
    const reached = new Promise<void>((resolve) => {
      answer = (_, response) => {
        release = () => response.end("late");
        resolve();
      };
    });
    const inFlight = async () => {
      const response = await fetch(`${gate.control}/in-flight`, { method: "POST" });
      return (await response.json()) as InFlightCounts;
    };
    const path = "/2015-03-31/functions/collect/invocations";
    const invoked = call("lambda", { path });
    await reached;
    expect(await inFlight()).toEqual({ lambda: { Invoke: { now: 1, peak: 1 } } });
    release();
    await invoked;
    while ((await inFlight()).lambda?.Invoke?.now !== 0);
    expect(await inFlight()).toEqual({ lambda: { Invoke: { now: 0, peak: 0 } } });
  });

  test("what was denied is listed, and passed on", async () => {
    const body = JSON.stringify({
      __type: "AccessDeniedException",
      Message: "User: arn:role is not authorized to perform: firehose:PutRecord on resource: arn:stream",
    });
    answer = (_, response) => response.writeHead(400).end(body);
    expect(await call("firehose")).toEqual({ status: 400, body });
    await call("firehose");
    expect(await read("/denied")).toMatchObject([
      {
        region: "eu-west-1",
        action: "firehose:PutRecord",
        principal: "arn:role",
        resource: "arn:stream",
        count: 2,
      },
    ]);
  });

  test("a refusing service resets; the others go on; open heals it", async () => {
    await put("/aws/s3", { mode: "refuse" });
    expect(await call("s3")).toBe("ECONNRESET");
    expect(await call("lambda")).toMatchObject({ status: 200 });
    await put("/aws/s3", { mode: "open" });
    expect(await call("s3")).toMatchObject({ status: 200 });
  });

  test("a fault of all services gives way to one's own", async () => {
    await put("/aws/*", { mode: "refuse" });
    await put("/aws/s3", { mode: "error" });
    expect(await call("s3")).toMatchObject({ status: 503 });
    expect(await call("lambda")).toBe("ECONNRESET");
  });

  test("a hanging service answers nothing until it heals, then it resets", async () => {
    await put("/aws/s3", { mode: "hang" });
    let ended = false;
    const hanging = call("s3").finally(() => {
      ended = true;
    });
    expect(await call("lambda")).toMatchObject({ status: 200 });
    expect(ended).toBe(false);
    while ((await counts()).aws.s3?.errors !== 1);
    await put("/aws/s3", { mode: "open" });
    expect(await hanging).toBe("ECONNRESET");
    expect(received.filter(({ request }) => request.headers.authorization?.includes("/s3/"))).toEqual([]);
  });

  test("a call under way when the service begins to hang is carried out, and its answer is lost", async () => {
    let release = () => {};
    const reached = new Promise<void>((resolve) => {
      answer = (_, response) => {
        release = () => response.end("late");
        resolve();
      };
    });
    const hanging = call("s3");
    await reached;
    await put("/aws/s3", { mode: "hang" });
    release();
    while ((await counts()).aws.s3?.errors !== 1);
    await put("/aws/s3", { mode: "open" });
    expect(await hanging).toBe("ECONNRESET");
  });

  test("a slow service answers later, and rightly", async () => {
    await put("/aws/s3", { mode: "slow", delayMs: 30 });
    expect(await call("s3", { body: "late" })).toEqual({ status: 200, body: "fine" });
    expect(received[0]?.body).toBe("late");
  });

  test("a service that is gone resets", async () => {
    answer = (request) => request.socket.resetAndDestroy();
    expect(await call("lambda")).toBe("ECONNRESET");
  });
});

describe("ingress", () => {
  const url = () => `http://127.0.0.1:${gate.httpPort}`;

  /** However it closes: `once` of events would reject on a reset. */
  const closeOf = (socket: Socket) => new Promise((closed) => socket.once("close", closed));

  /** A connection that has had one answer, and stays open. */
  async function keptConnection(): Promise<Socket> {
    const socket = connect(gate.httpPort, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    return socket;
  }

  test("requests reach the door over one connection, and are counted by connection", async () => {
    const socket = await keptConnection();
    socket.write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    expect(received.map(({ name }) => name)).toEqual(["door", "door"]);
    expect((await counts()).ingress).toEqual({ connections: 1, reset: 0, hung: 0 });
    socket.destroy();
  });

  test("refusing closes the listening socket and resets who is connected; open listens on the same port", async () => {
    const socket = await keptConnection();
    const closed = closeOf(socket);
    await put("/ingress", { mode: "refuse" });
    await closed;
    await expect(fetch(url())).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    await put("/ingress", { mode: "open" });
    expect((await fetch(url())).status).toBe(200);
  });

  test("hanging accepts, reads and answers nothing, old connections included; open resets them", async () => {
    const kept = await keptConnection();
    await put("/ingress", { mode: "hang" });
    const fresh = connect(gate.httpPort, "127.0.0.1");
    fresh.on("error", () => undefined);
    await once(fresh, "connect");
    let answers = 0;
    for (const socket of [kept, fresh]) {
      socket.on("data", () => answers++);
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(1_000_000)}`);
      await new Promise<void>((sent) => socket.write("", () => sent())); // The kernel took it: somebody reads.
    }
    while ((await counts()).ingress.hung !== 2);
    const closed = Promise.all([closeOf(kept), closeOf(fresh)]);
    await put("/ingress", { mode: "open" });
    await closed;
    expect([answers, received.length]).toEqual([0, 1]);
    expect((await fetch(url())).status).toBe(200);
  });

  test("slow passes the bytes on later, in order", async () => {
    await put("/ingress", { mode: "slow", delayMs: 20 });
    answer = (_, response) => {
      for (let index = 0; index < 50; index++) response.write(`${index},`);
      response.end();
    };
    expect(await (await fetch(url())).text()).toBe(
      Array.from({ length: 50 }, (_, index) => `${index},`).join(""),
    );
  });

  test("hang after hang, refuse after refuse, and back", async () => {
    for (const mode of ["hang", "hang", "refuse", "refuse", "slow", "open"])
      await put("/ingress", { mode, delayMs: 1 });
    expect(await read("/ingress")).toMatchObject({ mode: "open" });
    expect((await fetch(url())).status).toBe(200);
  });
});

test.each([
  ["/ingress", { mode: "error" }, 400],
  ["/ingress", { mode: "slow", delayMs: -1 }, 400],
  ["/aws/s3", { mode: "close" }, 400],
  ["/nothing", { mode: "open" }, 404],
])("control: PUT %s %j is refused with %i", async (path, body, status) => {
  expect((await put(path, body)).status).toBe(status);
});
