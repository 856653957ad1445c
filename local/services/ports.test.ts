import { createServer } from "node:net";
import { listen } from "./address";
import { freePort, freePortLike } from "./ports";

test("a free port is the same on every address", async () => {
  expect(await freePort("127.0.0.1", "127.0.0.1")).toBeGreaterThan(0);
});

// 192.0.2.1 is for documentation (RFC 5737): no machine has it, as no macOS has 127.0.0.12 by itself.
test.each([
  { title: "the first", addresses: ["192.0.2.1"] },
  { title: "another one", addresses: ["127.0.0.1", "192.0.2.1"] },
])(
  "an address that this machine lacks is an error, not a search without end: $title",
  async ({ addresses }) => {
    await expect(freePort(...addresses)).rejects.toMatchObject({
      code: "HF_LOCAL_ADDRESS",
      values: { address: "192.0.2.1", problem: "EADDRNOTAVAIL" },
    });
  },
);

test("a wanted port is kept while it is free, and another one found when it is not", async () => {
  const wanted = await freePort("127.0.0.1");
  expect(await freePortLike(wanted, "127.0.0.1")).toBe(wanted);
  const server = createServer();
  await listen(server, "127.0.0.1", wanted, "");
  expect(await freePortLike(wanted, "127.0.0.1")).not.toBe(wanted);
  server.close();
});
