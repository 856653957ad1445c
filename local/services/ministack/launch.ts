/** One MiniStack process: both regions, one account, IAM enforced, state kept in a folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { HoldfastError } from "../../../errors";
import { freePort } from "../ports";
import { functionNodeDir } from "./function-node";
import type { MinistackInstallation } from "./install";

export interface MinistackOptions {
  readonly installation: MinistackInstallation;
  /** Holds objects, state and temporary files. Objects survive any end; the rest is saved by a clean stop. */
  readonly dataDir: string;
  readonly accountId: string;
  readonly logFile: string;
  /** The folder of the `node` that functions run on. Default: {@link functionNodeDir}. */
  readonly nodeBinDir?: string;
  /** Function invocations under way at once, in both regions together; more are answered 429, as on AWS at 1,000.
   *  Each holds a worker process of about 45 MB (*measured*), so 64 are 2.9 GB. Default 64. */
  readonly concurrency?: number;
  readonly onProgress?: (text: string) => void;
}

export interface Ministack {
  readonly url: string;
  /** The emulator's own process. */
  readonly pid: number;
  /** Ends it and every function's worker; its state is saved first. */
  stop(): Promise<void>;
}

/** Imports and the first answer take well under a second (*measured*); a cold disk takes longer. */
const START_SECONDS_MAX = 30;
/** More than what `run.py` allows a clean stop. */
const STOP_SECONDS_MAX = 12;

/** How `run.py` ends when another run has the folder. */
const IN_USE = 75;

/** @throws HF_LOCAL_IN_USE when another run has `dataDir`;
 *  HF_LOCAL_SERVICE_START when it ends, or does not answer, before it is healthy. */
export async function startMinistack(options: MinistackOptions): Promise<Ministack> {
  const dataDir = resolve(options.dataDir);
  await Promise.all(["home", "s3", "state"].map((name) => mkdir(join(dataDir, name), { recursive: true })));

  const port = await freePort("127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  const nodeBinDir = options.nodeBinDir ?? (await functionNodeDir());
  const log = createWriteStream(options.logFile, { flags: "a" });
  const child = spawn(options.installation.python, ["-I", join(__dirname, "run.py"), dataDir], {
    // A session of its own: Ctrl-C reaches only the starter, who decides when it ends.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    cwd: dataDir,
    env: environment({ ...options, dataDir, port, nodeBinDir }),
  });
  child.stdin?.on("error", () => undefined); // It is only ever closed.
  child.stderr?.pipe(log, { end: false });
  child.once("close", () => log.end());

  const fail = (problem: string) =>
    new HoldfastError("HF_LOCAL_SERVICE_START", { name: "MiniStack", problem, logFile: options.logFile });
  const ended = new Promise<never>((_, reject) => {
    child.once("error", (error) => reject(fail(error.message)));
    child.once("exit", (code, signal) =>
      reject(
        code === IN_USE
          ? new HoldfastError("HF_LOCAL_IN_USE", { dataDir })
          : fail(`It ended with ${signal ?? `exit code ${code}`}.`),
      ),
    );
  });
  ended.catch(() => undefined); // Later ends are no failure of the start.
  const stop = () => stopped(child);
  try {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const nextLine = async () => ((await Promise.race([once(lines, "line"), ended])) as [string])[0];
    let pid = await nextLine();
    if (pid === "waiting") {
      options.onProgress?.(`waiting for another run to let go of ${dataDir}`);
      pid = await nextLine();
    }
    lines.on("line", (line) => log.write(`${line}\n`));
    await Promise.race([healthy(url, fail), ended]);
    return { url, pid: Number(pid), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Nothing of the caller's environment but what is named here: its AWS settings would reach every function. */
const environment = (options: {
  dataDir: string;
  port: number;
  nodeBinDir: string;
  accountId: string;
  concurrency?: number;
}): NodeJS.ProcessEnv => ({
  PATH: `${options.nodeBinDir}:/usr/bin:/bin`,
  LANG: "C.UTF-8",
  HOME: join(options.dataDir, "home"), // No ~/.aws of the developer in a function.
  TMPDIR: join(options.dataDir, "tmp"),
  BIND_HOST: "127.0.0.1",
  GATEWAY_PORT: String(options.port),
  MINISTACK_ACCOUNT_ID: options.accountId,
  AUTH: "true",
  S3_PERSIST: "1",
  S3_DATA_DIR: join(options.dataDir, "s3"),
  PERSIST_STATE: "1",
  STATE_DIR: join(options.dataDir, "state"),
  LAMBDA_ACCOUNT_CONCURRENCY: String(options.concurrency ?? 64),
  // Listeners and daemons that nobody here calls.
  SFTP_ENABLED: "0",
  IOT_MTLS_ENABLED: "0",
  DOCKER_HOST: `unix://${join(options.dataDir, "no-docker.sock")}`,
  LOG_LEVEL: "WARNING",
});

async function healthy(url: string, fail: (problem: string) => Error): Promise<void> {
  const deadline = performance.now() + START_SECONDS_MAX * 1000;
  while (performance.now() < deadline) {
    const answer = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((tick) => setTimeout(tick, 20));
  }
  throw fail(`It did not answer within ${START_SECONDS_MAX} s.`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS_MAX * 1000);
  await exit;
  clearTimeout(timer);
}
