/** What exists of a stack: one JSON file, whole after every operation. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HoldfastError } from "../../errors";
import type { GraphResource, Properties } from "../graph";

export interface StateResource extends GraphResource {
  readonly id?: string;
  readonly outputs: Properties;
  readonly secretOutputs: readonly string[];
  /** A newer resource took its place; it still exists and is to be deleted. */
  readonly superseded?: true;
}

/** Secrets stand in it in plain text: it belongs to one machine and its emulators, never to a deployment on AWS. */
export interface State {
  readonly version: 1;
  readonly resources: StateResource[];
  outputs: Properties;
  secretOutputs: readonly string[];
}

export class StateFile {
  readonly state: State;
  private readonly texts = new WeakMap<StateResource, string>();

  constructor(private readonly path: string) {
    this.state = existsSync(path)
      ? parseState(path)
      : { version: 1, resources: [], outputs: {}, secretOutputs: [] };
    mkdirSync(dirname(path), { recursive: true });
  }

  current(urn: string): StateResource | undefined {
    return this.state.resources.find((resource) => resource.urn === urn && !resource.superseded);
  }

  /** Adds the resource, or puts it where `before` was. */
  put(resource: StateResource, before?: StateResource): void {
    const { resources } = this.state;
    const index = before ? resources.indexOf(before) : -1;
    if (index >= 0) resources[index] = resource;
    else resources.push(resource);
    // Most of a run over what exists changes nothing, and each write is a rename that the disk waits for.
    if (index < 0 || before === undefined || this.textOf(before) !== this.textOf(resource)) this.save();
  }

  /** The new one takes the old one's place, and the old one waits for its deletion: in one write, so that a kill can
   *  leave neither two of them nor none. */
  supersede(before: StateResource, resource: StateResource): void {
    this.state.resources[this.state.resources.indexOf(before)] = { ...before, superseded: true };
    this.put(resource);
  }

  remove(resource: StateResource): void {
    const index = this.state.resources.indexOf(resource);
    if (index >= 0) this.state.resources.splice(index, 1);
    this.save();
  }

  /** A resource found by its alias takes its new URN everywhere, so that no reference points at nothing. */
  rename(from: string, to: string): void {
    const renamed = (urn: string) => (urn === from ? to : urn);
    for (const [index, resource] of this.state.resources.entries())
      this.state.resources[index] = {
        ...resource,
        urn: renamed(resource.urn),
        parent: resource.parent && renamed(resource.parent),
        dependencies: resource.dependencies.map(renamed),
        propertyDependencies: Object.fromEntries(
          Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.map(renamed)]),
        ),
      };
    this.save();
  }

  /** By rename, so that a kill at any moment leaves the state of before or of after. */
  save(): void {
    const next = `${this.path}.${process.pid}.next`;
    const { resources, ...rest } = this.state;
    const texts = resources.map((resource) => this.textOf(resource)).join(",\n");
    writeFileSync(next, `${JSON.stringify(rest).slice(0, -1)},"resources":[\n${texts}\n]}\n`);
    renameSync(next, this.path);
  }

  /** Resources are replaced, never changed, so that each is written as text once. */
  private textOf(resource: StateResource): string {
    let text = this.texts.get(resource);
    if (text === undefined) {
      text = JSON.stringify(resource);
      this.texts.set(resource, text);
    }
    return text;
  }
}

function parseState(path: string): State {
  try {
    const state = JSON.parse(readFileSync(path, "utf8")) as State;
    if (state.version !== 1 || !Array.isArray(state.resources))
      throw new Error("it is no state of version 1");
    return state;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HoldfastError("HF_ENGINE_STATE", { path, problem }, { cause });
  }
}
