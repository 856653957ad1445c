/** Which stacks this project has, and which two of them are a pair: by their files alone. */
import { readdirSync } from "node:fs";
import { readStackFile, type StackFile } from "../stacks/stack-file";

/** Each stack has a file; one whose name begins with `example` is nobody's stack. */
export const stacksIn = (programDir: string): string[] =>
  readdirSync(programDir)
    .flatMap((file) => /^Pulumi\.(?<stack>.+)\.yaml$/.exec(file)?.groups?.stack ?? [])
    .filter((stack) => !stack.startsWith("example"))
    .sort();

export interface PairOfStacks {
  readonly primary: string;
  readonly standby: string;
}

/** A primary and a standby of one environment, each naming the other's region. A file that cannot be used is in no pair: its
 *  preview says why. */
export function pairsAmong(programDir: string, stacks: readonly string[]): PairOfStacks[] {
  const files = stacks.flatMap((stack) => {
    const file = readable(programDir, stack);
    return file === undefined ? [] : [{ stack, ...file, ...file.settings }];
  });
  return files
    .filter(({ role }) => role === "primary")
    .flatMap((primary) => {
      const standby = files.find(
        ({ role, environment, region, peerRegion }) =>
          role === "standby" &&
          environment === primary.environment &&
          region === primary.peerRegion &&
          peerRegion === primary.region,
      );
      return standby ? [{ primary: primary.stack, standby: standby.stack }] : [];
    });
}

function readable(programDir: string, stack: string): StackFile | undefined {
  try {
    return readStackFile(programDir, stack);
  } catch {
    return undefined;
  }
}
