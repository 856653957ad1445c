import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionNodeDir } from "./function-node";
import { findPython, installMinistack, MINISTACK_VERSION } from "./install";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-install-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A `python` that prints what the real one would of itself. */
async function pythonThatIs(name: string, printed: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho "${printed}"\n`);
  await chmod(path, 0o755);
  return path;
}

test.each([
  { title: "too old", printed: ["3.9", "2 True"], code: "HF_LOCAL_PYTHON" },
  { title: "none at all", printed: [], code: "HF_LOCAL_PYTHON" },
  { title: "without venv or ensurepip", printed: ["3 11 False"], code: "HF_LOCAL_VENV" },
])("Python: $title", async ({ printed, code }) => {
  const pythons = await Promise.all(printed.map((text, index) => pythonThatIs(`python${index}`, text)));
  await expect(findPython([join(folder, "absent"), ...pythons])).rejects.toMatchObject({ code });
});

test("the first Python that is new enough and complete is taken", async () => {
  const old = await pythonThatIs("old", "3 9 True");
  const bare = await pythonThatIs("bare", "3 12 False");
  const complete = await pythonThatIs("complete", "3 10 True");
  expect(await findPython([old, bare, complete])).toBe(complete);
});

test("a finished installation is recognised by its marker; no process is started", async () => {
  const { createHash } = await import("node:crypto");
  const requirements = await readFile(join(__dirname, "requirements.txt"));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin", "python"), "");
  await writeFile(join(folder, "installed"), createHash("sha256").update(requirements).digest("hex"));
  const said: string[] = [];
  await installMinistack({ folder, onProgress: (text) => said.push(text) });
  expect(said).toEqual([]);
});

test("every requirement is pinned by version and hash, MiniStack to the version named here", async () => {
  const text = await readFile(join(__dirname, "requirements.txt"), "utf8");
  const entries = text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  for (const entry of entries) expect(entry).toMatch(/^[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}/);
  expect(entries.some((entry) => entry.startsWith(`ministack==${MINISTACK_VERSION} `))).toBe(true);
});

test("functions get a Node 22, and a platform without one is named", async () => {
  expect(await functionNodeDir()).toMatch(/bin$/);
  if (process.version.startsWith("v22.")) return; // This very Node serves every platform.
  await expect(functionNodeDir("plan9-mips")).rejects.toMatchObject({ code: "HF_LOCAL_NODE" });
});
