/** Pulumi's CLI as it is typed into a shell: a process in a program's folder, with an exit code and what it printed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { COMPONENT_PACKAGES } from "../../components";
import type { Provider } from "../../provider";
import { needPulumi } from "../cli";
import { serveComponents } from "../components";
import { Events } from "../events";
import { serveProvider } from "../provider-server";
import { environmentIn } from "../workspace";
import { serveLanguageHost } from "./language-host";
import { previewProvider } from "./preview-provider";

export interface Ran {
  readonly exitCode: number;
  /** Both its outputs, as they came. */
  readonly output: string;
  /** Everything that it says in its log of events. */
  readonly events: Events;
}

export class CommandLine {
  private constructor(
    private readonly executable: string,
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly servers: readonly { close(): void }[],
  ) {}

  /** Logged in to a backend of its own, in a copy of the program's folder: the CLI writes into the files of stacks. */
  static async open(programDir: string, provider: Provider = previewProvider()): Promise<CommandLine> {
    const folder = mkdtempSync(join(tmpdir(), "holdfast-command-line-"));
    copyProgram(programDir, join(folder, "program"));
    const [aws, components, nodejs] = await Promise.all([
      serveProvider(provider),
      serveComponents(),
      serveLanguageHost(),
    ]);
    const providers = [`aws:${aws.port}`, ...COMPONENT_PACKAGES.map((name) => `${name}:${components.port}`)];
    const env = {
      ...process.env,
      ...environmentIn(folder, providers),
      PULUMI_DEBUG_LANGUAGES: `nodejs:${nodejs.port}`,
    };
    const { root } = await needPulumi();
    const executable = root === undefined ? "pulumi" : join(root, "bin", "pulumi");
    return new CommandLine(executable, folder, env, [aws, components, nodejs, provider]);
  }

  /** `pulumi <args>`. */
  async run(...args: readonly string[]): Promise<Ran> {
    const log = join(this.folder, "events");
    rmSync(log, { force: true });
    const child = spawn(this.executable, [...args, "--non-interactive", "--color", "never"], {
      cwd: join(this.folder, "program"),
      env: { ...this.env, PULUMI_DEBUG_COMMANDS: "true" }, // For --event-log.
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (text: Buffer) => {
      output += text;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const [exitCode] = await once(child, "close");
    return { exitCode, output, events: eventsIn(log) };
  }

  /** `pulumi preview` of a stack, made if it was not there, judged by policy packs. */
  async preview(stack: string, packs: readonly string[]): Promise<Ran> {
    await this.run("stack", "init", stack);
    const judged = packs.flatMap((pack) => ["--policy-pack", pack]);
    return this.run("preview", "--stack", stack, ...judged, "--event-log", join(this.folder, "events"));
  }

  close(): void {
    for (const server of this.servers) server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Files of settings are copied, all else is linked. */
function copyProgram(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from).filter((entry) => !entry.startsWith(".")))
    if (name.startsWith("Pulumi.")) cpSync(join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
}

function eventsIn(log: string): Events {
  const events = new Events(() => undefined);
  if (!existsSync(log)) return events;
  for (const line of readFileSync(log, "utf8").split("\n"))
    if (line !== "") events.take(JSON.parse(line) as EngineEvent);
  return events;
}
