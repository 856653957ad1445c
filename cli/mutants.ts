/** `holdfast mutants`: whether the policy packs see what is broken in this program, way by way. */
import type { Command } from "commander";
import { mutantsRun, SHARE_MIN } from "../policies/mutants/run";
import { PROGRAM_DIR } from "./target";
import { write } from "./terminal";

export function addMutants(program: Command, exit: (code: number) => void): void {
  program
    .command("mutants")
    .summary("break this program in hundreds of ways, and see whether the policy packs notice")
    .description(
      "Previews both stacks, breaks their graphs one way at a time, and prints which rule caught which, with the survivors and why.\n" +
        `Exit codes: 0 at least ${SHARE_MIN * 100} % were caught by the rule meant for them, 1 fewer, 64 usage, 70 crash.`,
    )
    .action(async () => {
      const { text, exitCode } = await mutantsRun(PROGRAM_DIR);
      await write(`${text}\n`);
      exit(exitCode);
    });
}
