import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type GateFaults, gateFaults, type Injection } from "./faults";

let server: Server;
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    const body = await text(request);
    asked.push(`${request.method} ${request.url} ${body === "" ? "" : JSON.parse(body).mode}`.trim());
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Verb = Exclude<keyof GateFaults, "denied" | "takeInvokes">;
test.each<{ verb: Verb; injection: Injection; puts: string[] }>([
  { verb: "hang", injection: "as-asked", puts: ["/ingress hang"] },
  { verb: "hang", injection: "missed", puts: ["/aws/nobody hang"] },
  { verb: "hang", injection: "none", puts: [] },
  { verb: "close", injection: "as-asked", puts: ["/ingress refuse", "/aws/* refuse"] },
  { verb: "close", injection: "missed", puts: ["/aws/nobody refuse", "/aws/nobody refuse"] },
  { verb: "close", injection: "none", puts: [] },
  { verb: "hangFirehose", injection: "as-asked", puts: ["/aws/firehose hang"] },
  { verb: "hangFirehose", injection: "missed", puts: ["/aws/nobody hang"] },
  { verb: "hangFirehose", injection: "none", puts: [] },
  { verb: "open", injection: "none", puts: ["/aws/* open", "/aws/firehose open", "/ingress open"] },
])("$verb, $injection: $puts", async ({ verb, injection, puts }) => {
  const { port } = server.address() as AddressInfo;
  await gateFaults(`http://127.0.0.1:${port}`, injection)[verb]();
  expect(asked).toEqual(puts.map((one) => `PUT ${one}`));
});

test("a gate that saw no invocation has none in flight", async () => {
  const { port } = server.address() as AddressInfo;
  const gate = gateFaults(`http://127.0.0.1:${port}`, "as-asked");
  expect(await gate.takeInvokes()).toEqual({ now: 0, peak: 0 });
  expect(asked).toEqual(["POST /in-flight"]);
});
