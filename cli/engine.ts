/** `holdfast engine install`: Pulumi's CLI, for what runs the stacks by Pulumi's own engine on this machine. */
import { join } from "node:path";
import type { Command } from "commander";
import { installPulumi, PULUMI_VERSION } from "../engine/pulumi/cli";
import { progress, untilInterrupted, write } from "./terminal";

export function addEngine(program: Command): void {
  const engine = program
    .command("engine")
    .summary("get Pulumi's own engine")
    .description("What runs the stacks by Pulumi's own engine: drill, local and drift can use it.");
  engine
    .command("install")
    .summary("use the Pulumi CLI on PATH, or build one")
    .description(
      `Uses the Pulumi CLI on PATH where it is ${PULUMI_VERSION} or newer. Else builds ${PULUMI_VERSION} from its sources by Go, pinned by\n` +
        "hash, into the user's cache, where every clone finds it: ~/.cache/holdfast, or as XDG_CACHE_HOME says (some minutes, once).\n" +
        "Exit codes: 0 it is there, 64 usage, 70 it could not be had, 130 interrupted.",
    )
    .action(async () => {
      const { root, version } = await untilInterrupted((signal) =>
        installPulumi({ onProgress: progress(), signal }),
      );
      const where = root === undefined ? "on PATH" : join(root, "bin", "pulumi");
      await write(`Pulumi ${version}, ${where}\n`);
    });
}
