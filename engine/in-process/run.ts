/** Runs one job in this process: a child's whole life. */
import { createRequire } from "node:module";
import { runtime } from "@pulumi/pulumi";
import { runProgram } from "../in-child";
import type { CreateProvider, Provider } from "../provider";
import { Deployment } from "./deployment";
import { Failures } from "./failures";
import { createMonitor, type Target } from "./monitor";
import { PreviewTarget, previewInvokes } from "./preview";
import { type Project, readProject } from "./project";
import type { Job, Report } from "./protocol";
import { StateFile } from "./state";

/** What is left to do once the program has nothing more to say. */
export interface Run {
  readonly failures: Failures;
  /** Ends the program's run: nothing new begins. */
  stop(reason: Error): void;
  /** Call it when the event loop is empty; resolves to the last report. */
  finish(): Promise<Report>;
}

export function startRun(job: Job, report: (report: Report) => void): Run {
  const failures = new Failures();
  const provider = job.provider && loadProvider(job.provider);
  const close = () => provider?.close();
  const stop = (reason: Error) => failures.ofProgram(reason);
  const outcome = (success: () => Report): Report => (failures.any ? { failed: failures.list } : success());

  if (job.command === "preview") {
    const project = readProject(job.programDir, job.stack, job.config);
    const target = new PreviewTarget(previewInvokes(job.invokes, provider), job.suppose);
    const program = startProgram(project, job, target, failures);
    const finish = async () => {
      await program.drained();
      close();
      return outcome(() => ({ graph: target.graph(project.name, job.stack) }));
    };
    return { failures, stop, finish };
  }

  if (!provider || !job.statePath) throw new Error(`${job.command} needs a provider and a state.`);
  const file = new StateFile(job.statePath);
  const deployment = new Deployment(file, provider, failures, (progress) => report({ progress }));
  const program =
    job.command === "up"
      ? startProgram(readProject(job.programDir, job.stack, job.config), job, deployment, failures)
      : undefined;
  const finish = async () => {
    await program?.drained();
    // What a failed run did not come to register is not a leftover.
    if (!failures.any) {
      if (program) await deployment.removeLeftovers();
      else await deployment.removeEverything(job.excludeProtected ?? false);
    }
    close();
    return outcome(() => ({ result: deployment.result() }));
  };
  return { failures, stop, finish };
}

const load = createRequire(__filename);

function loadProvider({ module, options }: NonNullable<Job["provider"]>): Provider {
  const { createProvider } = load(module) as { createProvider: CreateProvider<unknown> };
  return createProvider(options);
}

function startProgram(project: Project, job: Job, target: Target, failures: Failures) {
  // Pulumi's SDK reads the preview flag, names and configuration from here, as it does under the CLI.
  const monitor = createMonitor(project.name, project.config, target, failures);
  runtime.setMockOptions(monitor, project.name, job.stack, job.command === "preview", "organization");
  runtime.setAllConfig({ ...project.config });
  process.chdir(job.programDir);
  let settled = false;
  runtime
    .runInPulumiStack(() => runProgram(project.main))
    .then(() => runtime.disconnect())
    .then(
      () => {
        settled = true;
      },
      (error) => failures.ofProgram(error),
    );
  return {
    /** The event loop is empty: whatever still waits now waits for ever. */
    async drained() {
      if (settled || failures.any) return;
      await new Promise((resolve) => setImmediate(resolve));
      if (!settled && !failures.any)
        failures.ofProgram(
          new Error("The program ended while resources still waited for values that never come."),
        );
    },
  };
}
