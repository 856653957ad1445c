import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPulumi, installPulumi, isNewEnough, needPulumi, PULUMI_VERSION } from "./cli";

const dir = mkdtempSync(join(tmpdir(), "holdfast-cli-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let folders = 0;
/** A PATH with nothing on it but what is given: commands that print one line, and what the shell itself needs. */
function pathWith(commands: Readonly<Record<string, string>>): string {
  folders += 1;
  const folder = join(dir, `path-${folders}`);
  mkdirSync(folder);
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}
const nowhere = join(dir, "not-built");

test.each([
  { version: "3.255.0", isEnough: true },
  { version: "3.255.1", isEnough: true },
  { version: "3.1000.0", isEnough: true },
  { version: "4.0.0", isEnough: true },
  { version: "3.254.9", isEnough: false },
  { version: "2.300.0", isEnough: false },
  { version: "3.255.0-dev.1", isEnough: true },
])("$version is new enough: $isEnough", ({ version, isEnough }) => {
  expect(isNewEnough(version, "3.255.0")).toBe(isEnough);
});

test("the CLI on PATH is used where it is new enough", async () => {
  const searchPath = pathWith({ pulumi: `echo v${PULUMI_VERSION}` });
  expect(await findPulumi({ searchPath, folder: nowhere })).toEqual({ version: PULUMI_VERSION });
  expect(await installPulumi({ searchPath, folder: nowhere })).toEqual({ version: PULUMI_VERSION });
});

test.each([
  { title: "an older one", commands: { pulumi: "echo v3.100.0" } },
  { title: "one that fails", commands: { pulumi: "exit 1" } },
  { title: "none", commands: {} },
])("$title on PATH is none, and says how to get one", async ({ commands }) => {
  const options = { searchPath: pathWith(commands as Record<string, string>), folder: nowhere };
  expect(await findPulumi(options)).toBeUndefined();
  await expect(needPulumi(options)).rejects.toThrow(/HF_ENGINE_PULUMI.*npm run engine:install/);
});

test.each([
  { title: "no Go", commands: {}, seen: "there is no Go on PATH" },
  { title: "an old Go", commands: { go: "echo go1.20" }, seen: "Go 1.20 is on PATH" },
])("$title: says what to install", async ({ commands, seen }) => {
  const options = { searchPath: pathWith(commands as Record<string, string>), folder: nowhere };
  await expect(installPulumi(options)).rejects.toMatchObject({ code: "HF_ENGINE_GO", values: { seen } });
});

test("a build that fails says what Go said", async () => {
  const go = `case "$1" in env) echo go9.9;; *) echo "no such module" >&2; exit 3;; esac`;
  const installing = installPulumi({ searchPath: pathWith({ go }), folder: join(dir, "failed") });
  await expect(installing).rejects.toThrow(/HF_ENGINE_PULUMI_BUILD.*go mod ended with 3. no such module/s);
});

test("what was built is found again, and not built twice", async () => {
  const folder = join(dir, "built");
  const cat = "/bin/cat";
  const go = `case "$1" in
    env) echo go9.9;;
    build) while [ "$1" != -o ]; do shift; done; echo built > "$2"; ${cat} /dev/null;;
  esac`;
  const said: string[] = [];
  mkdirSync(join(folder, "bin"), { recursive: true });
  const options = { searchPath: pathWith({ go }), folder, onProgress: (text: string) => said.push(text) };
  expect(await installPulumi(options)).toEqual({ root: folder, version: PULUMI_VERSION });
  expect(said).toHaveLength(2);
  expect(await installPulumi(options)).toEqual({ root: folder, version: PULUMI_VERSION });
  expect(said).toHaveLength(2);
});
