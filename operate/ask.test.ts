/** Over real sockets: a DNS server that knows the name, and an HTTP server behind it. */
import { serverThat, type TestServer } from "../handlers/testing/server";
import { type DnsServer, startDnsServer } from "../local/services/route53/dns";
import { ask } from "./ask";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

let dns: DnsServer;
let server: TestServer | undefined;
beforeAll(async () => {
  dns = await startDnsServer({
    address: "127.0.0.1",
    speed: 1,
    log: () => undefined,
    resolve: (name, type) => ({
      code: "NOERROR",
      records: type === "A" ? [{ name, type, ttl: 1, value: "127.0.0.1" }] : [],
    }),
  });
});
afterAll(() => dns.close());
afterEach(() => server?.close());

const askThrough = (endpoint: string, withinMs = 10_000) => {
  const pair = new Pair([exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")], {
    dns: { address: dns.address, port: dns.port },
    httpPort: Number(new URL(endpoint).port),
  });
  return ask(pair, pair.standby, "/health", { withinMs });
};

test("asks the region's own name, as the pair's DNS knows it", async () => {
  server = await serverThat((request, response) => {
    response.statusCode = 503;
    response.end(`${request.method} ${request.headers.host} ${request.url}`);
  });
  expect(await askThrough(server.endpoint)).toEqual({
    status: 503,
    body: "GET us-west-2.events.holdfast.example /health",
  });
});

test("a server that accepts and never answers is an error that says how long was waited", async () => {
  server = await serverThat(() => undefined);
  await expect(askThrough(server.endpoint, 300)).rejects.toThrow("no answer within 0.3 s");
});

test("a closed port is an error", async () => {
  server = await serverThat(() => undefined);
  const { endpoint } = server;
  await server.close();
  await expect(askThrough(endpoint)).rejects.toThrow(/ECONNREFUSED/);
});
