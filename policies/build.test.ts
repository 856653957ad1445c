import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PolicyPackArgs } from "@pulumi/policy";
import { parse } from "yaml";
import { buildPack, packNames } from "./build";

const folder = mkdtempSync(join(tmpdir(), "holdfast-packs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the bundle asks for, and what it registers. The real PolicyPack would start a server. */
function loaded(pack: string) {
  const outfile = join(folder, pack, "index.js");
  buildPack(pack, outfile);
  const asked = new Set<string>();
  const registered: { name: string; args: PolicyPackArgs }[] = [];
  class PolicyPack {
    constructor(name: string, args: PolicyPackArgs) {
      registered.push({ name, args });
    }
  }
  const require = (module: string) => {
    asked.add(module);
    return module.startsWith("node:") ? jest.requireActual(module) : { PolicyPack };
  };
  new Function("require", "module", "exports", readFileSync(outfile, "utf8"))(require, { exports: {} }, {});
  return { asked: [...asked], registered };
}

test("there are four packs", () => {
  expect(packNames()).toEqual(["at-least-once", "disaster-recovery", "s3-endpoints", "vpc-isolation"]);
});

describe.each(packNames())("%s", (pack) => {
  const file = (name: string) => readFileSync(join(__dirname, pack, name), "utf8");

  test("its bundle needs nothing but @pulumi/policy, and registers its rules", () => {
    const { asked, registered } = loaded(pack);
    const { rules } = require(`./${pack}/rules`) as { rules: readonly { name: string }[] };
    expect(asked.filter((module) => !module.startsWith("node:"))).toEqual(["@pulumi/policy"]);
    expect(registered.map(({ name }) => name)).toEqual([pack]);
    expect(registered[0]?.args.policies.map(({ name }) => name)).toEqual([
      `${pack}-inputs`,
      ...rules.map(({ name }) => name),
      `${pack}-undetermined`,
    ]);
  });

  test("Pulumi finds the bundle, and npm what it needs", () => {
    expect(parse(file("PulumiPolicy.yaml"))).toMatchObject({ runtime: "nodejs", main: "dist/index.js" });
    expect(Object.keys(JSON.parse(file("package.json")).dependencies)).toEqual(["@pulumi/policy"]);
  });
});
