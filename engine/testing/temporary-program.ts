/** A Pulumi program in a folder of its own, to be run and thrown away. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { StackRun } from "../in-process";
import type { State } from "../in-process/state";
import { type FakeOptions, readJournal } from "./fake-provider";

/** Types that need no SDK of a cloud: a resource, a component, and a provider of their own. */
const PREAMBLE = `
import * as pulumi from "@pulumi/pulumi";
class Thing extends pulumi.CustomResource {
  declare arn: pulumi.Output<string>;
  declare token: pulumi.Output<string>;
  declare value: pulumi.Output<any>;
  constructor(name: string, props: any = {}, opts?: pulumi.CustomResourceOptions) {
    super("fake:index:Thing", name, { arn: undefined, token: undefined, value: undefined, ...props }, opts);
  }
}
class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
    this.registerOutputs({ made: name });
  }
}
class FakeProvider extends pulumi.ProviderResource {
  constructor(name: string, props: any) {
    super("fake", name, props);
  }
}
const config = new pulumi.Config();
`;

export class TemporaryProgram {
  readonly dir = mkdtempSync(join(tmpdir(), "holdfast-engine-"));
  readonly statePath = join(this.dir, "state", "dev.json");
  private readonly journalPath = join(this.dir, "journal");

  constructor(source: string) {
    symlinkSync(resolve(__dirname, "..", "..", "node_modules"), join(this.dir, "node_modules"));
    this.write("Pulumi.yaml", "name: demo\nruntime: nodejs\nmain: stacks/index.ts\nconfig:\n  size: small\n");
    this.write("Pulumi.dev.yaml", "config:\n  fake:region: here\n  demo:shape: { width: 1, height: 2 }\n");
    this.program(source);
  }

  program(source: string): void {
    this.write("stacks/index.ts", PREAMBLE + source);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    writeFileSync(join(this.dir, path), content);
  }

  run(options: Omit<FakeOptions, "journal"> = {}, rest: Partial<StackRun> = {}): StackRun {
    writeFileSync(this.journalPath, "");
    return {
      programDir: this.dir,
      stack: "dev",
      statePath: this.statePath,
      provider: {
        module: join(__dirname, "fake-provider.ts"),
        options: { journal: this.journalPath, ...options } satisfies FakeOptions,
      },
      ...rest,
    };
  }

  /** What the provider was asked in the last run, without its close. */
  journal = (): string[] => readJournal(this.journalPath).filter((line) => line !== "close" && line !== "");

  state = (): State => JSON.parse(readFileSync(this.statePath, "utf8"));

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
