/** Brings what exists in line with what the program registers, one resource at a time, and keeps the state whole. */
import { randomUUID } from "node:crypto";
import { HoldfastError } from "../../errors";
import { type GraphResource, isProvided, type Properties } from "../graph";
import type { Provider, ResourceRequest } from "../provider";
import { changedProperties, withIgnoredChanges } from "./changes";
import type { Failures } from "./failures";
import type { Registered, Target } from "./monitor";
import type { Operation, ProgressEvent, StackResult } from "./protocol";
import { removeInOrder, splitProtected } from "./removal-order";
import type { StateFile, StateResource } from "./state";
import { STACK_TYPE } from "./urn";

type Counted = keyof StackResult["changes"];

export class Deployment implements Target {
  private readonly counts: Record<Counted, number> = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  private readonly registered = new Set<string>();

  constructor(
    private readonly file: StateFile,
    private readonly provider: Provider,
    private readonly failures: Failures,
    private readonly onProgress: (event: ProgressEvent) => void,
  ) {}

  async register(resource: GraphResource): Promise<Registered> {
    this.registered.add(resource.urn);
    const before = this.findBefore(resource);
    if (!isProvided(resource)) return this.keepUnprovided(resource, before);

    const inputs = before
      ? withIgnoredChanges(resource.inputs, before.inputs, resource.options.ignoreChanges ?? [])
      : resource.inputs;
    const wanted: GraphResource = { ...resource, inputs };
    const request = requestOf(wanted);
    this.refuseProblems(request);
    if (!before) return this.create(wanted, request, "create");

    const changed = changedProperties(before.inputs, inputs);
    const moved = before.providerConfig.region !== wanted.providerConfig.region;
    const replacement = this.provider.replacementFor(request, changed);
    if (replacement || moved || replacesByOption(wanted, changed))
      return this.replace(wanted, request, before, replacement?.deleteFirst ?? false);
    if (changed.length > 0) return this.update(wanted, request, before);
    this.count("same");
    return this.keep(
      { ...wanted, id: before.id, outputs: before.outputs, secretOutputs: secretsOf(wanted) },
      before,
    );
  }

  async read(resource: GraphResource, id: string): Promise<Registered> {
    const found = await this.doing("read", resource, () => this.provider.read(requestOf(resource), id));
    if (!found) throw new HoldfastError("HF_ENGINE_NOT_FOUND", { type: resource.type, id });
    return { ...found, secretOutputs: resource.secretInputs };
  }

  registerOutputs(urn: string, outputs: Properties, secretOutputs: readonly string[]): void {
    const { state } = this.file;
    const component = this.file.current(urn);
    if (component?.type === STACK_TYPE) {
      state.outputs = outputs;
      state.secretOutputs = secretOutputs;
    }
    if (component) this.file.put({ ...component, outputs, secretOutputs }, component);
  }

  invoke(token: string, args: Properties, config: Properties): Promise<Properties> {
    return this.provider.invoke(token, args, config);
  }

  /** What the program no longer registers goes, and so does what was replaced. */
  async removeLeftovers(): Promise<void> {
    const leftovers = this.file.state.resources.filter(
      (resource) => resource.superseded || !this.registered.has(resource.urn),
    );
    await this.removeAll(leftovers);
  }

  /** Everything goes. @throws HF_ENGINE_PROTECTED before anything has, unless protected resources are to stay. */
  async removeEverything(excludeProtected: boolean): Promise<void> {
    const { kept, going } = splitProtected(this.file.state.resources);
    for (const { urn } of kept) this.registered.add(urn);
    const held = kept.filter((resource) => resource.protect && isProvided(resource));
    if (held.length > 0 && !excludeProtected) {
      for (const { urn } of held)
        this.failures.ofResource(urn, "delete", new HoldfastError("HF_ENGINE_PROTECTED", { urn }));
      return;
    }
    await this.removeAll(going);
    if (this.failures.any) return;
    this.file.state.outputs = {};
    this.file.state.secretOutputs = [];
    this.file.save();
  }

  result(): StackResult {
    const { resources, outputs, secretOutputs } = this.file.state;
    return {
      outputs: { ...outputs },
      secretOutputs,
      resources: resources.map(({ urn, type, name, id }) => ({ urn, type, name, id })),
      changes: { ...this.counts },
    };
  }

  private findBefore(resource: GraphResource): StateResource | undefined {
    const known = this.file.current(resource.urn);
    if (known) return known;
    const alias = resource.options.aliases?.find(
      (urn) => this.file.current(urn) && !this.registered.has(urn),
    );
    if (alias === undefined) return undefined;
    this.file.rename(alias, resource.urn);
    return this.file.current(resource.urn);
  }

  private keepUnprovided(resource: GraphResource, before: StateResource | undefined): Registered {
    const id = resource.custom ? (before?.id ?? randomUUID()) : undefined;
    const outputs = resource.custom ? resource.inputs : (before?.outputs ?? {});
    return this.keep({ ...resource, id, outputs, secretOutputs: secretsOf(resource) }, before);
  }

  private refuseProblems(request: ResourceRequest): void {
    const problems = this.provider.check(request);
    for (const { property, error } of problems)
      this.failures.ofResource(request.urn, "check", error, property);
    if (problems[0]) throw problems[0].error;
  }

  private async create(
    resource: GraphResource,
    request: ResourceRequest,
    operation: "create" | "replace",
    supersedes?: StateResource,
  ): Promise<Registered> {
    const made = await this.doing(operation, resource, () => this.provider.create(request));
    this.count(operation);
    const outputs = { ...resource.inputs, ...made.outputs };
    const created = { ...resource, id: made.id, outputs, secretOutputs: secretsOf(resource) };
    if (supersedes) this.file.supersede(supersedes, created);
    else this.file.put(created);
    return created;
  }

  private async update(resource: GraphResource, request: ResourceRequest, before: StateResource) {
    const outputs = await this.doing("update", resource, () =>
      this.provider.update(request, existing(before)),
    );
    this.count("update");
    const merged = { ...resource.inputs, ...outputs };
    return this.keep(
      { ...resource, id: before.id, outputs: merged, secretOutputs: secretsOf(resource) },
      before,
    );
  }

  private async replace(
    resource: GraphResource,
    request: ResourceRequest,
    before: StateResource,
    deleteFirst: boolean,
  ): Promise<Registered> {
    if (before.protect) throw new HoldfastError("HF_ENGINE_PROTECTED", { urn: before.urn });
    if (resource.options.deleteBeforeReplace ?? deleteFirst) {
      await this.remove(before, "replace");
      return this.create(resource, request, "replace");
    }
    return this.create(resource, request, "replace", before);
  }

  private async removeAll(resources: readonly StateResource[]): Promise<void> {
    await removeInOrder(resources, async (resource) => {
      if (this.failures.any) return;
      try {
        if (resource.protect && !resource.superseded)
          throw new HoldfastError("HF_ENGINE_PROTECTED", { urn: resource.urn });
        await this.remove(resource, "delete");
        if (isProvided(resource) && !resource.superseded) this.count("delete");
      } catch (error) {
        this.failures.ofResource(resource.urn, "delete", error);
      }
    });
  }

  private async remove(resource: StateResource, operation: "delete" | "replace"): Promise<void> {
    const goesWithAnother =
      resource.options.deletedWith !== undefined && !this.registered.has(resource.options.deletedWith);
    if (isProvided(resource) && !resource.options.retainOnDelete && !goesWithAnother)
      await this.doing(operation, resource, () =>
        this.provider.delete(requestOf(resource), existing(resource)),
      );
    this.file.remove(resource);
  }

  private keep(resource: StateResource, before: StateResource | undefined): Registered {
    this.file.put(resource, before);
    return resource;
  }

  private count(kind: Counted): void {
    this.counts[kind] += 1;
  }

  private async doing<T>(operation: Operation, resource: GraphResource, work: () => Promise<T>): Promise<T> {
    const { urn, type, name } = resource;
    const began = performance.now();
    const say = (kind: ProgressEvent["kind"]) =>
      this.onProgress({ kind, operation, urn, type, name, seconds: (performance.now() - began) / 1000 });
    this.onProgress({ kind: "started", operation, urn, type, name });
    try {
      const done = await work();
      say("done");
      return done;
    } catch (error) {
      say("failed");
      this.failures.ofResource(urn, operation, error);
      throw error;
    }
  }
}

const requestOf = ({ urn, type, name, inputs, providerConfig }: GraphResource): ResourceRequest => ({
  urn,
  type,
  name,
  inputs,
  config: providerConfig,
});

const existing = ({ id, inputs, outputs }: StateResource) => ({ id: id ?? "", inputs, outputs });

const secretsOf = ({ secretInputs, options }: GraphResource): string[] => [
  ...new Set([...secretInputs, ...(options.additionalSecretOutputs ?? [])]),
];

const replacesByOption = ({ options }: GraphResource, changed: readonly string[]) =>
  changed.some((property) => options.replaceOnChanges?.some((path) => path === "*" || path === property));
