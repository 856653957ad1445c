/** Tests that need Pulumi's CLI, and what they run against. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { PULUMI_VERSION } from "../cli";

const built = resolve(__dirname, "..", "..", "..", ".holdfast", `pulumi-${PULUMI_VERSION}`, "installed");

/** Jest collects tests before it can wait for anything. What counts is found by the run itself. */
const isThere = existsSync(built) || isOnPath();

function isOnPath(): boolean {
  try {
    execFileSync("pulumi", ["version"], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** `describe`, or a skip that says what is missing. */
export const describeWithPulumi = (name: string, tests: () => void): void => {
  if (isThere) describe(name, tests);
  else describe.skip(`${name} (no Pulumi CLI: npm run engine:install)`, tests);
};
