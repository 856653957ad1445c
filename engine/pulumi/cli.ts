/** Pulumi's CLI: the one on PATH, or one that is built here once from its sources, pinned by version and hash. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { promisify } from "node:util";
import { HoldfastError } from "../../errors";

/** What `cli/go.mod` pins. A CLI on PATH must be as new: it is the one that everything here is tested with. */
export const PULUMI_VERSION = "3.255.0";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const modules = join(__dirname, "cli");
const run = promisify(execFile);

export interface PulumiCli {
  /** The folder of which it is `bin/pulumi`. Absent: the one on PATH. */
  readonly root?: string;
  readonly version: string;
}

export interface CliOptions {
  /** Where a built CLI lies. Default: {@link builtFolder}. */
  readonly folder?: string;
  /** Where a CLI and Go are looked for. Default: the environment's. */
  readonly searchPath?: string;
}

export interface InstallOptions extends CliOptions {
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Where a CLI is built, once for all clones on this machine: the user's cache ("XDG Base Directory Specification"). Its name says which
 * sources it is of, and for which kind of machine, since a home may be shared.
 */
export function builtFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env.XDG_CACHE_HOME ?? "";
  const home = isAbsolute(cache) ? cache : join(homedir(), ".cache");
  const sources = createHash("sha256").update(process.platform).update(process.arch);
  for (const file of MODULE_FILES) sources.update(readFileSync(join(modules, file)));
  return join(home, "holdfast", `pulumi-${PULUMI_VERSION}-${sources.digest("hex").slice(0, 8)}`);
}

const MODULE_FILES = ["go.mod", "go.sum"];
const folderOf = ({ folder }: CliOptions) => resolve(folder ?? builtFolder());

/** It comes into its place in one piece, so that what is there is whole. */
export const isBuilt = (folder: string): boolean => existsSync(join(folder, "bin", "pulumi"));

/** The CLI on PATH if it is new enough, else the one that was built. Undefined when there is neither. */
export async function findPulumi(options: CliOptions = {}): Promise<PulumiCli | undefined> {
  const onPath = await versionOnPath(options);
  if (onPath && isNewEnough(onPath)) return { version: onPath };
  const folder = folderOf(options);
  return isBuilt(folder) ? { root: folder, version: PULUMI_VERSION } : undefined;
}

/** @throws HF_ENGINE_PULUMI, which says how to get one. */
export async function needPulumi(options: CliOptions = {}): Promise<PulumiCli> {
  const found = await findPulumi(options);
  if (!found) throw new HoldfastError("HF_ENGINE_PULUMI", { version: PULUMI_VERSION });
  return found;
}

/**
 * {@link findPulumi}, and builds one where there is none: some five minutes on two cores (*measured*), 113 MB.
 * @throws HF_ENGINE_GO when there is no Go to build it with, HF_ENGINE_PULUMI_BUILD when the build fails.
 */
export async function installPulumi(options: InstallOptions = {}): Promise<PulumiCli> {
  const found = await findPulumi(options);
  if (found) return found;
  const { searchPath, signal, onProgress: say = () => undefined } = options;
  await needGo(searchPath);
  const folder = folderOf(options);
  await mkdir(dirname(folder), { recursive: true });
  // Beside its place, so that it takes it by one rename: another installation may be under way, or this one be killed.
  const work = await mkdtemp(`${folder}.`);
  try {
    await mkdir(join(work, "bin"));
    for (const file of MODULE_FILES) await cp(join(modules, file), join(work, file));
    const go = (args: string[]) => runGo(args, { work, folder, searchPath, signal });
    say(`downloading the sources of Pulumi ${PULUMI_VERSION} (once; half a minute)`);
    await go(["mod", "download"]);
    say("building it (once; some minutes)");
    const flags = `-s -w -X ${VERSION_VARIABLE}=v${PULUMI_VERSION}`;
    await go([
      "build",
      "-mod=readonly",
      "-trimpath",
      "-ldflags",
      flags,
      "-o",
      join("bin", "pulumi"),
      PACKAGE,
    ]);
    await rename(work, folder).catch((error: unknown) => {
      if (!isBuilt(folder)) throw error; // Else somebody was faster, with the same sources.
    });
    return { root: folder, version: PULUMI_VERSION };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function versionOnPath({ searchPath }: CliOptions): Promise<string | undefined> {
  const env = environment(searchPath, { PULUMI_SKIP_UPDATE_CHECK: "1" });
  const answer = await run("pulumi", ["version"], { env, timeout: 20_000 }).catch(() => undefined);
  return answer && /^v?(\d+\.\d+\.\d+)/.exec(answer.stdout.trim())?.[1];
}

/** Pure: compared number by number; what follows a hyphen counts for nothing. */
export function isNewEnough(version: string, wanted: string = PULUMI_VERSION): boolean {
  const [own, other] = [version, wanted].map((text) => (text.split("-")[0] ?? "").split(".").map(Number));
  const differs = (own ?? []).findIndex((part, index) => part !== other?.[index]);
  return differs === -1 || (own?.[differs] ?? 0) > (other?.[differs] ?? 0);
}

/** @throws HF_ENGINE_GO */
async function needGo(searchPath: string | undefined): Promise<void> {
  const wanted = /^go (\S+)$/m.exec(readFileSync(join(modules, "go.mod"), "utf8"))?.[1] as string;
  // GOTOOLCHAIN=local: what is installed counts, and nothing else is fetched.
  const env = environment(searchPath, { GOTOOLCHAIN: "local" });
  const answer = await run("go", ["env", "GOVERSION"], { env, cwd: tmpdir() }).catch(() => undefined);
  const found = answer?.stdout.trim().replace(/^go/, "");
  if (!found || !isNewEnough(found, wanted))
    throw new HoldfastError("HF_ENGINE_GO", {
      version: PULUMI_VERSION,
      wanted,
      seen: found ? `Go ${found} is on PATH` : "there is no Go on PATH",
    });
}

interface GoRun {
  readonly work: string;
  readonly folder: string;
  readonly searchPath: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws HF_ENGINE_PULUMI_BUILD with the end of what Go said. */
function runGo(args: string[], { work, folder, searchPath, signal }: GoRun): Promise<void> {
  // No C compiler is asked for, and a workspace or flags of the caller's own do not count.
  const env = environment(searchPath, { CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "", GOTOOLCHAIN: "local" });
  return new Promise((done, fail) => {
    const child = spawn("go", args, {
      cwd: work,
      env,
      ...(signal && { signal }),
      stdio: ["ignore", 2, "pipe"],
    });
    let output = "";
    child.stderr?.on("data", (chunk) => {
      output = (output + chunk).slice(-2_000);
    });
    let problem: string | undefined;
    child.once("error", ({ message }) => {
      problem = message;
    });
    // Not before it has ended: until then it writes into the folder that is to go.
    child.once("close", (code) => {
      if (code === 0) return done();
      if (signal?.aborted) return fail(signal.reason);
      problem ??= `go ${args[0]} ended with ${code}. ${output}`;
      fail(new HoldfastError("HF_ENGINE_PULUMI_BUILD", { version: PULUMI_VERSION, folder, problem }));
    });
  });
}

const environment = (searchPath: string | undefined, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(searchPath !== undefined && { PATH: searchPath }),
  ...more,
});
