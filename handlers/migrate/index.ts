/** `migrate`: only wiring. Invoked by every deployment of a build, before the functions that need the tables. */
import { join } from "node:path";
import { environmentCredentials } from "../delivery/aws";
import { connector } from "../warehouse/connect";
import { parseMigrateEnvironment } from "./environment";
import { migrate } from "./migrate";

const { region, build, database } = parseMigrateEnvironment(process.env);
// Tables belong to the master user, whatever those who load log in as.
const connect = connector(
  { ...database, authentication: "secret" },
  { region, applicationName: "migrate", credentials: environmentCredentials(process.env) },
);

/** @returns what was applied: nothing when the database is as this build needs it. */
export const handler = async (): Promise<{ build: string; applied: string[] }> => {
  const client = await connect();
  try {
    const answer = { build, applied: await migrate(client, join(__dirname, "migrations")) };
    console.log(JSON.stringify({ message: "migrated", region, ...answer }));
    return answer;
  } finally {
    await client.end();
  }
};
