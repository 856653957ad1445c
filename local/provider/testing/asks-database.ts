/** A function in a network, for tests: fetches the managed secret by its own role, and asks the database over TLS. */
import { readFileSync } from "node:fs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Client } from "pg";

export async function handler({ sql }: { sql: string }): Promise<unknown> {
  const { HOST, PORT, SECRET_ARN, DATABASE_CA_FILE } = process.env;
  const secrets = new SecretsManagerClient({});
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET_ARN }));
  const { username, password } = JSON.parse(SecretString as string);
  const client = new Client({
    ...{ host: HOST, port: Number(PORT), user: username, password, database: "holdfast" },
    ssl: { ca: readFileSync(DATABASE_CA_FILE as string, "utf8") },
  });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}
