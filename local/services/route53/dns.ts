/** The DNS server: questions over UDP and TCP, answered from the hosted zones. On loopback only. */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { addressError } from "../address";
import { type Resolve, respond } from "./wire";

export interface DnsServerOptions {
  readonly address: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly resolve: Resolve;
  /** How many times faster the TTL runs out. */
  readonly speed: number;
  readonly log: (problem: string) => void;
}

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Idle TCP connections are closed after this many milliseconds (RFC 7766 asks for seconds). */
const TCP_IDLE = 10_000;

/** @throws HF_LOCAL_ADDRESS when the port is taken or not permitted. */
export async function startDnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const sockets = new Set<Socket>();
  const { udp, tcp } = await listen(options);
  udp.on("message", (message, peer) => answerUdp(udp, message, peer, options));
  udp.on("error", (error) => options.log(`DNS over UDP: ${error.message}`));
  tcp.on("error", (error) => options.log(`DNS over TCP: ${error.message}`));
  tcp.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serveTcp(socket, options);
  });
  return {
    address: options.address,
    port: udp.address().port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** UDP and TCP on one port. When any will do and the other protocol's is taken, the next is tried. */
async function listen({ address, port = 0 }: DnsServerOptions): Promise<{ udp: UdpSocket; tcp: Server }> {
  for (;;) {
    const tcp = createServer();
    const udp = createSocket("udp4");
    try {
      tcp.listen(port, address);
      await once(tcp, "listening");
      udp.bind((tcp.address() as AddressInfo).port, address);
      await once(udp, "listening");
      return { udp, tcp };
    } catch (error) {
      tcp.close();
      udp.close();
      const problem = error as NodeJS.ErrnoException;
      if (port === 0 && problem.code === "EADDRINUSE") continue;
      throw addressError(problem, address, port, "--dns-port");
    }
  }
}

function answerUdp(udp: UdpSocket, message: Buffer, peer: RemoteInfo, options: DnsServerOptions): void {
  const answer = respond(message, { ...options, transport: "udp" });
  if (answer !== undefined)
    udp.send(answer, peer.port, peer.address, (error) => {
      if (error) options.log(`DNS answer to ${peer.address}:${peer.port}: ${error.message}`);
    });
}

/** Each message is preceded by its length in two bytes (RFC 1035, 4.2.2). */
function serveTcp(socket: Socket, options: DnsServerOptions): void {
  let received = Buffer.alloc(0);
  socket.setTimeout(TCP_IDLE, () => socket.destroy());
  socket.on("error", () => socket.destroy()); // The peer went away: nobody is left to tell.
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk as Buffer]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const answer = respond(received.subarray(2, end), { ...options, transport: "tcp" });
      received = received.subarray(end);
      if (answer === undefined) return void socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
    }
  });
}
