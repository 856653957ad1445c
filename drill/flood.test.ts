import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Flood, type FloodShape } from "./flood";

let server: Server;
let statuses: number[];
let served = 0;
beforeEach(async () => {
  served = 0;
  statuses = [200];
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(statuses[served++ % statuses.length] as number).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const flood = (shape: FloodShape, addresses = ["127.0.0.1"]) =>
  new Flood(
    {
      name: "events.example",
      port: (server.address() as AddressInfo).port,
      resolver: { resolve: async () => ({ addresses, ttlSeconds: 6 }) },
      regionOf: (address) => (address === "127.0.0.1" ? "eu-west-1" : undefined),
      signal: new AbortController().signal,
    },
    shape,
  );
const answered = ({ counts }: Flood) => Object.values(counts.answers).reduce((sum, count) => sum + count, 0);
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((later) => setTimeout(later, 5));
};

test("sends without waiting for answers, and counts them by status and region", async () => {
  statuses = [200, 429];
  const one = flood({ requestsPerSecond: 500, secondsMax: 60 });
  await until(() => answered(one) >= 20);
  await one.end();
  const { sent, answers, regions } = one.counts;
  expect(answers[200]).toBeGreaterThan(0);
  expect(answers[429]).toBeGreaterThan(0);
  expect(regions).toEqual({ "eu-west-1": sent });
});

test("ends by itself, having sent no more than was asked for", async () => {
  const one = flood({ requestsPerSecond: 100, secondsMax: 0.2 });
  await one.ended;
  expect(one.counts.sent).toBeLessThanOrEqual(20);
  await one.end();
});

test.each(["192.0.2.1", "10.0.0.1", "128.0.0.1"])("goes nowhere near %s", async (stray) => {
  const one = flood({ requestsPerSecond: 100, secondsMax: 60 }, ["127.0.0.1", stray]);
  await expect(one.ended).rejects.toThrow(`events.example leads to ${stray}`);
  await expect(one.end()).rejects.toThrow("127.0.0.0/8");
  expect(one.counts.sent).toBe(0);
});
