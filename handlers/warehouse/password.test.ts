import { inspect } from "node:util";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import type { DatabaseSettings } from "./environment";
import { masterPassword, passwordIn, signedPassword } from "./password";

const database: DatabaseSettings = {
  ...{ host: "db.example", port: 5432, name: "holdfast", user: "etl", secretArn: "arn:secret" },
  ...{ authentication: "secret", caFile: "/ca.pem" },
};
const caller = {
  region: "eu-west-1",
  credentials: async () => ({ accessKeyId: "AKIATEST", secretAccessKey: "the-key", sessionToken: "a+b/c=" }),
};

describe("the managed secret", () => {
  const secrets = mockClient(SecretsManagerClient);
  beforeEach(() => secrets.reset());
  const calls = () => secrets.commandCalls(GetSecretValueCommand);

  test("is asked for once, and again when it was forgotten", async () => {
    secrets
      .on(GetSecretValueCommand, { SecretId: "arn:secret" })
      .resolvesOnce({ SecretString: '{"password":"one"}' })
      .resolves({ SecretString: '{"password":"two"}' });
    const password = masterPassword(database, caller);
    expect([await password.get(), await password.get()]).toEqual(["one", "one"]);
    expect(calls()).toHaveLength(1);
    password.forget();
    expect(await password.get()).toBe("two");
  });

  test("that may not be read is named, and why", async () => {
    secrets
      .on(GetSecretValueCommand)
      .rejects(Object.assign(new Error("…"), { name: "AccessDeniedException" }));
    await expect(masterPassword(database, caller).get()).rejects.toThrow(
      "HF_DATABASE_SECRET: The secret arn:secret gives no password: AccessDeniedException.",
    );
  });
});

test.each([
  { title: "no text", secret: undefined, problem: "it is not JSON" },
  { title: "no JSON", secret: '{"password":"swordfish"', problem: "it is not JSON" },
  { title: "null", secret: "null", problem: "it has no password" },
  { title: "no password", secret: '{"pass":"swordfish"}', problem: "it has no password" },
  { title: "an empty one", secret: '{"password":"","other":"swordfish"}', problem: "it has no password" },
])("a secret that is $title is told without its content", ({ secret, problem }) => {
  let error: unknown;
  try {
    passwordIn("arn:secret", secret);
  } catch (thrown) {
    error = thrown;
  }
  expect(inspect(error)).toContain(problem);
  expect(inspect(error)).not.toContain("swordfish");
});

test("a token is the signed address of the database, without its scheme", async () => {
  const now = () => new Date("2026-11-21T12:00:00Z");
  const token = await signedPassword(database, caller, now).get();
  const url = new URL(`https://${token}`);
  expect(token).toMatch(/^db\.example:5432\/\?/);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    ...{ Action: "connect", DBUser: "etl" },
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIATEST/20261121/eu-west-1/rds-db/aws4_request",
    "X-Amz-Date": "20261121T120000Z",
    "X-Amz-Expires": "900",
    "X-Amz-Security-Token": "a+b/c=",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(token).not.toContain("the-key");
});
