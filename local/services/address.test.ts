import { createServer } from "node:net";
import { addressError, listen } from "./address";

test.each([
  { code: "EADDRINUSE", platform: "linux", cure: "choose another port by --http-port" },
  { code: "EACCES", platform: "linux", cure: "Ports below 1024 need a privilege" },
  { code: "EADDRNOTAVAIL", platform: "darwin", cure: "sudo ifconfig lo0 alias 127.0.0.11 up" },
  { code: "EADDRNOTAVAIL", platform: "linux", cure: "sudo ip address add 127.0.0.11/8 dev lo" },
  { code: "EWHAT", platform: "linux", cure: "See the system's documentation" },
] as const)("$code on $platform comes with its cure", ({ code, platform, cure }) => {
  const error = addressError(
    Object.assign(new Error(code), { code }),
    "127.0.0.11",
    8080,
    "--http-port",
    platform,
  );
  expect(error.code).toBe("HF_LOCAL_ADDRESS");
  expect(error.message).toContain(`Cannot listen on 127.0.0.11:8080 (${code}).`);
  expect(error.message).toContain(cure);
});

test("a port that is taken is that error", async () => {
  const holder = createServer();
  const port = await listen(holder, "127.0.0.1", 0, "--http-port");
  await expect(listen(createServer(), "127.0.0.1", port, "--http-port")).rejects.toMatchObject({
    code: "HF_LOCAL_ADDRESS",
    values: { port, problem: "EADDRINUSE" },
  });
  holder.close();
});
