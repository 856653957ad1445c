/** One stack's folder: everything that Pulumi's CLI keeps or is told, apart from whatever else this machine has of it. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { parse, stringify } from "yaml";
import { readProject } from "../in-process/project";
import type { Deployment, Job } from "./protocol";

/**
 * @param providers `package:port` of each provider that runs already
 * @returns the stack, made if it was not there
 */
export async function openStack(job: Job, program: PulumiFn, providers: readonly string[]): Promise<Stack> {
  const { LocalWorkspace, PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const { statePath: folder, stack: stackName, cli } = job;
  const project = readProject(job.programDir, job.stack, job.config);
  const envVars = environmentIn(folder, providers);
  writeStackFile(stackFile(folder, stackName), project.config);
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: project.name, program },
    {
      workDir: folder,
      // Relative paths of files that the program hands to resources begin at its folder.
      projectSettings: { name: project.name, runtime: "nodejs", main: job.programDir },
      pulumiCommand: await PulumiCommand.get(cli.root === undefined ? {} : { root: cli.root }),
      secretsProvider: "passphrase",
      envVars,
    },
  );
}

/** What the CLI is told by its environment: what it keeps lies in the folder, and what it would download is here already. */
export function environmentIn(folder: string, providers: readonly string[]): Record<string, string> {
  for (const inner of ["backend", "home", "bin"]) mkdirSync(join(folder, inner), { recursive: true });
  writeAnalyzer(join(folder, "bin", "pulumi-analyzer-policy-nodejs"));
  return {
    PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: passphraseIn(folder),
    PULUMI_DEBUG_PROVIDERS: providers.join(","),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** Made for this stack, and kept with its state: it protects what is exported, not what lies beside it. */
function passphraseIn(folder: string): string {
  const file = join(folder, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** What is imported is encrypted by this stack's passphrase, whoever's it was before. */
export function ownedBy({ statePath, stack }: Job, state: Deployment): Deployment {
  const { encryptionsalt: salt } = parse(readFileSync(stackFile(statePath, stack), "utf8"));
  const owner = { secrets_providers: { type: "passphrase", state: { salt } } };
  return { ...state, deployment: { ...(state.deployment as object), ...owner } };
}

const stackFile = (folder: string, stack: string) => join(folder, `Pulumi.${stack}.yaml`);

/** The settings of this run. The salt of the secrets is the CLI's own, and stays. */
function writeStackFile(file: string, config: Readonly<Record<string, string>>): void {
  const before = existsSync(file)
    ? (parse(readFileSync(file, "utf8")) as Record<string, unknown> | null)
    : null;
  const salt = before?.encryptionsalt;
  writeFileSync(file, stringify({ ...(salt !== undefined && { encryptionsalt: salt }), config }));
}

/** Runs a policy pack where the CLI comes without its host of Node.js programs, as one built from its sources does. */
function writeAnalyzer(file: string): void {
  const main = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  writeFileSync(file, `#!/bin/sh\nexec ${shell(process.execPath)} ${shell(main)} "$@"\n`);
  chmodSync(file, 0o755);
}

const shell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
