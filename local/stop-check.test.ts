import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { stopCheckSettled } from "./stop-check";

let server: Server;
afterEach(() => server.close());

/** A control port that gives these answers, the last one from then on. */
async function controlSaying(answers: readonly boolean[]) {
  const asked: (string | undefined)[] = [];
  server = createServer((request, response) => {
    const healthy = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.url);
    response.end(JSON.stringify({ healthy }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { asked, control: { route53: `http://127.0.0.1:${port}`, background: "" } };
}

test("waits until DNS sees the check healthy", async () => {
  const { asked, control } = await controlSaying([false, false, true]);
  await stopCheckSettled({ control }, "check-1");
  expect(asked).toEqual(["/seen/check-1", "/seen/check-1", "/seen/check-1"]);
});

test("does not wait for one that began healthy and so never turned", async () => {
  const { asked, control } = await controlSaying([true]);
  await stopCheckSettled({ control }, "check-1");
  expect(asked).toHaveLength(1);
});
