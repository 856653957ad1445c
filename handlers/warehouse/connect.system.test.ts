import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { inspect } from "node:util";
import { generate } from "selfsigned";
import { connect, connector } from "./connect";
import type { DatabaseSettings } from "./environment";
import type { Password } from "./password";
import { startDatabase, type TestDatabase } from "./testing/database";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "connect-"));
  database = await startDatabase({ migrated: false });
}, 60_000);
afterAll(async () => {
  await database?.stop();
  await rm(folder, { recursive: true });
}, 60_000);

/** Gives one password after the other, and counts how often each was asked for. */
function passwords(...values: string[]) {
  const asked: string[] = [];
  let index = 0;
  const password: Password = {
    async get() {
      const value = values[index] ?? "none left";
      asked.push(value);
      return value;
    },
    forget() {
      index += 1;
    },
  };
  return { asked, password };
}

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeDefined();
  return inspect(error, { depth: 10 });
}

test("is encrypted, named, and bounded on every side", async () => {
  const client = await database.connect("etl");
  const names = [
    ...["application_name", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"],
    ...[
      "client_connection_check_interval",
      "tcp_keepalives_idle",
      "jit",
      "work_mem",
      "transaction_isolation",
    ],
  ];
  const { rows } = await client.query(
    `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(", ")},
       (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as ssl`,
  );
  await client.end();
  expect(rows).toEqual([
    {
      ...{ application_name: "etl", statement_timeout: "15min", lock_timeout: "1min", ssl: true },
      ...{ idle_in_transaction_session_timeout: "15s", client_connection_check_interval: "5s" },
      ...{ tcp_keepalives_idle: "10", jit: "off", work_mem: "64MB", transaction_isolation: "read committed" },
    },
  ]);
});

describe("a password that is refused", () => {
  test("is fetched anew, once", async () => {
    const { asked, password } = passwords("rotated away", database.password);
    await (await connect(database.settings, "test", password)).end();
    expect(asked).toEqual(["rotated away", database.password]);
  });

  test("twice is an error that does not tell it", async () => {
    const { asked, password } = passwords("first-secret", "second-secret", database.password);
    const text = await failure(connect(database.settings, "test", password));
    expect(asked).toEqual(["first-secret", "second-secret"]);
    expect(text).toContain("HF_DATABASE_CONNECT");
    expect(text).not.toMatch(/first-secret|second-secret/);
  });
});

describe("does not connect", () => {
  const refusal = (changes: Partial<DatabaseSettings>) => {
    const { asked, password } = passwords(database.password);
    return { asked, text: failure(connect({ ...database.settings, ...changes }, "test", password)) };
  };

  test("to a server whose certificate is signed by nobody it knows", async () => {
    const caFile = join(folder, "other.pem");
    writeFileSync(caFile, (await generate([{ name: "commonName", value: "other" }])).cert);
    const { asked, text } = refusal({ caFile });
    expect(await text).toMatch(/HF_DATABASE_CONNECT.*(SELF_SIGNED|UNABLE_TO|signature)/s);
    expect(asked).toHaveLength(1);
  });

  test("to a server whose certificate is for another name", async () => {
    const { cert, private: key } = await generate([{ name: "commonName", value: "other.example" }], {
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "other.example" }] }],
    });
    const caFile = join(folder, "trusted.pem");
    writeFileSync(caFile, cert);
    // As much of Postgres as comes before the password: "yes" to encryption, and the handshake ("SSL Session Encryption").
    const server = createServer((socket) => {
      socket.once("data", () => {
        socket.write("S");
        new TLSSocket(socket, { isServer: true, cert, key }).on("error", () => undefined);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await refusal({ port, caFile }).text).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    server.close();
  });

  test("where nobody listens", async () => {
    expect(await refusal({ port: 1 }).text).toMatch(/HF_DATABASE_CONNECT.*ECONNREFUSED/s);
  });

  test("without the file of certificates", async () => {
    expect(await refusal({ caFile: join(folder, "missing.pem") }).text).toMatch(
      /HF_DATABASE_CONNECT.*ENOENT/s,
    );
  });
});

test("by IAM sends a signed token, and never the secret", async () => {
  const open = connector(
    { ...database.settings, authentication: "iam" },
    {
      ...{ region: "eu-west-1", applicationName: "test" },
      credentials: async () => ({ accessKeyId: "AKIATEST", secretAccessKey: "the-key" }),
    },
  );
  const text = await failure(open());
  expect(text).toMatch(/28P01/);
  expect(text).not.toMatch(/the-key|X-Amz-Signature/);
});
