import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mergeDeep, readProject } from "./project";

const dir = mkdtempSync(join(tmpdir(), "holdfast-project-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const files = (project: string, stack: string) => {
  writeFileSync(join(dir, "Pulumi.yaml"), project);
  writeFileSync(join(dir, "Pulumi.dev.yaml"), stack);
};

test("objects in the configuration arrive as JSON, over the project's own values and under the overrides", () => {
  files(
    "name: demo\nmain: stacks/index.ts\nconfig:\n  size: small\n  aws:region: { value: here }\n  kind: { default: plain }\n",
    "config:\n  demo:shape: { width: 1, height: 2 }\n  demo:on: true\n",
  );
  const { name, main, config } = readProject(dir, "dev", { "demo:shape": { width: 9 }, "demo:kind": "odd" });
  expect({ name, main }).toEqual({ name: "demo", main: join(dir, "stacks/index.ts") });
  expect(config).toEqual({
    "demo:size": "small",
    "aws:region": "here",
    "demo:kind": "odd",
    "demo:shape": '{"width":9,"height":2}',
    "demo:on": "true",
  });
});

test("an encrypted value is refused unless an override replaces it", () => {
  files("name: demo\n", "config:\n  demo:password: { secure: AAAB }\n");
  expect(() => readProject(dir, "dev")).toThrow(/HF_ENGINE_PROJECT: .*demo:password .* is encrypted/);
  expect(readProject(dir, "dev", { "demo:password": "hush" }).config).toEqual({ "demo:password": "hush" });
});

test("a merge replaces lists whole and leaves both sides as they were", () => {
  const base = { a: { list: [1, 2], kept: 1 } };
  expect(mergeDeep(base, { a: { list: [3] } })).toEqual({ a: { list: [3], kept: 1 } });
  expect(base).toEqual({ a: { list: [1, 2], kept: 1 } });
});
