/** The workflows as they are: what a hand would forget when it adds a job. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { packs } from "../policies/packs";

const FOLDER = join(__dirname, "../.github/workflows");

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
}
interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), "utf8");
  return { file, text, workflow: parse(text) as Workflow };
});
const textOf = (name: string) => workflows.find(({ file }) => file === name)?.text ?? "";

describe.each(workflows)("$file", ({ text, workflow }) => {
  test("pins every action to a commit, with its version beside", () => {
    const uses = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses).not.toEqual([]);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("gives each job no more than it says, and no longer", () => {
    // What stands at the top holds for every job that says nothing.
    expect([{}, { contents: "read" }]).toContainEqual(workflow.permissions);
    expect(workflow.concurrency?.group).toContain("github.workflow");
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });

  test("keeps what it says it keeps: a folder with a dot is left out unless that is asked for", () => {
    const hidden = Object.values(workflow.jobs)
      .flatMap(({ steps }) => steps)
      .filter(
        ({ uses, with: { path } = {} }) =>
          uses?.includes("/upload-artifact@") && /(^|\/)\./.test(String(path)),
      );
    for (const step of hidden) expect(step.with).toMatchObject({ "include-hidden-files": true });
  });

  test("stores no keys", () => {
    expect(text).not.toMatch(/secrets\.|aws-access-key-id/);
  });

  test("never runs a pull request's code with the rights of the repository", () => {
    expect(text).not.toMatch(/pull_request_target|workflow_run/);
    for (const job of Object.values(workflow.jobs))
      if (job.permissions?.["pull-requests"] === "write")
        expect(Object.keys(job.permissions)).toHaveLength(1);
  });
});

test("a pull request is previewed by every pack", () => {
  const named = [...textOf("preview.yml").matchAll(/--policy-pack policies\/([\w-]+)/g)].map(
    ([, name]) => name,
  );
  expect(named).toEqual(packs.map(({ name }) => name));
});

test("an action has one version in all workflows", () => {
  const versions = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (\S+)@(\S+ # \S+)/g)]);
  const byAction = new Map<string, Set<string>>();
  for (const [, action = "", version = ""] of versions)
    byAction.set(action, new Set([...(byAction.get(action) ?? []), version]));
  expect([...byAction].filter(([, found]) => found.size > 1)).toEqual([]);
});
