import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { bundle } from "./bundle";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A program of one handler, in a folder whose name is never the same. */
function program(source: string, files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "bundle-"));
  folders.push(root);
  mkdirSync(join(root, "handlers", "echo"), { recursive: true });
  writeFileSync(join(root, "handlers", "echo", "index.ts"), source);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const echo = `import { basename } from "node:path";
export const handler = async (event: { path: string }) => ({ name: basename(event.path), file: "echo" });`;

test("the same source gives the same bytes, wherever it lies", () => {
  const [one, other] = [program(echo), program(echo)];
  expect(bundle("echo", one)).toEqual(bundle("echo", other));
  expect(bundle("echo", one).files["index.js"]).not.toContain(one);
});

test("a tsconfig.json beside the program changes nothing", () => {
  const strict = {
    "tsconfig.json": '{ "compilerOptions": { "target": "ES5", "useDefineForClassFields": false } }',
  };
  expect(bundle("echo", program(`${echo} export class A { b = 1 }`, strict))).toEqual(
    bundle("echo", program(`${echo} export class A { b = 1 }`)),
  );
});

test("another source is another build", () => {
  expect(bundle("echo", program(echo)).build).not.toBe(
    bundle("echo", program(echo.replace('"echo"', '"other"'))).build,
  );
});

test("exports the handler as Lambda loads it", async () => {
  const { files } = bundle("echo", program(echo));
  expect(Object.keys(files)).toEqual(["index.js"]);
  const loaded = { exports: {} as { handler?: (event: unknown) => Promise<unknown> } };
  new Function("module", "exports", "require", files["index.js"] ?? "")(loaded, loaded.exports, require);
  expect(await loaded.exports.handler?.({ path: "/a/b" })).toEqual({ name: "b", file: "echo" });
});

describe("migrations", () => {
  const one = { "handlers/echo/migrations/0001_one.sql": "select 1;\n" };
  const two = { "handlers/echo/migrations/0002_two.sql": "select 2;\n" };

  test.each([
    { title: "in order", files: { ...one, ...two } },
    { title: "whichever was there first", files: { ...two, ...one } },
    {
      title: "and nothing else of their folder",
      files: { ...one, ...two, "handlers/echo/migrations/notes.md": "-" },
    },
  ])("lie beside the code, $title", ({ files }) => {
    const bundled = bundle("echo", program(echo, files));
    expect(Object.keys(bundled.files)).toEqual([
      "index.js",
      "migrations/0001_one.sql",
      "migrations/0002_two.sql",
    ]);
    expect(bundled.files["migrations/0002_two.sql"]).toBe("select 2;\n");
    expect(bundled.build).toBe(bundle("echo", program(echo, { ...one, ...two })).build);
  });

  test.each<{ title: string; files: Record<string, string> }>([
    { title: "another text", files: { "handlers/echo/migrations/0001_one.sql": "select 2;\n" } },
    { title: "another name", files: { "handlers/echo/migrations/0001_other.sql": "select 1;\n" } },
    { title: "one more", files: { ...one, ...two } },
    { title: "none", files: {} },
  ])("are part of the build: $title", ({ files }) => {
    expect(bundle("echo", program(echo, files)).build).not.toBe(bundle("echo", program(echo, one)).build);
  });
});

test("another handler beside it changes nothing, and has a build of its own", () => {
  const root = program(echo, { "handlers/other/index.ts": `${echo} console.log("other");` });
  expect(bundle("echo", root)).toEqual(bundle("echo", program(echo)));
  expect(bundle("other", root).build).not.toBe(bundle("echo", root).build);
});

test("a handler that is not there is an error that names it", () => {
  expect(() => bundle("missing", program(echo))).toThrow("There is no handlers/missing/index.ts in ");
});

test("fails on a source that does not compile, and names it", () => {
  expect(() => bundle("echo", program('import "./missing";'))).toThrow("handlers/echo/index.ts");
});

describe.each(["collect", "replay"])("%s", (handler) => {
  const root = resolve(__dirname, "..", "..");

  test("is the same from a copy of the program with linked packages", () => {
    const copy = mkdtempSync(join(tmpdir(), "copy-"));
    folders.push(copy);
    cpSync(join(root, "handlers"), join(copy, "handlers"), { recursive: true });
    cpSync(join(root, "errors.ts"), join(copy, "errors.ts"));
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    expect(bundle(handler, copy).build).toBe(bundle(handler).build);
  });

  test("holds no path of this machine", () => {
    for (const code of Object.values(bundle(handler).files)) expect(code).not.toContain(root);
  });

  test("has the S3 client beside it, and it works from there", async () => {
    const { files } = bundle(handler);
    expect(Object.keys(files)).toEqual(["index.js", "client-s3.js"]);
    const folder = mkdtempSync(join(tmpdir(), "task-"));
    folders.push(folder);
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
    const { S3Client } = require(join(folder, "client-s3.js")) as typeof import("@aws-sdk/client-s3");
    // Nothing is given: these come from where Lambda puts them.
    process.env.AWS_ACCESS_KEY_ID = "from the environment";
    const client = new S3Client({ region: "eu-west-1" });
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: "from the environment" });
  });
});

test("migrate carries its migrations, and works without packages", () => {
  const { files } = bundle("migrate");
  expect(Object.keys(files)).toEqual(expect.arrayContaining(["index.js", "migrations/0001_warehouse.sql"]));
  const required = [...(files["index.js"] ?? "").matchAll(/require\("([^"]+)"\)/g)].map(
    ([, name]) => name ?? "",
  );
  expect(required.filter((name) => !isBuiltin(name) && name !== "pg-native")).toEqual([]);
});

test("collect reads little before its first answer: no S3 client, no credential chain", () => {
  const code = bundle("collect").files["index.js"] ?? "";
  expect(code.length).toBeLessThan(250_000);
  expect(code).not.toContain("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
});
