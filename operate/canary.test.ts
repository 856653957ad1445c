import { text } from "node:stream/consumers";
import { type NamedServer, startNamedServer } from "../handlers/testing/named-server";
import { sendCanary } from "./canary";
import { Pair } from "./pair";
import { exampleOutputs } from "./testing/outputs";

let server: NamedServer;
let pair: Pair;
beforeAll(async () => {
  server = await startNamedServer();
  const { dns, httpPort } = server;
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const outputs = [exampleOutputs("primary", "eu-west-1"), exampleOutputs("standby", "us-west-2")];
  pair = new Pair(outputs, { credentials, dns, httpPort });
});
afterAll(() => {
  pair.close();
  server.close();
});

test("an operator's canary goes to the region's own name, signed with what the pair's clients sign with", async () => {
  const seen: unknown[] = [];
  server.answer(async (request, response) => {
    seen.push(request.headers.host, /Credential=(\S+?),/.exec(request.headers.authorization ?? "")?.[1]);
    const { event_id } = JSON.parse(await text(request));
    seen.push(event_id);
    response.end('{"accepted":1,"refused":[],"region":"us-west-2","build":"b7"}');
  });
  const result = await sendCanary(pair, pair.standby);
  expect(result).toMatchObject({ status: 200, region: "us-west-2", build: "b7" });
  expect(result.problem).toBeUndefined();
  expect(seen).toEqual([
    pair.standby.regionalName,
    expect.stringMatching(/^AKIDEXAMPLE\/\d{8}\/us-west-2\/execute-api\/aws4_request$/),
    result.eventId,
  ]);
});

test("what the region refuses is a result that says why", async () => {
  server.answer((_, response) => response.writeHead(403).end('{"message":"Forbidden"}'));
  expect(await sendCanary(pair, pair.primary)).toMatchObject({ status: 403, problem: "HTTP 403 Forbidden" });
});

test("a region that does not answer is a result, too, after the time that was given", async () => {
  server.answer(() => undefined);
  const result = await sendCanary(pair, pair.primary, { withinMs: 50 });
  expect(result).toMatchObject({ status: 0, problem: "no answer within 50 ms" });
});
