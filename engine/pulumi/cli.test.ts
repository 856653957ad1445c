import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { builtFolder, findPulumi, installPulumi, isNewEnough, needPulumi, PULUMI_VERSION } from "./cli";

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

/** A Go that builds a file with what `output` prints. */
const goThat = (output: string) => `case "$1" in
  env) echo go9.9;;
  build) while [ "$1" != -o ]; do shift; done; ${output} > "$2";;
esac`;

test("a build that fails says what Go said, and leaves nothing", async () => {
  const go = `case "$1" in env) echo go9.9;; *) echo "no such module" >&2; exit 3;; esac`;
  const installing = installPulumi({ searchPath: pathWith({ go }), folder: join(dir, "failed", "cli") });
  await expect(installing).rejects.toThrow(/HF_ENGINE_PULUMI_BUILD.*go mod ended with 3. no such module/s);
  expect(readdirSync(join(dir, "failed"))).toEqual([]);
});

test("what was built is found again, and not built twice", async () => {
  const folder = join(dir, "built", "cli");
  const said: string[] = [];
  const searchPath = pathWith({ go: goThat("echo built") });
  const options = { searchPath, folder, onProgress: (text: string) => said.push(text) };
  expect(await installPulumi(options)).toEqual({ root: folder, version: PULUMI_VERSION });
  expect(said).toHaveLength(2);
  expect(await installPulumi(options)).toEqual({ root: folder, version: PULUMI_VERSION });
  expect(said).toHaveLength(2);
});

test("of two that build at once, one takes the place, and both have it", async () => {
  const folder = join(dir, "at-once", "cli");
  // Neither ends before the other has begun.
  const meet = ["a", "b"].map((name) => join(dir, name)) as [string, string];
  const go = (own: string, other: string) =>
    goThat(`{ : > "${own}"; while [ ! -e "${other}" ]; do :; done; echo ${own}; }`);
  const options = [go(meet[0], meet[1]), go(meet[1], meet[0])].map((script) => ({
    searchPath: pathWith({ go: script }),
    folder,
  }));
  const installed = await Promise.all(options.map((one) => installPulumi(one)));
  expect(installed).toEqual([
    { root: folder, version: PULUMI_VERSION },
    { root: folder, version: PULUMI_VERSION },
  ]);
  expect(meet).toContain(readFileSync(join(folder, "bin", "pulumi"), "utf8").trim());
  expect(readdirSync(join(dir, "at-once"))).toEqual(["cli"]);
});

test("it is built into the user's cache, whichever clone asks", () => {
  const name = new RegExp(`^pulumi-${PULUMI_VERSION}-[0-9a-f]{8}$`);
  expect(relative("/caches/holdfast", builtFolder({ XDG_CACHE_HOME: "/caches" }))).toMatch(name);
  // "If an implementation encounters a relative path in any of these variables it should consider the path invalid and ignore it."
  for (const env of [{}, { XDG_CACHE_HOME: "" }, { XDG_CACHE_HOME: "caches" }])
    expect(relative(join(homedir(), ".cache", "holdfast"), builtFolder(env))).toMatch(name);
});
