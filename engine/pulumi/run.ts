/** One command of Pulumi's engine in this process: a child's whole life. */
import { createRequire } from "node:module";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { HoldfastError } from "../../errors";
import { COMPONENT_PACKAGES } from "../components";
import { isProvided } from "../graph";
import { runProgram } from "../in-child";
import { Failures } from "../in-process/failures";
import { readProject } from "../in-process/project";
import type { CreateProvider } from "../provider";
import { serveComponents } from "./components";
import { Events, nameIn } from "./events";
import type { Deployment, Job, PulumiResult, Report } from "./protocol";
import { serveProvider } from "./provider-server";
import { openStack, ownedBy } from "./workspace";

const load = createRequire(__filename);

/** @returns the last report; what failed is one too */
export async function runJob(
  job: Job,
  report: (report: Report) => void,
  signal: AbortSignal,
): Promise<Report> {
  const { module, options } = job.provider;
  const { createProvider } = load(module) as { createProvider: CreateProvider<unknown> };
  const provider = createProvider(options);
  const events = new Events((progress) => report({ progress }), job.command === "refresh");
  const servers = await Promise.all([
    serveProvider(provider, (urn) => events.unseen.add(urn)),
    serveComponents(),
  ]);
  try {
    const [resources, components] = servers;
    const ports = [
      ...job.packages.map((name) => `${name}:${resources.port}`),
      ...COMPONENT_PACKAGES.map((name) => `${name}:${components.port}`),
    ];
    const stack = await openStack(job, programOf(job), ports);
    return await runCommand(job, stack, events, signal);
  } catch (error) {
    const failures = new Failures();
    failures.ofProgram(error);
    const mandatory = events.findings.filter(({ level }) => level === "mandatory");
    const list = [
      ...events.failures,
      ...mandatory.map(({ urn, pack, policy, message }) => ({
        ...(urn && { urn }),
        operation: "check" as const,
        message: `${pack}: ${policy}: ${message}`,
      })),
    ];
    return { failed: list.length > 0 ? list : failures.list };
  } finally {
    for (const server of servers) server.close();
    provider.close();
  }
}

async function runCommand(job: Job, stack: Stack, events: Events, signal: AbortSignal): Promise<Report> {
  const options = { onEvent: events.take, signal, color: "never" as const };
  const packs = {
    ...(job.policyPacks && { policyPacks: [...job.policyPacks] }),
    ...(job.policyPackConfigs && { policyPackConfigs: [...job.policyPackConfigs] }),
  };
  switch (job.command) {
    case "up":
      await stack.up({ ...options, ...packs });
      break;
    case "preview":
      await stack.preview({ ...options, ...packs });
      break;
    case "destroy":
      // The CLI would delete all the others first, and fail then.
      if (!job.excludeProtected) refuseProtected(await stack.exportStack(), events);
      await stack.destroy({ ...options, ...(job.excludeProtected && { excludeProtected: true }) });
      break;
    case "refresh":
      await stack.refresh({ ...options, ...(job.previewOnly && { previewOnly: true }) });
      break;
    case "import":
      await stack.importStack(ownedBy(job, job.deployment as Deployment));
      break;
    case "export":
      return { exported: await stack.exportStack() };
  }
  return { result: resultOf(await stack.exportStack(), events) };
}

/** @throws when something is protected, with each of it among the failures */
function refuseProtected({ deployment }: Deployment, events: Events): void {
  const { resources = [] } = deployment as { resources?: readonly StateResource[] };
  const held = resources.filter(
    ({ protect = false, custom = false, type }) => protect && isProvided({ custom, type }),
  );
  for (const { urn } of held) {
    const { message, code } = new HoldfastError("HF_ENGINE_PROTECTED", { urn });
    events.failures.push({ urn, operation: "delete", message, code });
  }
  if (held.length > 0) throw new Error("Some of it is protected.");
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly protect?: boolean;
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

function resultOf({ deployment }: Deployment, events: Events): PulumiResult {
  const { resources = [] } = deployment as { resources?: readonly StateResource[] };
  const outputs: Record<string, unknown> = {};
  const secretOutputs: string[] = [];
  const given = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  for (const [name, value] of Object.entries(given)) {
    const secret = secretIn(value);
    outputs[name] = secret ? secret.value : value;
    if (secret) secretOutputs.push(name);
  }
  const { changes, steps, findings, unseen } = events;
  return {
    outputs,
    secretOutputs,
    resources: resources
      .filter(({ type }) => !type.startsWith("pulumi:providers:"))
      .map(({ urn, type, id }) => ({ urn, type, name: nameIn(urn), ...(id !== undefined && { id }) })),
    changes,
    steps,
    findings,
    unseen: [...unseen].sort(),
  };
}

/** An exported state holds a secret's value as JSON. */
function secretIn(value: unknown): { value: unknown } | undefined {
  if (typeof value !== "object" || value === null || !("plaintext" in value)) return undefined;
  return { value: JSON.parse(String(value.plaintext)) };
}

const programOf = (job: Job) => () => {
  const { main } = readProject(job.programDir, job.stack, job.config);
  process.chdir(job.programDir);
  return runProgram(main);
};
