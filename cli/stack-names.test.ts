import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pairsAmong, stacksIn } from "./stack-names";

const PROJECT = join(__dirname, "..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stack-names-"));
  for (const file of ["Pulumi.yaml", "Pulumi.prod-eu.yaml", "Pulumi.prod-us.yaml"])
    cpSync(join(PROJECT, file), join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As a stack's file, with some text replaced. */
const copy = (from: string, to: string, ...replacements: [string | RegExp, string][]) =>
  writeFileSync(
    join(folder, `Pulumi.${to}.yaml`),
    replacements.reduce(
      (text, [pattern, by]) => text.replaceAll(pattern, by),
      readFileSync(join(folder, `Pulumi.${from}.yaml`), "utf8"),
    ),
  );

test("this project has two stacks and an example, which are one pair", () => {
  expect(stacksIn(PROJECT)).toEqual(["prod-eu", "prod-us"]);
  expect(pairsAmong(PROJECT, stacksIn(PROJECT))).toEqual([{ primary: "prod-eu", standby: "prod-us" }]);
});

test("the primary comes first, whatever the names", () => {
  copy("prod-eu", "z");
  copy("prod-us", "a");
  expect(pairsAmong(folder, ["a", "z"])).toEqual([{ primary: "z", standby: "a" }]);
});

test("another environment is another pair", () => {
  copy("prod-eu", "test-eu", [/environment: prod/g, "environment: test"]);
  copy("prod-us", "test-us", [/environment: prod/g, "environment: test"]);
  expect(pairsAmong(folder, stacksIn(folder))).toEqual([
    { primary: "prod-eu", standby: "prod-us" },
    { primary: "test-eu", standby: "test-us" },
  ]);
});

test.each<{ title: string; change: [string, string] }>([
  { title: "names a third region", change: ["peerRegion: us-west-2", "peerRegion: us-east-1"] },
  { title: "is in another region than its peer names", change: ["region: eu-west-1", "region: eu-north-1"] },
  { title: "is another standby", change: ["role: primary", "role: standby"] },
  { title: "is of another environment", change: ["environment: prod", "environment: other"] },
  { title: "cannot be used", change: ["ttlSeconds: 60", "ttlSeconds: 61"] },
])("no pair with one that $title", ({ change }) => {
  copy("prod-eu", "prod-eu", change);
  expect(pairsAmong(folder, stacksIn(folder))).toEqual([]);
});

test("one alone is no pair", () => {
  expect(pairsAmong(folder, ["prod-us"])).toEqual([]);
});
