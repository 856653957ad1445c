/** A server on the loopback that answers as told, call by call; the last way to answer stays. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface TestServer {
  endpoint: string;
  calls(): number;
  close(): Promise<void>;
}

export async function serverThat(...answers: Answering[]): Promise<TestServer> {
  let calls = 0;
  const server = createServer((request, response) => {
    answers[Math.min(calls++, answers.length - 1)]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
