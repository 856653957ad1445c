/** DNS over UDP as a stub resolver asks it, without any cache: who caches, and for how long, is each client's part. */
import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { decode, encode, type Packet } from "dns-packet";
import { HoldfastError } from "../errors";

export interface Resolution {
  readonly addresses: readonly string[];
  /** The smallest TTL of the answer's records: after it the whole chain must be asked again. */
  readonly ttlSeconds: number;
}

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

/** A stub resolver's usual patience; never compressed. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;

export class Resolver {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: Packet) => void>();

  constructor(
    private readonly server: DnsServer,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.#socket = createSocket("udp4");
    this.#socket.on("message", (message) => {
      const answer = decode(message);
      this.#waiting.get(answer.id ?? -1)?.(answer);
    });
    // A refused datagram is a missing answer: the timeout tells it.
    this.#socket.on("error", () => undefined);
  }

  /** @throws HF_DRILL_DNS when the name has no address, or nobody answers. */
  async resolve(name: string): Promise<Resolution> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const answer = await this.#ask(name);
      if (answer) return resolutionOf(name, answer);
    }
    throw new HoldfastError("HF_DRILL_DNS", {
      name,
      problem: `no answer within ${this.timeoutMs} ms, ${TRIES} times`,
    });
  }

  close(): void {
    this.#socket.close();
  }

  #ask(name: string): Promise<Packet | undefined> {
    let id = randomInt(0x1_0000);
    while (this.#waiting.has(id)) id = randomInt(0x1_0000);
    const query = encode({ type: "query", id, flags: 0x100, questions: [{ type: "A", name }] });
    return new Promise((resolve) => {
      const finish = (answer?: Packet) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(finish, this.timeoutMs);
      this.#waiting.set(id, finish);
      this.#socket.send(query, this.server.port, this.server.address);
    });
  }
}

/** @throws HF_DRILL_DNS when the answer holds no address. */
export function resolutionOf(name: string, answer: Packet): Resolution {
  const records = answer.answers ?? [];
  const addresses = records.flatMap((record) => (record.type === "A" ? [record.data] : []));
  const ttls = records.flatMap((record) =>
    "ttl" in record && record.ttl !== undefined ? [Number(record.ttl)] : [],
  );
  if (addresses.length === 0)
    throw new HoldfastError("HF_DRILL_DNS", {
      name,
      problem: `no address (${(answer as { rcode?: string }).rcode})`,
    });
  return { addresses, ttlSeconds: Math.min(...ttls) };
}
