import { createServer } from "node:net";
import { HoldfastError } from "../../errors";
import { listen } from "./address";

/** A port that is free on each of the addresses right now; whoever asked should listen on it at once.
 *  @throws HF_LOCAL_ADDRESS when this machine has not all of the addresses. */
export async function freePort(...addresses: readonly string[]): Promise<number> {
  for (;;) {
    const port = (await probe(addresses[0] ?? "127.0.0.1", 0)) ?? 0;
    const others = await Promise.all(addresses.slice(1).map((address) => probe(address, port)));
    if (others.every((found) => found === port)) return port;
  }
}

/** The wanted port when it is free on each of the addresses, else another that is. */
export async function freePortLike(
  wanted: number | undefined,
  ...addresses: readonly string[]
): Promise<number> {
  if (wanted === undefined) return freePort(...addresses);
  const found = await Promise.all(addresses.map((address) => probe(address, wanted)));
  return found.every((port) => port === wanted) ? wanted : freePort(...addresses);
}

/** The port that was found free, if any. */
async function probe(address: string, port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    return await listen(server, address, port, "another start");
  } catch (error) {
    if (error instanceof HoldfastError && error.values.problem === "EADDRINUSE") return undefined;
    throw error;
  } finally {
    if (server.listening) await new Promise((closed) => server.close(closed));
  }
}
