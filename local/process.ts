import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { HoldfastError } from "../errors";

/** A service of the local run in a process of its own, so that it can be killed, stopped and seen from outside. */
export interface ServiceProcess<Ready> {
  readonly name: string;
  readonly pid: number;
  /** What the service said once it listened: its ports, mostly. */
  readonly ready: Ready;
  readonly process: ChildProcess;
  /** Asks it to end (SIGTERM), then makes it (SIGKILL after 5 s); resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts `main` (a TypeScript file that calls {@link serve}) and waits until it listens.
 * Its output goes to `logFile`. It ends with its parent, however the parent ends: the IPC channel closes.
 * @throws HF_LOCAL_SERVICE_START when it ends, or says nothing for 30 s, before it listens.
 */
export async function startService<Config, Ready>(
  name: string,
  main: string,
  config: Config,
  logFile: string,
): Promise<ServiceProcess<Ready>> {
  const log = createWriteStream(logFile, { flags: "a" });
  const child = fork(main, [], {
    execArgv: ["--import", require.resolve("tsx")],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once("exit", () => log.end());
  child.send({ config });
  const ready = await new Promise<Ready>((resolve, reject) => {
    const fail = (problem: string) => {
      child.kill("SIGKILL"); // It may only be late.
      reject(new HoldfastError("HF_LOCAL_SERVICE_START", { name, problem, logFile }));
    };
    const timer = setTimeout(() => fail("It did not listen within 30 s."), 30_000);
    child.once("message", (message: { ready?: Ready; failed?: string }) => {
      clearTimeout(timer);
      if (message.ready !== undefined) resolve(message.ready);
      else fail(message.failed ?? "It sent no answer.");
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      fail(`It ended with ${signal ?? `exit code ${code}`}.`);
    });
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  };
  return { name, pid: child.pid as number, ready, process: child, stop };
}

/**
 * The other side of {@link startService}: takes the configuration, starts, says that it listens.
 * `start` returns what callers must know, and how to close.
 */
export function serve<Config, Ready>(
  start: (config: Config) => Promise<{ ready: Ready; close: () => Promise<void> }>,
): void {
  process.on("SIGINT", () => undefined); // Ctrl-C reaches the whole group; the parent decides when each service ends.
  process.once("message", async ({ config }: { config: Config }) => {
    try {
      const { ready, close } = await start(config);
      const end = () => close().finally(() => process.exit(0));
      process.once("SIGTERM", end);
      if (!process.connected) return void end(); // The parent ended meanwhile.
      process.once("disconnect", end);
      process.send?.({ ready });
    } catch (error) {
      process.send?.({ failed: error instanceof Error ? error.message : String(error) }, () =>
        process.exit(1),
      );
    }
  });
}
