/** An HTTP server that every name leads to, by a DNS server of its own. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface NamedServer {
  readonly dns: { readonly address: string; readonly port: number };
  readonly httpPort: number;
  /** What the server does with requests from now on. */
  answer(answering: Answering): void;
  close(): void;
}

export async function startNamedServer(): Promise<NamedServer> {
  let answering: Answering = (_, response) => response.end();
  const dns = createSocket("udp4").on("message", (question, { port, address }) => {
    dns.send(answerTo(question), port, address);
  });
  dns.bind(0, "127.0.0.1");
  await once(dns, "listening");
  const server = createServer((request, response) => void answering(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    dns: { address: "127.0.0.1", port: dns.address().port },
    httpPort: (server.address() as AddressInfo).port,
    answer(next) {
      answering = next;
    },
    close() {
      dns.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** One A record, 127.0.0.1, for whatever name was asked: the question as it came, and a record that points back to its name. */
function answerTo(question: Buffer): Buffer {
  const record = Buffer.from("c00c00010001000000010004" + "7f000001", "hex");
  // Up to the end of the one question: its name ends with a zero, then come type and class.
  const end = question.indexOf(0, 12) + 5;
  const reply = Buffer.concat([question.subarray(0, end), record]);
  reply.writeUInt16BE(0x8180, 2); // A response, recursion done.
  reply.writeUInt16BE(1, 6);
  reply.writeUInt32BE(0, 8);
  return reply;
}
