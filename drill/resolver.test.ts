import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Answer, decode, encode, type Packet } from "dns-packet";
import { Resolver, resolutionOf } from "./resolver";

const name = "events.holdfast.example";
const cname: Answer = { type: "CNAME", name, ttl: 6, data: "eu.example" };
const a = (data: string, ttl = 60): Answer => ({ type: "A", name: "eu.example", ttl, data });
const answering = (...answers: Answer[]): Packet => ({ type: "response", answers });

test.each([
  {
    title: "an address",
    answer: answering(a("127.0.0.11")),
    expected: { addresses: ["127.0.0.11"], ttlSeconds: 60 },
  },
  {
    title: "the shortest TTL of a chain",
    answer: answering(cname, a("127.0.0.11")),
    expected: { addresses: ["127.0.0.11"], ttlSeconds: 6 },
  },
  {
    title: "all addresses",
    answer: answering(a("127.0.0.11"), a("127.0.0.12", 5)),
    expected: { addresses: ["127.0.0.11", "127.0.0.12"], ttlSeconds: 5 },
  },
])("reads $title", ({ answer, expected }) => {
  expect(resolutionOf(name, answer)).toEqual(expected);
});

test.each([
  { title: "no record", answer: answering() },
  { title: "a chain that ends nowhere", answer: answering(cname) },
])("$title is an error", ({ answer }) => {
  expect(() => resolutionOf(name, answer)).toThrow("HF_DRILL_DNS");
});

describe("over UDP", () => {
  const server = createSocket("udp4");
  let deaf = 0;
  let asked = 0;
  beforeAll(async () => {
    server.on("message", (message, { port, address }) => {
      asked += 1;
      const query = decode(message);
      if (asked <= deaf) return;
      const [question] = query.questions ?? [];
      const answers: Answer[] = [{ type: "A", name: question?.name ?? "", ttl: 6, data: "127.0.0.11" }];
      const answer: Packet = {
        type: "response",
        id: query.id ?? 0,
        questions: query.questions ?? [],
        answers,
      };
      server.send(encode(answer), port, address);
    });
    server.bind(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => server.close());

  const resolving = async (lost: number, times = 1) => {
    [asked, deaf] = [0, lost];
    const resolver = new Resolver(
      { address: "127.0.0.1", port: (server.address() as AddressInfo).port },
      100,
    );
    const names = Array.from({ length: times }, (_, index) => `${index}.example`);
    return Promise.all(names.map((one) => resolver.resolve(one))).finally(() => resolver.close());
  };

  test("matches answers to questions that are asked at once", async () => {
    expect(await resolving(0, 20)).toHaveLength(20);
  });

  test("asks again when a datagram is lost", async () => {
    expect(await resolving(1)).toEqual([{ addresses: ["127.0.0.11"], ttlSeconds: 6 }]);
  });

  test("gives up after the second", async () => {
    await expect(resolving(99)).rejects.toThrow("no answer within 100 ms, 2 times");
    expect(asked).toBe(2);
  });
});
