/** `holdfast import-file`: how a stack without a state takes back what its predecessor left, from its file alone. */
import type { Command } from "commander";
import { z } from "zod";
import { namesOf } from "../stacks/names";
import { importFile } from "../stacks/protected";
import { readStackFile } from "../stacks/stack-file";
import { PROGRAM_DIR } from "./target";
import { write } from "./terminal";
import { parseOptions } from "./usage";

const optionsSchema = z.object({
  stack: z.string().regex(/^[\w.-]+$/, "must be a stack, e.g. prod-us"),
  account: z.string().regex(/^\d{12}$/, "must be an account's twelve digits"),
});

export function addImportFile(program: Command): void {
  program
    .command("import-file")
    .summary("print the file by which pulumi import adopts a region's protected resources")
    .description(
      "Prints what `pulumi import --file` needs to adopt the data buckets and the delivery stream of a stack whose state is lost. Asks nothing of AWS. See docs/runbooks/rebuild.md.",
    )
    .requiredOption("--stack <name>", "the stack, whose file gives every name")
    .requiredOption("--account <id>", "the AWS account that the region is in")
    .action(async (raw: Record<string, unknown>) => {
      const { stack, account } = parseOptions(optionsSchema, raw);
      const { project, region, settings } = readStackFile(PROGRAM_DIR, stack);
      const place = { region, accountId: account };
      const names = namesOf({ project, environment: settings.environment, ...place });
      await write(`${JSON.stringify(importFile(names, place), null, 2)}\n`);
    });
}
