/** What Pulumi's engine tells of a run, as this project's engines say it. No I/O. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { isProvided } from "../graph";
import type { Changes, Failure, Operation, ProgressEvent } from "../in-process/protocol";
import { differencesOf } from "./differences";
import type { PolicyFinding, Step } from "./protocol";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** Of each operation of the engine's: as what it counts, and whether something is under way while it lasts. */
const operations: Readonly<Record<string, keyof Changes>> = {
  create: "create",
  update: "update",
  "create-replacement": "replace",
  delete: "delete",
  same: "same",
};

const began: Readonly<Record<string, Operation>> = {
  create: "create",
  update: "update",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  delete: "delete",
  read: "read",
};

export class Events {
  readonly changes: Record<keyof Changes, number> = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  readonly steps: Step[] = [];
  readonly failures: Failure[] = [];
  readonly findings: PolicyFinding[] = [];
  readonly unseen = new Set<string>();
  private readonly since = new Map<string, number>();

  /** @param compares whether the steps say what differs: in a refresh, where it is the answer */
  constructor(
    private readonly onProgress: (event: ProgressEvent) => void,
    private readonly compares = false,
  ) {}

  readonly take = (event: EngineEvent): void => {
    if (event.resourcePreEvent) this.begin(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent) this.end(event.resOutputsEvent.metadata);
    if (event.resOpFailedEvent) this.say("failed", event.resOpFailedEvent.metadata);
    if (event.diagnosticEvent) this.diagnose(event.diagnosticEvent);
    if (event.policyEvent) this.judge(event.policyEvent);
  };

  private begin(metadata: Metadata): void {
    this.since.set(metadata.urn, performance.now());
    this.say("started", metadata);
  }

  private end(metadata: Metadata): void {
    const counted = operations[metadata.op];
    if (!isTold(metadata)) return;
    if (counted) this.changes[counted] += 1;
    if (metadata.op !== "same") this.steps.push(this.compares ? compared(metadata) : stepOf(metadata));
    this.say("done", metadata);
  }

  private say(kind: ProgressEvent["kind"], metadata: Metadata): void {
    const operation = began[metadata.op];
    if (!operation || !isTold(metadata)) return;
    const { urn, type } = metadata;
    const seconds = (performance.now() - (this.since.get(urn) ?? performance.now())) / 1_000;
    this.onProgress({
      kind,
      operation,
      urn,
      type,
      name: nameIn(urn),
      ...(kind !== "started" && { seconds }),
    });
  }

  private diagnose({ severity, urn = "", message: said }: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const message = plainText(said);
    if (severity !== "error" || ECHOES.test(message)) return;
    if (this.failures.some((known) => message.includes(known.message))) return;
    const code = /\bHF_[A-Z_]+(?=:)/.exec(message)?.[0];
    const isOwn = urn !== "" && !/:pulumi:Stack::/.test(urn);
    this.failures.push({
      message,
      ...(code && { code }),
      ...(isOwn && { urn, operation: operationIn(message) }),
    });
  }

  private judge(event: NonNullable<EngineEvent["policyEvent"]>): void {
    this.findings.push({
      ...(event.resourceUrn && { urn: event.resourceUrn }),
      pack: event.policyPackName,
      policy: event.policyName,
      level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
      message: plainText(event.message),
    });
  }
}

/** What the engine says once more when a resource or the program has failed. */
const ECHOES = /^(update failed|preview failed|resource registration failed|an unhandled error occurred)/;

const operationIn = (message: string): Operation =>
  message.startsWith("creating ")
    ? "create"
    : message.startsWith("updating ")
      ? "update"
      : message.startsWith("deleting ")
        ? "delete"
        : "register";

const isTold = ({ type, new: now, old }: Metadata): boolean =>
  isProvided({ type, custom: (now ?? old)?.custom ?? false });

const stepOf = ({ op, urn, type, diffs, detailedDiff }: Metadata): Step => ({
  operation: op,
  urn,
  type,
  name: nameIn(urn),
  properties: diffs ?? Object.keys(detailedDiff ?? {}),
});

/** The engine names no properties in a refresh, but shows both states. */
function compared(metadata: Metadata): Step {
  const differences =
    metadata.op === "delete" ? [] : differencesOf(metadata.old?.outputs ?? {}, metadata.new?.outputs ?? {});
  const properties = [...new Set(differences.map(({ path }) => path.split(/[.[]/)[0] ?? path))];
  return { ...stepOf(metadata), properties, differences };
}

export const nameIn = (urn: string): string => urn.split("::").slice(3).join("::");

/** Without the marks for colours. */
const plainText = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "").trim();
