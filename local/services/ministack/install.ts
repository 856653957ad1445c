/** MiniStack, the emulator of AWS, in a virtual environment of the project's own: pinned by version and hash. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { HoldfastError } from "../../../errors";

/** The version that `requirements.txt` pins. */
export const MINISTACK_VERSION = "1.5.33";

export interface MinistackInstallation {
  /** The Python that MiniStack is installed for. */
  readonly python: string;
  readonly folder: string;
}

export interface InstallOptions {
  /** Where the virtual environment lies. Default: `.holdfast/ministack-<version>` of this project. */
  readonly folder?: string;
  readonly onProgress?: (text: string) => void;
  /** Ends an installation under way; the next one begins anew. */
  readonly signal?: AbortSignal;
}

const requirementsFile = join(__dirname, "requirements.txt");
const run = promisify(execFile);

/**
 * Installs MiniStack unless it is there already; the second time needs no network and starts no process.
 * @throws HF_LOCAL_PYTHON, HF_LOCAL_VENV when this machine cannot, HF_LOCAL_INSTALL when pip says no.
 */
export async function installMinistack(options: InstallOptions = {}): Promise<MinistackInstallation> {
  const root = resolve(__dirname, "..", "..", "..");
  const folder = resolve(options.folder ?? join(root, ".holdfast", `ministack-${MINISTACK_VERSION}`));
  const marker = createHash("sha256")
    .update(await readFile(requirementsFile))
    .digest("hex");
  const installation = { python: join(folder, "bin", "python"), folder };
  if (await isInstalled(installation, marker)) return installation;

  const python = await findPython();
  options.signal?.throwIfAborted();
  options.onProgress?.(`installing MiniStack ${MINISTACK_VERSION} into ${folder} (once; some 20 s)`);
  const args = [join(__dirname, "install.py"), folder, requirementsFile, marker];
  await runInstaller(python, args, folder, options.signal);
  return installation;
}

/** The marker is written last; the Python may be gone since, when the system's was upgraded. */
async function isInstalled({ folder, python }: MinistackInstallation, marker: string): Promise<boolean> {
  try {
    const [text] = await Promise.all([readFile(join(folder, "installed"), "utf8"), stat(python)]);
    return text === marker;
  } catch {
    return false;
  }
}

/** What a candidate prints of itself: its version, and whether it can make an environment with pip in it. */
const probe = [
  "import sys, importlib.util as u",
  "print(*sys.version_info[:2], all(u.find_spec(m) for m in ('venv', 'ensurepip')))",
].join("\n");

/** The first Python ≥ 3.10 on PATH that can make virtual environments. */
export async function findPython(
  candidates: readonly string[] = ["python3", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)],
): Promise<string> {
  const seen: string[] = [];
  let withoutVenv: { python: string; version: string } | undefined;
  for (const python of candidates) {
    const printed = await run(python, ["-I", "-c", probe]).then(
      ({ stdout }) => stdout.trim().split(" "),
      () => undefined, // Not on PATH, or no Python: the next one.
    );
    if (!printed) continue;
    const version = `${printed[0]}.${printed[1]}`;
    if (Number(printed[0]) !== 3 || Number(printed[1]) < 10) seen.push(`${python} is ${version}`);
    else if (printed[2] === "True") return python;
    else withoutVenv ??= { python, version };
  }
  if (withoutVenv) throw new HoldfastError("HF_LOCAL_VENV", withoutVenv);
  throw new HoldfastError("HF_LOCAL_PYTHON", { seen: seen.join(", ") || "none is on PATH" });
}

async function runInstaller(
  python: string,
  args: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  // A group of its own, which ends when its standard input closes: pip included, however this process ends.
  const child = spawn(python, ["-I", ...args], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  child.stdin.on("error", () => undefined); // It is only ever closed.
  const abort = () => child.stdin.end();
  signal?.addEventListener("abort", abort, { once: true });
  let output = "";
  const keep = (text: Buffer) => {
    output = (output + text).slice(-4_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise((ended, failed) => child.once("error", failed).once("close", ended));
  signal?.removeEventListener("abort", abort);
  signal?.throwIfAborted();
  if (code !== 0)
    throw new HoldfastError("HF_LOCAL_INSTALL", {
      version: MINISTACK_VERSION,
      folder,
      output: output.trim() || `It ended with exit code ${code}.`,
    });
}
