import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb";
import { buildPack, packNames } from "./build";
import { policiesOf } from "./pack";
import type { Rule } from "./rule";
import { analyze, diagnosticsIn, registrationsOf, requestOf } from "./testing/analyzer";
import { resource } from "./testing/stack";

const root = resolve(__dirname, "..");

/** Something to find for each pack. */
const resources = [
  resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ssh", {
    securityGroupId: "sg-0123456789abcdef0",
    ipProtocol: "tcp",
    fromPort: 22,
    toPort: 22,
    cidrIpv4: "0.0.0.0/0",
  }),
  resource("aws:s3/bucket:Bucket", "events", { bucket: "events" }),
  resource("aws:sqs/queue:Queue", "jobs", { name: "jobs" }),
  resource("aws:route53/record:Record", "shop", {
    zoneId: "Z1",
    name: "shop.example.com",
    type: "CNAME",
    records: ["eu.shop.example.com"],
    ttl: 300,
    setIdentifier: "eu",
    failoverRoutingPolicies: [{ type: "PRIMARY" }],
  }),
];

/** A pack's folder somewhere else. */
function copyOf(pack: string, folder: string): string {
  const copy = join(folder, pack);
  cpSync(join(__dirname, pack), copy, { recursive: true });
  buildPack(pack, join(copy, "dist", "index.js"));
  return copy;
}

/** What `npm install` brings there: the packages that it asks for, and theirs. One that lies within another comes along with that one. */
function install(copy: string): void {
  const seen = new Set<string>();
  const linkNeedsOf = (manifest: string, from: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) link(name, from);
  };
  const link = (name: string, from: string): void => {
    const found = foldersFrom(from)
      .map((folder) => join(folder, "node_modules", name))
      .find((folder) => existsSync(folder));
    // Missing is what is optional, and for other platforms.
    if (found === undefined || seen.has(found)) return;
    seen.add(found);
    if (found === join(root, "node_modules", name)) {
      mkdirSync(dirname(join(copy, "node_modules", name)), { recursive: true });
      symlinkSync(found, join(copy, "node_modules", name));
    }
    linkNeedsOf(join(found, "package.json"), found);
  };
  linkNeedsOf(join(copy, "package.json"), root);
}

/** A folder and those above it, up to this repository's. */
const foldersFrom = (folder: string): string[] =>
  folder === root ? [folder] : [folder, ...foldersFrom(dirname(folder))];

/** Starts a pack as Pulumi's CLI does: in the pack's folder, with what that folder has installed. Links count as the places that they
 *  stand at, so that nothing else of this repository is in reach. */
const start = (copy: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      "--preserve-symlinks",
      "--preserve-symlinks-main",
      "--eval",
      'require("@pulumi/pulumi/cmd/run-policy-pack")',
      "run",
      "127.0.0.1:1", // The engine's address, which nothing here needs.
      ".",
    ],
    { cwd: copy, stdio: ["ignore", "pipe", "pipe"] },
  );

/** The first line that it prints: the port at which it waits for the engine. Its complaints where it ends before. */
const portOf = (pack: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    pack.stderr?.on("data", (text) => said.push(String(text)));
    pack.stdout?.once("data", (text) => resolve(String(text).trim()));
    pack.once("close", () => reject(new Error(said.join(""))));
  });

describe.each(packNames())("%s, copied out of this repository", (pack) => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-copied-"));
  const copy = copyOf(pack, folder);
  let running: ChildProcess | undefined;
  afterAll(() => {
    running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test("says what it misses before its one package is installed", async () => {
    await expect(portOf(start(copy))).rejects.toThrow(/Cannot find module '@pulumi\/pulumi/);
  });

  test("judges a stack as it does here", async () => {
    install(copy);
    running = start(copy);
    const client = new AnalyzerClient(`127.0.0.1:${await portOf(running)}`, credentials.createInsecure());
    for (const registration of registrationsOf({ resources }))
      await new Promise<AnalyzeResponse>((resolve, reject) =>
        client.analyze(registration, (error, answer) => (error ? reject(error) : resolve(answer))),
      );
    const response = await new Promise<AnalyzeResponse>((resolve, reject) =>
      client.analyzeStack(requestOf({ resources }), (error, answer) =>
        error ? reject(error) : resolve(answer),
      ),
    );
    client.close();
    const { rules } = require(`./${pack}/rules`) as { rules: readonly Rule[] };
    const found = diagnosticsIn(response);
    expect(found.filter(({ level }) => level === "mandatory")).not.toEqual([]);
    expect(found).toEqual(await analyze(policiesOf(pack, rules), { resources }));
  });
});
