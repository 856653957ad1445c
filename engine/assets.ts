/** Files that a program hands to a resource, read once and known by their content. */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { HoldfastError } from "../errors";

/** One file. In JSON (state, graph) it is only its hash. */
export class Asset {
  readonly hash: string;
  constructor(readonly bytes: Buffer) {
    this.hash = sha256([bytes]);
  }
  toJSON() {
    return { $asset: this.hash };
  }
}

/** Several files by path. Two archives with the same files have the same hash, wherever they came from. */
export class Archive {
  readonly hash: string;
  constructor(readonly files: ReadonlyMap<string, Buffer>) {
    const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
    this.hash = sha256(
      sorted.flatMap(([path, bytes]) => [Buffer.from(`${path.length}:${path}:${bytes.length}:`), bytes]),
    );
  }
  toJSON() {
    return { $archive: this.hash };
  }
}

const sha256 = (parts: readonly Buffer[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

interface WireAsset {
  readonly text?: string;
  readonly path?: string;
  readonly uri?: string;
}

export async function readAsset({ text, path, uri }: WireAsset): Promise<Asset> {
  if (uri !== undefined) throw unsupported(`a remote asset (${uri})`);
  return new Asset(path ? await readFile(path) : Buffer.from(text ?? ""));
}

interface WireArchive {
  readonly assets?: Readonly<Record<string, unknown>>;
  readonly path?: string;
  readonly uri?: string;
}

/** `read` turns each member of the archive into an {@link Asset} or an {@link Archive}. */
export async function readArchive(
  { assets, path, uri }: WireArchive,
  read: (member: unknown) => Promise<unknown>,
): Promise<Archive> {
  if (uri !== undefined) throw unsupported(`a remote archive (${uri})`);
  const files = new Map<string, Buffer>();
  if (path) {
    if (!(await stat(path)).isDirectory()) throw unsupported(`an archive that is a file (${path})`);
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const file = join(entry.parentPath, entry.name);
        files.set(file.slice(path.length).replace(/^\/+/, ""), await readFile(file));
      }
  }
  for (const [name, member] of Object.entries(assets ?? {})) {
    const value = await read(member);
    if (value instanceof Asset) files.set(name, value.bytes);
    else if (value instanceof Archive)
      for (const [inner, bytes] of value.files) files.set(`${name}/${inner}`, bytes);
  }
  return new Archive(files);
}

const unsupported = (feature: string) => new HoldfastError("HF_ENGINE_UNSUPPORTED", { feature });
