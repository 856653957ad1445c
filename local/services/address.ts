import type { AddressInfo, Server } from "node:net";
import { HoldfastError } from "../../errors";

/** Listens and gives the port. @throws HF_LOCAL_ADDRESS, which says what to do about it. */
export function listen(server: Server, address: string, port: number, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(addressError(error, address, port, option));
    server.once("error", onError);
    server.listen({ host: address, port, backlog: 1024 }, () => {
      server.off("error", onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Pure: what was wrong with an address, and the cure. */
export function addressError(
  error: NodeJS.ErrnoException,
  address: string,
  port: number,
  option: string,
  platform: NodeJS.Platform = process.platform,
): HoldfastError {
  const cures: Record<string, string> = {
    EADDRINUSE: `Another program listens there: stop it, or choose another port by ${option}.`,
    EACCES: `Ports below 1024 need a privilege: choose a higher one by ${option}.`,
    EADDRNOTAVAIL:
      platform === "darwin"
        ? `macOS gives only 127.0.0.1 by itself: run sudo ifconfig lo0 alias ${address} up.`
        : `This machine has no such loopback address: run sudo ip address add ${address}/8 dev lo.`,
  };
  const problem = error.code ?? error.message;
  const cure = cures[problem] ?? "See the system's documentation of this error.";
  return new HoldfastError("HF_LOCAL_ADDRESS", { address, port, problem, cure }, { cause: error });
}
