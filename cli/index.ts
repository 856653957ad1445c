/** The commands of Holdfast. Each npm script of the same name is its alias. */
import { Command, CommanderError } from "commander";
import { HoldfastError } from "../errors";
import { addAdopt } from "./adopt";
import { addBench } from "./bench";
import { addDeploy } from "./deploy";
import { addDocs } from "./docs";
import { addDrift } from "./drift";
import { addDrill } from "./drill";
import { addEngine } from "./engine";
import { addForget } from "./forget";
import { addImportFile } from "./import-file";
import { addLocal } from "./local";
import { addMutants } from "./mutants";
import { addPolicies } from "./policies";
import { addQuarantine } from "./quarantine";
import { addRedrive } from "./redrive";
import { addReload } from "./reload";
import { addReplicateExisting } from "./replicate-existing";
import { addStatus } from "./status";
import { addStopRegion } from "./stop-region";
import { Interrupted, said } from "./terminal";
import { addTwins } from "./twins";
import { EXIT_CRASH, EXIT_INTERRUPTED, EXIT_USAGE } from "./usage";

/** Runs one command line; resolves with the exit code, never rejects. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command("holdfast")
    .description(
      "Two identical event-collection pipelines, one per AWS region, that never lose an event they acknowledged.",
    )
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .allowExcessArguments(false);
  const exit = (code: number) => {
    exitCode = code;
  };
  addDrill(program, exit);
  addLocal(program);
  addStatus(program, exit);
  addStopRegion(program, exit);
  addAdopt(program, exit);
  addQuarantine(program, exit);
  addReplicateExisting(program, exit);
  addRedrive(program, exit);
  addReload(program, exit);
  addForget(program, exit);
  addDeploy(program, exit);
  addPolicies(program, exit);
  addMutants(program, exit);
  addTwins(program, exit);
  addEngine(program);
  addDrift(program, exit);
  addBench(program);
  addDocs(program, exit);
  addImportFile(program);
  for (const command of program.commands) command.exitOverride().allowExcessArguments(false);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has said its own already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof Interrupted) return EXIT_INTERRUPTED;
  process.stderr.write(`${said(error)}\n`);
  return error instanceof HoldfastError && error.code === "HF_USAGE" ? EXIT_USAGE : EXIT_CRASH;
}

function crash(error: unknown): void {
  process.stderr.write(`${said(error)}\n`);
  process.exit(EXIT_CRASH);
}

if (require.main?.filename.endsWith("holdfast.js") || require.main === module) {
  process.on("unhandledRejection", crash);
  process.on("uncaughtException", crash);
  run(process.argv.slice(2)).then((code) => process.exit(code));
}
