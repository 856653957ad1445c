import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { place } from "../../local/provider/testing/talk";
import { buildPack } from "../../policies/build";
import { TemporaryProgram } from "../testing/temporary-program";
import { failuresOf, preview, type StackRun, up } from ".";
import { describeWithPulumi } from "./testing/with-pulumi";

jest.setTimeout(300_000);

/** A pack of one rule, in a folder by itself as a stranger's would be. */
const pack = {
  "PulumiPolicy.yaml": "runtime: nodejs\nmain: index.js\n",
  "package.json": '{ "name": "open-groups", "version": "1.0.0", "main": "index.js" }',
  "index.js": `
    const { PolicyPack } = require("@pulumi/policy");
    new PolicyPack("open-groups", { policies: [{
      name: "no-group-open-to-the-world", description: "No rule lets the whole internet in.", enforcementLevel: "mandatory",
      configSchema: { properties: { world: { type: "string", default: "0.0.0.0/0" } } },
      validateStack: ({ resources, getConfig }, report) => {
        for (const { type, name, props, urn } of resources)
          if (type === "fake:index:Thing" && props.value === getConfig().world) report(name + " lets everybody in.", urn);
      },
    }] });
  `,
};

const source = `
  const group = new Group("group");
  new Thing("web", { value: config.get("from") ?? "10.0.0.0/8" }, { parent: group });
`;

describeWithPulumi("a policy pack under Pulumi's own engine", () => {
  const packDir = mkdtempSync(join(tmpdir(), "holdfast-pack-"));
  const program = new TemporaryProgram(source);
  const run: StackRun = { ...program.run(), packages: ["fake"], statePath: join(program.dir, "pulumi") };
  const open: StackRun = { ...run, config: { "demo:from": "0.0.0.0/0" } };
  beforeAll(() => {
    mkdirSync(packDir, { recursive: true });
    for (const [file, content] of Object.entries(pack)) writeFileSync(join(packDir, file), content);
    symlinkSync(resolve("node_modules"), join(packDir, "node_modules"));
  });
  afterAll(() => {
    program.remove();
    rmSync(packDir, { recursive: true, force: true });
  });

  const violation = {
    urn: expect.stringMatching(/Thing::web$/),
    message:
      "open-groups: no-group-open-to-the-world: No rule lets the whole internet in.\nweb lets everybody in.",
  };

  test("lets a stack through that keeps to it", async () => {
    const { findings, changes } = await preview(run, { policyPacks: [packDir] });
    expect(findings).toEqual([]);
    expect(changes).toMatchObject({ create: 1 });
  });

  test("blocks a preview, with its own message", async () => {
    const error = await preview(open, { policyPacks: [packDir] }).catch((failed: Error) => failed);
    expect(failuresOf(error)).toEqual([expect.objectContaining(violation)]);
  });

  test("blocks a deployment before anything exists", async () => {
    const error = await up(open, { policyPacks: [packDir] }).catch((failed: Error) => failed);
    expect(failuresOf(error)).toEqual([expect.objectContaining(violation)]);
    expect(program.journal()).toEqual([]);
  });

  test("takes its configuration from a file", async () => {
    const configFile = join(packDir, "config.json");
    writeFileSync(configFile, JSON.stringify({ "no-group-open-to-the-world": { world: "10.0.0.0/8" } }));
    const options = { policyPacks: [packDir], policyPackConfigs: [configFile] };
    const error = await preview(run, options).catch((failed: Error) => failed);
    expect(failuresOf(error)).toEqual([expect.objectContaining(violation)]);
  });
});

describeWithPulumi("this project's own pack under Pulumi's own engine", () => {
  const packDir = mkdtempSync(join(tmpdir(), "holdfast-pack-"));
  const program = new TemporaryProgram(`
    import * as aws from "@pulumi/aws";
    const group = new aws.ec2.SecurityGroup("web", { description: "web", vpcId: "vpc-1" });
    new aws.vpc.SecurityGroupIngressRule("in", { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443,
      cidrIpv4: config.get("from") ?? "10.0.0.0/8" });
  `);
  // A preview creates nothing, so nobody need be there.
  const provider = { module: resolve("local", "provider", "index.ts"), options: place.endpoints };
  const run: StackRun = {
    ...program.run({}, { provider, config: { "aws:region": "eu-west-1" } }),
    statePath: join(program.dir, "pulumi"),
  };
  beforeAll(() => {
    for (const file of ["PulumiPolicy.yaml", "package.json"])
      copyFileSync(resolve("policies", "vpc-isolation", file), join(packDir, file));
    buildPack("vpc-isolation", join(packDir, "dist", "index.js"));
    symlinkSync(resolve("node_modules"), join(packDir, "node_modules"));
  });
  afterAll(() => {
    program.remove();
    rmSync(packDir, { recursive: true, force: true });
  });

  test("blocks a group that is open to the world, and lets a closed one through", async () => {
    const open = { ...run, config: { ...run.config, "demo:from": "0.0.0.0/0" } };
    const error = await preview(open, { policyPacks: [packDir] }).catch((failed: Error) => failed);
    const messages = failuresOf(error).map(({ message }) => message);
    expect(messages).toContainEqual(
      expect.stringMatching(/^vpc-isolation: .*open-to-the-world.*0\.0\.0\.0\/0/s),
    );
    const closed = await preview(run, { policyPacks: [packDir] });
    expect(closed.findings.filter(({ level }) => level === "mandatory")).toEqual([]);
  });
});
