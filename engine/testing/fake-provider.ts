/** A provider that creates nothing and writes down what it was asked: for tests of the engine. */
import { appendFileSync, readFileSync } from "node:fs";
import type { Provider } from "../provider";

export interface FakeOptions {
  /** Where each call is noted, a line each. */
  readonly journal: string;
  /** Names whose creation AWS would refuse. */
  readonly failing?: readonly string[];
  /** The creation of each of these waits until the creation of all of them has begun. */
  readonly meeting?: readonly string[];
  /** The name whose creation lasts until the process is asked to end. */
  readonly lastsUntilStopped?: string;
  /** The name whose creation kills the process. */
  readonly killedAt?: string;
}

/** Inputs named `fixed` and `fixedFirst` cannot be changed in place; the latter's old one has to go first. */
export function createProvider(options: FakeOptions): Provider {
  const note = (line: string) => appendFileSync(options.journal, `${line}\n`);
  const begun = new Set<string>();
  let all: () => void = () => undefined;
  const everybodyBegan = new Promise<void>((resolve) => {
    all = resolve;
  });
  const outputsOf = (name: string) => ({ arn: `arn:${name}`, token: `token-of-${name}` });

  return {
    check: ({ name, inputs }) =>
      "unmodelled" in inputs
        ? [{ property: "unmodelled", error: new Error(`${name}.unmodelled has no model.`) }]
        : [],
    replacementFor(_resource, changed) {
      const properties = changed.filter((name) => name === "fixed" || name === "fixedFirst");
      return properties.length > 0
        ? { properties, deleteFirst: properties.includes("fixedFirst") }
        : undefined;
    },
    async create({ name, inputs, config }) {
      note(`create ${name} in ${config.region} ${JSON.stringify(inputs)}`);
      if (options.killedAt === name) process.kill(process.pid, "SIGKILL");
      if (options.lastsUntilStopped === name)
        await new Promise((resolve) => process.once("SIGTERM", resolve));
      if (options.meeting?.includes(name)) {
        begun.add(name);
        if (begun.size === options.meeting.length) all();
        await everybodyBegan;
      }
      if (options.failing?.includes(name)) throw new Error(`${name} is refused.`);
      return {
        id: `${name}-${JSON.stringify(inputs.fixed ?? inputs.fixedFirst ?? 0)}`,
        outputs: outputsOf(name),
      };
    },
    async update({ name, inputs }, { id }) {
      note(`update ${id} ${JSON.stringify(inputs)}`);
      return outputsOf(name);
    },
    async delete(_resource, { id }) {
      note(`delete ${id}`);
    },
    async read(_resource, id) {
      return id === "missing" ? undefined : { id, outputs: outputsOf(id) };
    },
    async invoke(token, args, config) {
      if (token === "aws:index/getAvailabilityZones:getAvailabilityZones")
        return { names: ["here-a", "here-b", "here-c"] };
      if (token === "fake:index:refuse") throw new Error(`${token} is refused.`);
      return { answer: `${token} ${JSON.stringify(args)} in ${config.region}` };
    },
    close: () => note("close"),
  };
}

export const readJournal = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");
