/** The region's front gate: bytes from clients to the door, unless a fault is on. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "../address";
import { DelayLine } from "./delay-line";
import type { IngressFault } from "./fault";

export interface IngressCounts {
  /** Connections accepted since the start. */
  connections: number;
  /** Of these, reset by a fault or because nothing answered behind the gate. */
  reset: number;
  /** Of these, left without an answer by `hang`. */
  hung: number;
}

export class Ingress {
  readonly counts: IngressCounts = { connections: 0, reset: 0, hung: 0 };
  readonly #pairs = new Set<Pair>();
  readonly #server: Server;
  readonly #address: string;
  readonly #door: { host: string; port: number };
  #port: number;
  #fault: IngressFault = { mode: "open", delayMs: 0 };

  /** @param port 0 takes a free one; it stays the same from then on. */
  constructor(address: string, port: number, doorUrl: string) {
    const { hostname, port: doorPort } = new URL(doorUrl);
    this.#address = address;
    this.#port = port;
    this.#door = { host: hostname, port: Number(doorPort) };
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  get fault(): IngressFault {
    return this.#fault;
  }

  async listen(): Promise<number> {
    this.#port = await listen(this.#server, this.#address, this.#port, "--http-port");
    return this.#port;
  }

  /** In force for connections that exist, too. Refusing closes the listening socket, so that the kernel refuses. */
  async set(fault: IngressFault): Promise<void> {
    const before = this.#fault;
    this.#fault = fault;
    if (fault.mode === "refuse") {
      this.#server.close();
      this.#resetAll();
      return;
    }
    // What hung has lost bytes: it can only be reset.
    if (before.mode === "hang" && fault.mode !== "hang") this.#resetAll();
    if (fault.mode === "hang" && before.mode !== "hang") {
      this.counts.hung += this.#pairs.size;
      for (const pair of this.#pairs) pair.freeze();
    }
    if (!this.#server.listening) await this.listen();
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    for (const pair of this.#pairs) pair.destroy();
    await closed;
  }

  #resetAll(): void {
    this.counts.reset += this.#pairs.size;
    for (const pair of this.#pairs) pair.reset();
  }

  #accept(client: Socket): void {
    this.counts.connections++;
    // Accepted by the kernel before the listening socket was closed.
    if (this.#fault.mode === "refuse") {
      this.counts.reset++;
      client.resetAndDestroy();
      return;
    }
    if (this.#fault.mode === "hang") this.counts.hung++;
    const pair = new Pair(client, connect({ ...this.#door, noDelay: true, allowHalfOpen: true }), {
      fault: () => this.#fault,
      lost: () => {
        this.counts.reset++;
      },
      closed: () => this.#pairs.delete(pair),
    });
    this.#pairs.add(pair);
  }
}

interface PairEvents {
  readonly fault: () => IngressFault;
  /** The door could not be reached, or broke off. */
  readonly lost: () => void;
  readonly closed: () => void;
}

/** A client's connection and its counterpart to the door. */
class Pair {
  readonly #client: Socket;
  readonly #door: Socket;
  readonly #line = new DelayLine();

  constructor(client: Socket, door: Socket, events: PairEvents) {
    this.#client = client;
    this.#door = door;
    const { fault } = events;

    client.on("data", (bytes) => {
      if (fault().mode === "hang") return; // Read, so that the client believes it was sent.
      if (!door.write(bytes)) client.pause();
    });
    door.on("drain", () => client.resume());
    client.on("end", () => (fault().mode === "hang" ? this.destroy() : door.end()));

    // Passed on when its time has come; what comes while it hangs is lost.
    const later = (pass: () => void) => {
      const { mode, delayMs } = fault();
      if (mode !== "hang") this.#line.push(mode === "slow" ? delayMs : 0, pass);
    };
    door.on("data", (bytes) =>
      later(() => {
        if (!client.destroyed && !client.write(bytes)) door.pause();
      }),
    );
    client.on("drain", () => door.resume());
    door.on("end", () => later(() => client.end()));

    client.on("error", () => this.destroy());
    door.on("error", () => {
      if (fault().mode === "hang" || client.destroyed) return;
      events.lost();
      this.reset();
    });
    client.on("close", () => {
      this.#line.clear();
      door.destroy();
      events.closed();
    });
  }

  /** Everything that was under way is dropped, and the client is read on, though nobody takes what it sends. */
  freeze(): void {
    this.#line.clear();
    this.#client.resume();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#door.destroy();
  }

  destroy(): void {
    this.#client.destroy();
    this.#door.destroy();
  }
}
