/** Tests that need Pulumi's CLI. */
import { execFileSync } from "node:child_process";
import { builtFolder, isBuilt, isNewEnough, PULUMI_VERSION } from "../cli";

/** As findPulumi says, but at once: jest collects tests before it can wait for anything. */
const isThere = isBuilt(builtFolder()) || isOnPath();

function isOnPath(): boolean {
  try {
    const version = execFileSync("pulumi", ["version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    });
    return isNewEnough(version.trim().replace(/^v/, ""));
  } catch {
    return false;
  }
}

const MENDING = `there is no Pulumi CLI of ${PULUMI_VERSION} or newer: npm run engine:install`;

/** `describe`, or a skip that says what is missing, and how to get it. */
export const describeWithPulumi = (name: string, tests: () => void): void => {
  if (isThere) {
    describe(name, tests);
    return;
  }
  // Jest counts what is skipped, and names it nowhere.
  process.stderr.write(`SKIPPED: ${name} (${MENDING})\n`);
  describe.skip(name, tests);
};
