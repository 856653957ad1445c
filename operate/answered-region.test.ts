import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { decode, encode } from "dns-packet";
import { answeredRegion } from "./answered-region";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

let server: Socket;
let leadsTo: string;
beforeAll(async () => {
  server = createSocket("udp4");
  server.on("message", (message, { port, address }) => {
    const { id = 0, questions = [] } = decode(message);
    const answers = [{ name: questions[0]?.name ?? "", type: "CNAME" as const, ttl: 6, data: leadsTo }];
    server.send(encode({ type: "response", id, questions, answers }), port, address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

const answered = () => {
  const { address, port } = server.address();
  const outputs = [exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")];
  return answeredRegion(new Pair(outputs, { dns: { address, port }, httpPort: 80 }));
};

test.each(["eu-west-1", "us-west-2"])("the failover name leads to %s", async (region) => {
  leadsTo = `${region}.events.holdfast.example`;
  expect(await answered()).toBe(region);
});

test("a name that is neither region's is told", async () => {
  leadsTo = "elsewhere.example";
  await expect(answered()).rejects.toThrow("events.holdfast.example leads to elsewhere.example");
});
