/** `holdfast reload`: loads a span of the lake into Postgres again. */
import type { Command } from "commander";
import { z } from "zod";
import { hourText, parseHour, type Span, spanOf } from "../operate/lake-span";
import type { Pair } from "../operate/pair";
import { planReload, type Reloaded, type ReloadPlan, reload } from "../operate/reload";
import { regionIn } from "./region";
import { addTargetOptions, type TargetOptions, targetOptionsSchema, typedTarget, withPair } from "./target";
import { progress, sometimes, untilInterrupted, write } from "./terminal";
import { EXIT_INTERRUPTED, parseOptions } from "./usage";

const EXIT_FAILED = 1;
/** Failures that are named; the rest are counted. */
const NAMED_MAX = 5;

const hour = z.string().transform((text, context) => {
  const at = parseHour(text);
  if (at !== undefined) return at;
  context.addIssue("must be an hour in UTC, e.g. 2026-11-01T00");
  return z.NEVER;
});
export const reloadOptionsSchema = targetOptionsSchema
  .extend({
    from: hour,
    to: hour,
    region: z.string().min(1).optional(),
    json: z.boolean().default(false),
  })
  .refine(({ from, to }) => from < to, {
    error: "--to must be later than --from: the span is half-open",
    path: [],
  });
type Options = z.output<typeof reloadOptionsSchema>;

export function addReload(program: Command, exit: (code: number) => void): void {
  const command = program
    .command("reload")
    .summary("load a span of the lake into Postgres again")
    .description(
      "Loads every object of a span of hours again, in UTC and half-open, and all tombstones first. Hours are those in the objects' keys: when Firehose took the\n" +
        "events, not when they happened. A region's lake holds its own objects and its peer's replicas; both are loaded into that region's database.\n" +
        "Running it twice changes nothing. Needs s3:ListBucket, lambda:GetFunctionConfiguration and lambda:InvokeFunction.\n" +
        "Exit codes: 0 done, 1 some objects or a region failed, 64 usage, 70 crash, 130 interrupted (it says how to go on).",
    )
    .requiredOption("--from <hour>", "the first hour, e.g. 2026-11-01T00")
    .requiredOption("--to <hour>", "the hour after the last, e.g. 2026-11-02T00")
    .option("--region <region>", "one region alone; default: both")
    .option("--json", "the sums as JSON");
  addTargetOptions(command).action(async (raw: Readonly<Record<string, unknown>>) => {
    const options = parseOptions(reloadOptionsSchema, raw);
    exit(await withPair(options, (pair) => reloadSpan(pair, options, progress())));
  });
}

/** Lists, loads, and says what came of it. The exit code. */
export async function reloadSpan(pair: Pair, options: Options, say: (text: string) => void): Promise<number> {
  const { from, to, region, json } = options;
  const regions = region === undefined ? pair.regions : [regionIn(pair, region)];
  const { plan, done, isInterrupted } = await untilInterrupted(async (signal) => {
    const onListed = sometimes(say, (count) => `${count} objects listed`);
    const plan = await planReload(pair, regions, { from, to }, { signal, onListed });
    const total = plan.tombstones.length + plan.objects.length;
    say(`${plan.tombstones.length} tombstones and ${plan.objects.length} objects to load`);
    const onDone = sometimes(say, (count) => `${count} of ${total} loaded`);
    return { plan, done: await reload(plan, { signal, onDone }), isInterrupted: signal.aborted };
  });
  const goOn = goOnOf(options, plan, done);
  await write(
    json
      ? `${JSON.stringify({ ...sumsOf(plan, done), goOn: goOn ?? null })}\n`
      : `${textOf(plan, done, goOn)}\n`,
  );
  if (isInterrupted) return EXIT_INTERRUPTED;
  return goOn === undefined ? 0 : EXIT_FAILED;
}

/** The command that does what is left and what failed, and little else; undefined when that is nothing. */
function goOnOf(options: Options, plan: ReloadPlan, { failed, left }: Reloaded): string | undefined {
  const undone = [...failed, ...left];
  if (undone.length === 0 && plan.unreachable.length === 0) return undefined;
  const { span } = plan;
  // A tombstone belongs to all hours, and of an unreachable region nothing was done.
  const isAnyHour = plan.unreachable.length > 0 || undone.some(({ hour }) => hour === undefined);
  return commandOf(options, isAnyHour ? span : (spanOf(undone) ?? span));
}

function commandOf({ region, ...target }: Options, { from, to }: Span): string {
  const one = region === undefined ? "" : ` --region ${region}`;
  return `npm run reload -- --from ${hourText(from)} --to ${hourText(to)}${one} ${typedTarget(target satisfies TargetOptions)}`;
}

const sumsOf = ({ span, tombstones, objects, unreachable }: ReloadPlan, { left, ...done }: Reloaded) => ({
  from: hourText(span.from),
  to: hourText(span.to),
  tombstones: tombstones.length,
  objects: objects.length,
  ...done,
  left: left.length,
  unreachable,
});

function textOf(plan: ReloadPlan, done: Reloaded, goOn: string | undefined): string {
  const { failed, left } = done;
  const rows: [string, number][] = [
    ["objects", plan.objects.length],
    ["loaded", done.loaded],
    ["tombstones", done.forgotten],
    ["lines", done.lines],
    ["new events", done.events],
    ["duplicates", done.duplicates],
    ["replaced", done.replaced],
    ["rejected", done.rejected],
    ["canaries", done.canaries],
    ["failed", failed.length],
    ["left", left.length],
  ];
  const counts = rows.map(([name, count]) => `${name.padEnd(12)}${String(count).padStart(12)}`);
  const problems = [
    ...plan.unreachable.map(({ region, problem }) => `${region} is unreachable: ${problem}`),
    ...failed.slice(0, NAMED_MAX).map(({ region, key, problem }) => `${region} ${key}: ${problem}`),
    ...(failed.length > NAMED_MAX ? [`… and ${failed.length - NAMED_MAX} more.`] : []),
  ];
  const next =
    goOn === undefined
      ? done.rejected > 0
        ? ["What was rejected stands in rejected_events, with its object, line and reason."]
        : []
      : [
          `${left.length > 0 ? "Not all is loaded. " : ""}Go on with what is left (nothing is loaded twice):`,
          `  ${goOn}`,
        ];
  return [...counts, ...problems, ...next].join("\n");
}
