/** The DNS server, asked by Node's own resolver and by bytes. */
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { connect } from "node:net";
import {
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
} from "dns-packet";
import { startDnsServer } from "./dns";
import {
  changeRecords,
  createZone,
  pairOfRecords,
  startTestRoute53,
  type TestRoute53,
} from "./testing/fixtures";

let route53: TestRoute53;
let resolver: Resolver;
beforeAll(async () => {
  route53 = await startTestRoute53({ speed: 10 });
  const zoneId = await createZone(route53);
  await changeRecords(
    route53,
    zoneId,
    ...pairOfRecords(),
    {
      Action: "CREATE",
      ResourceRecordSet: {
        Name: "text.holdfast.example",
        Type: "TXT",
        TTL: 300,
        ResourceRecords: [{ Value: '"a \\"quoted\\" text" "and more"' }],
      },
    },
    {
      Action: "CREATE",
      ResourceRecordSet: {
        Name: "long.holdfast.example",
        Type: "TXT",
        TTL: 300,
        ResourceRecords: Array.from({ length: 12 }, (_, index) => ({
          Value: `"${index} ${"x".repeat(200)}"`,
        })),
      },
    },
    {
      Action: "CREATE",
      ResourceRecordSet: {
        Name: "mail.holdfast.example",
        Type: "MX",
        TTL: 300,
        ResourceRecords: [{ Value: "10 mx.holdfast.example" }],
      },
    },
    {
      Action: "CREATE",
      ResourceRecordSet: {
        Name: "far.holdfast.example",
        Type: "A",
        AliasTarget: {
          HostedZoneId: "Z",
          DNSName: "d.execute-api.ap-south-1.amazonaws.com",
          EvaluateTargetHealth: false,
        },
      },
    },
  );
  resolver = new Resolver({ tries: 1 });
  resolver.setServers([`${route53.ready.dns.address}:${route53.ready.dns.port}`]);
});
afterAll(() => route53.close());

async function ask(message: Buffer): Promise<Buffer> {
  const socket = createSocket("udp4");
  socket.send(message, route53.ready.dns.port, route53.ready.dns.address);
  const [answer] = (await once(socket, "message")) as [Buffer];
  socket.close();
  return answer;
}

const question = (name: string, type: "A" | "AAAA" | "TXT" | "SOA" = "A", more: Partial<Packet> = {}) =>
  encode({
    type: "query",
    id: 4_711,
    flags: RECURSION_DESIRED,
    questions: [{ name, type, class: "IN" }],
    ...more,
  });

const rcode = (packet: DecodedPacket) => (packet as unknown as { rcode: string }).rcode;

describe("Node's resolver", () => {
  test("gets the address through the chain, and each name on it", async () => {
    expect(await resolver.resolve4("events.holdfast.example")).toEqual(["127.0.0.1"]);
    expect(await resolver.resolveCname("events.holdfast.example")).toEqual([
      "eu-west-1.events.holdfast.example",
    ]);
    expect(await resolver.resolve4("us-west-2.events.holdfast.example", { ttl: true })).toEqual([
      { address: "127.0.0.2", ttl: 6 },
    ]);
  });

  test("gets the other types", async () => {
    expect(await resolver.resolveTxt("text.holdfast.example")).toEqual([['a "quoted" text', "and more"]]);
    expect(await resolver.resolveMx("mail.holdfast.example")).toEqual([
      { priority: 10, exchange: "mx.holdfast.example" },
    ]);
    expect(await resolver.resolveNs("holdfast.example")).toHaveLength(4);
    expect(await resolver.resolveSoa("holdfast.example")).toMatchObject({
      hostmaster: "awsdns-hostmaster.amazon.com",
    });
  });

  test("gets what does not fit into UDP over TCP", async () => {
    expect(await resolver.resolveTxt("long.holdfast.example")).toHaveLength(12);
  });

  test.each([
    { title: "an unknown name is not found", name: "nobody.holdfast.example", code: "ENOTFOUND" },
    { title: "a region that is not here fails", name: "far.holdfast.example", code: "ESERVFAIL" },
    { title: "another's name is refused", name: "example.org", code: "EREFUSED" },
  ])("$title", async ({ name, code }) => {
    await expect(resolver.resolve4(name)).rejects.toMatchObject({ code });
  });

  test("is told that there is no IPv6 address", async () => {
    await expect(resolver.resolve6("us-west-2.events.holdfast.example")).rejects.toMatchObject({
      code: "ENODATA",
    });
  });
});

test("an answer has the id, the question as it was spelt, the flags, both records and compressed TTLs", async () => {
  const answer = decode(await ask(question("Events.Holdfast.EXAMPLE")));
  expect(answer).toMatchObject({
    id: 4_711,
    type: "response",
    flag_aa: true,
    flag_rd: true,
    flag_ra: true,
    flag_tc: false,
  });
  expect(answer.questions).toMatchObject([{ name: "Events.Holdfast.EXAMPLE", type: "A", class: "IN" }]);
  expect(answer.answers).toMatchObject([
    { name: "Events.Holdfast.EXAMPLE", type: "CNAME", ttl: 6, data: "eu-west-1.events.holdfast.example" },
    { name: "eu-west-1.events.holdfast.example", type: "A", ttl: 6, data: "127.0.0.1" },
  ]);
});

test("recursion is said to be available only to who asks for it", async () => {
  const flags = AUTHORITATIVE_ANSWER | RECURSION_DESIRED | RECURSION_AVAILABLE;
  expect(decode(await ask(question("events.holdfast.example", "A", { flags: 0 }))).flags).toBe(
    AUTHORITATIVE_ANSWER,
  );
  expect(decode(await ask(question("events.holdfast.example"))).flags).toBe(flags);
});

test.each([
  { title: "an unknown name", name: "nobody.holdfast.example", code: "NXDOMAIN" },
  { title: "a missing type", name: "mail.holdfast.example", code: "NOERROR" },
])("$title is answered with the zone's SOA", async ({ name, code }) => {
  const answer = decode(await ask(question(name)));
  expect(rcode(answer)).toBe(code);
  expect(answer.answers).toEqual([]);
  expect(answer.authorities).toMatchObject([{ type: "SOA", name: "holdfast.example", ttl: 90 }]);
});

test("EDNS is answered with EDNS, and its size is respected", async () => {
  const opt = {
    type: "OPT" as const,
    name: ".",
    udpPayloadSize: 4_096,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  };
  const answer = decode(await ask(question("events.holdfast.example", "A", { additionals: [opt] })));
  expect(answer.additionals).toMatchObject([{ type: "OPT" }]);
  const long = decode(await ask(question("long.holdfast.example", "TXT", { additionals: [opt] })));
  expect(long.flag_tc).toBe(true);
  expect(long.answers).toEqual([]);
});

test.each([
  { title: "no question", message: encode({ type: "query", id: 1, questions: [] }), code: "FORMERR" },
  {
    title: "two questions",
    message: encode({
      type: "query",
      id: 1,
      questions: [
        { name: "a", type: "A" },
        { name: "b", type: "A" },
      ],
    }),
    code: "FORMERR",
  },
  {
    title: "a question cut short",
    message: question("events.holdfast.example").subarray(0, 20),
    code: "FORMERR",
  },
  {
    title: "an update (opcode 5)",
    message: encode({ type: "query", id: 1, flags: 5 << 11, questions: [{ name: "a", type: "A" }] }),
    code: "NOTIMP",
  },
  {
    title: "class CHAOS",
    message: encode({
      type: "query",
      id: 1,
      questions: [{ name: "version.bind", type: "TXT", class: "CH" }],
    }),
    code: "REFUSED",
  },
  {
    title: "type ANY",
    message: encode({
      type: "query",
      id: 1,
      questions: [{ name: "events.holdfast.example", type: "ANY" as "A" }],
    }),
    code: "REFUSED",
  },
])("$title: $code", async ({ message, code }) => {
  const answer = decode(await ask(message));
  expect(rcode(answer)).toBe(code);
  expect(answer.id).toBe(message.readUInt16BE(0));
});

test("rubbish over UDP and TCP leaves the server answering", async () => {
  const { address, port } = route53.ready.dns;
  const socket = createSocket("udp4");
  for (const message of [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(12, 0xff), Buffer.alloc(500, 0xc0)])
    await new Promise((resolve) => socket.send(message, port, address, resolve));
  socket.close();
  const stream = connect(port, address);
  stream.end(Buffer.from([0, 3, 1, 2, 3]));
  stream.on("error", () => undefined); // It may be reset: the server owes rubbish nothing.
  await new Promise((resolve) => stream.once("close", resolve));
  expect(await resolver.resolve4("events.holdfast.example")).toEqual(["127.0.0.1"]);
});

test("a taken port is a coded error that says what to do", async () => {
  const { address, port } = route53.ready.dns;
  const second = startDnsServer({
    address,
    port,
    speed: 1,
    resolve: () => ({ code: "REFUSED", records: [] }),
    log: () => undefined,
  });
  await expect(second).rejects.toMatchObject({
    code: "HF_LOCAL_ADDRESS",
    message: expect.stringContaining(`127.0.0.1:${port} (EADDRINUSE)`),
  });
});
