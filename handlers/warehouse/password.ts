/** What a connection is authenticated by. It never appears in an error or a log. */
import { Sha256 } from "@aws-crypto/sha256-js";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SignatureV4 } from "@smithy/signature-v4";
import { HoldfastError } from "../../errors";
import { type Credentials, clientConfig } from "../delivery/aws";
import { reasonOf } from "../delivery/deliver";
import type { DatabaseSettings } from "./environment";

export interface Password {
  get(): Promise<string>;
  /** The next `get` fetches it anew. */
  forget(): void;
}

interface Caller {
  region: string;
  credentials(): Promise<Credentials>;
}

/** Secrets Manager answers in milliseconds, or not at all when the endpoint in the VPC is missing. */
const patience = { connectMs: 2_000, requestMs: 5_000 };

/** The managed secret's password, kept for the process. @throws HF_DATABASE_SECRET. */
export function masterPassword({ secretArn }: DatabaseSettings, caller: Caller): Password {
  const client = new SecretsManagerClient(clientConfig({ ...caller, patience }));
  let kept: string | undefined;
  return {
    async get() {
      kept ??= passwordIn(secretArn, await secretOf(client, secretArn));
      return kept;
    },
    forget() {
      kept = undefined;
    },
  };
}

async function secretOf(client: SecretsManagerClient, secretArn: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString;
  } catch (error) {
    throw new HoldfastError("HF_DATABASE_SECRET", { secret: secretArn, problem: reasonOf(error) });
  }
}

/** Pure. A parser's error quotes what it read, so none is passed on. */
export function passwordIn(secretArn: string, secret: string | undefined): string {
  const problem = (text: string) =>
    new HoldfastError("HF_DATABASE_SECRET", { secret: secretArn, problem: text });
  let value: unknown;
  try {
    value = JSON.parse(secret ?? "");
  } catch {
    throw problem("it is not JSON");
  }
  const { password } = (value ?? {}) as { password?: unknown };
  if (typeof password !== "string" || password === "") throw problem("it has no password");
  return password;
}

/** Good for 15 minutes to open a connection, which then stays ("IAM database authentication"). */
const tokenSeconds = 900;

/**
 * A signed request to connect, in place of a password: `rds-db:connect` on the database's user. Signed on this machine, nothing is
 * asked ("Connecting to your DB instance using IAM authentication").
 */
export function signedPassword(database: DatabaseSettings, caller: Caller, now = () => new Date()): Password {
  const { host, port, user } = database;
  return {
    async get() {
      const signer = new SignatureV4({
        service: "rds-db",
        region: caller.region,
        credentials: await caller.credentials(),
        sha256: Sha256,
      });
      const { query = {} } = await signer.presign(
        {
          method: "GET",
          protocol: "https:",
          hostname: host,
          port,
          path: "/",
          query: { Action: "connect", DBUser: user },
          headers: { host: `${host}:${port}` },
        },
        { expiresIn: tokenSeconds, signingDate: now() },
      );
      const parameters = Object.entries(query).map(
        ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
      );
      return `${host}:${port}/?${parameters.join("&")}`;
    },
    forget: () => undefined, // Each one is new.
  };
}
