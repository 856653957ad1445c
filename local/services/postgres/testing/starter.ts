/** A run of its own: starts Postgres, says where, and stops it once its standard input closes. */
import { once } from "node:events";
import { startPostgres } from "..";

async function main(dataDir: string): Promise<void> {
  const postgres = await startPostgres({ dataDir, host: "127.0.0.1" });
  const { host, port, caFile, password, pid } = postgres;
  process.stdout.write(`${JSON.stringify({ host, port, caFile, password, pid })}\n`);
  process.stdin.resume();
  await once(process.stdin, "end");
  await postgres.stop();
}

void main(process.argv[2] as string);
