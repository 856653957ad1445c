import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** A port that is free on each of the addresses right now; whoever asked should listen on it at once. */
export async function freePort(...addresses: readonly string[]): Promise<number> {
  for (;;) {
    const port = await probe(addresses[0] ?? "127.0.0.1", 0);
    const others = await Promise.all(
      addresses.slice(1).map((address) => probe(address, port).catch(() => 0)),
    );
    if (others.every((found) => found === port)) return port;
  }
}

async function probe(address: string, port: number): Promise<number> {
  const server = createServer().listen(port, address);
  await once(server, "listening");
  const found = (server.address() as AddressInfo).port;
  server.close();
  await once(server, "close");
  return found;
}
