/** A Postgres whose run is gone: it would hold the data against the next one. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HoldfastError } from "../../../errors";
import { readIfThere } from "../files";

/** A guard whose starter is gone stops its Postgres: as a rule in some 0.1 s (*measured*), in 8 s for certain. */
const LET_GO_MS = 5_000;

/**
 * Ends what still runs on `dataDir`, when it is really this folder's Postgres and nobody guards it.
 * @returns whether the last Postgres left the folder without closing it.
 * @throws HF_LOCAL_IN_USE when it belongs to a run that lives.
 */
export async function endOrphan(dataDir: string): Promise<boolean> {
  const pid = Number.parseInt(readIfThere(join(dataDir, "postmaster.pid"))?.toString() ?? "", 10);
  if (Number.isNaN(pid)) return false;
  const isOurs = () => processOf(pid)?.command.includes(dataDir) === true;
  const isGuarded = () => isOurs() && processOf(processOf(pid)?.parent ?? 0)?.command.includes("guard.sh");
  const gone = async (milliseconds: number, stillThere: () => boolean | undefined) => {
    const deadline = performance.now() + milliseconds;
    while (stillThere() && performance.now() < deadline) await new Promise((tick) => setTimeout(tick, 20));
    return !stillThere();
  };
  if (!(await gone(LET_GO_MS, isGuarded))) throw new HoldfastError("HF_LOCAL_IN_USE", { dataDir });
  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    if (!isOurs()) break;
    signalIfThere(pid, signal);
    signalIfThere(pid, "SIGCONT");
    await gone(5_000, isOurs);
  }
  return readIfThere(join(dataDir, "postmaster.pid")) !== undefined;
}

/** What runs under a process id; the same number may be another program by now. */
export function processOf(pid: number): { command: string; parent: number } | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return { command, parent: Number(parent) };
    }
    const printed = execFileSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
    const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(printed) ?? [];
    return command === undefined ? undefined : { command, parent: Number(parent) };
  } catch {
    return undefined; // It ended.
  }
}

export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
