/** The migrations of a folder → the database: forward only, in order, all that are missing or none. */
import { runner } from "node-pg-migrate";
import type { Client } from "pg";
import { HoldfastError } from "../../errors";

/** What the database remembers them by; part of the database, so never renamed. */
const migrationsTable = "migrations";

/**
 * One transaction, under an advisory lock: of two at once the second waits, and then finds nothing to do.
 * @returns the names of those that were applied now.
 * @throws HF_MIGRATION naming the one that failed, and why. Nothing is applied then.
 */
export async function migrate(client: Client, folder: string): Promise<string[]> {
  let current = "before the first";
  const logger = {
    info(message: string) {
      current = /^### MIGRATION (\S+)/.exec(message)?.[1] ?? current;
    },
    warn: () => undefined,
    error: () => undefined, // Told by what it throws.
  };
  try {
    const applied = await runner({
      dbClient: client,
      dir: folder,
      direction: "up",
      migrationsTable,
      checkOrder: true,
      singleTransaction: true,
      advisoryLockMode: "wait",
      logger,
    });
    return applied.map(({ name }) => name);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new HoldfastError("HF_MIGRATION", {
      migration: current,
      problem: code === undefined ? message : `${message} (${code})`,
    });
  }
}
