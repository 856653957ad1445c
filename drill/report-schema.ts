/** report.json: every field with its meaning. docs/drills.md's table is made from this. */
import { z } from "zod";
import { deniedSchema } from "./faults";
import { measureSchema } from "./measures";
import { timelineEntrySchema } from "./timeline";

const ids = (text: string) =>
  z.array(z.string()).describe(`${text}, the first ${IDS_MAX}; all of them stand in a file of their own.`);
/** Never read means unknown, not zero. */
const read = (text: string) => z.int().nullable().describe(`${text} Null when the lakes could not be read.`);

/** So many ids are named in the report itself; all of them stand in a file of their own. */
export const IDS_MAX = 100;

export const reportSchema = z.strictObject({
  id: z.string().describe("The drill's id, in `properties.drill` of each of its events."),
  verdict: z.enum(["PASS", "FAIL", "REFUSED", "INCONCLUSIVE"]).describe("Exit codes 0, 1, 2, 3."),
  reasons: z.array(z.string()).describe("Why, in words; every reason."),
  scenario: z.string().describe("What happened to the pair."),
  startedAt: z.string().describe("When the drill was started, ISO 8601."),
  durationSeconds: z.number().describe("From the start to the verdict, bringing both regions up included."),
  seed: z.int().describe("Repeats every choice of the clients and of the default input."),
  speed: z
    .number()
    .describe(
      "How many times faster waits ran: check interval, TTL, propagation, sweep, replication lag. Timeouts and counts never are.",
    ),
  bufferSeconds: z.number().describe("Seconds that Firehose held records. Not compressed."),
  injection: z
    .enum(["as-asked", "none", "missed"])
    .describe("`none` with --disable-faults, `missed` with --break-fault-injection."),
  input: z.strictObject({
    name: z.string().describe("The log's name, or `user-agents`."),
    lines: z.int().describe("Lines read: skipped + events."),
    skipped: z.int().describe("Lines that became no event."),
    skippedReasons: z.record(z.string(), z.int()).describe("How many for which reason."),
    events: z.int().describe("Events to send."),
  }),
  load: z.strictObject({
    clients: z.int().describe("Simulated browsers, each with a DNS cache of its own."),
    seconds: z.number().describe("From the first event to the last answer."),
    failedRequests: z
      .record(z.string(), z.int())
      .describe("Requests that got no answer, or one worth another try: how many for which reason."),
  }),
  ledger: z.strictObject({
    attempted: z.int().describe("Ids written down before they were sent, however often they were tried."),
    acknowledged: z.int().describe("Ids answered with 2xx."),
    refused: z.int().describe("Ids that the collector refused for what they hold."),
    unanswered: z
      .int()
      .describe("Attempted − acknowledged − refused: still being tried when the drill ended."),
    landed: read("Ids read back from the objects of both lakes, canaries and foreign ones left out."),
    lost: read("Acknowledged − landed."),
    unexpected: read("Landed − attempted."),
    duplicates: read(
      "Ids in two source objects or more. A replica, the same key in the other lake, is the same object.",
    ),
    late: read(
      "Acknowledged ids that no lake stored within the buffer time and 5 s of their 2xx, as those are that were replayed.",
    ),
    canaries: read("Ids with the collector's own marker, `protocol: canary`."),
    foreign: read("Ids of other drills, or of none."),
    lostIds: ids("Lost ids"),
    unexpectedIds: ids("Unexpected ids"),
  }),
  lakes: z.record(z.string(), z.int()).describe("Landed ids in each region's lake alone, replicas included."),
  warehouse: z
    .record(z.string(), z.strictObject({ events: z.int(), distinctEvents: z.int() }))
    .nullable()
    .describe(
      "This drill's rows in each region's Postgres, and how many ids they have; both must be what that region's lake holds. Null when the databases could not be read.",
    ),
  replicated: z.boolean().nullable().describe("Whether both lakes replicate; then both must hold the union."),
  undrained: z.int().nullable().describe("Undeliverable objects left at the end."),
  unreadable: z.array(z.string()).describe("Objects that were no lines of events."),
  denied: z.array(deniedSchema).describe("Permissions that IAM refused during the run."),
  recovery: z.strictObject({
    seconds: z
      .number()
      .nullable()
      .describe("From the first failed request until 99 % of the clients were acknowledged by the standby."),
    boundSeconds: z
      .number()
      .nullable()
      .describe("H + F×(I+τ) + P + TTL + C, from GetHealthCheck and the TTL that was seen, at this speed."),
    asIfUncompressedSeconds: z
      .number()
      .nullable()
      .describe("Each measured wait times the speed, the rest as it was. Not a recovery time of AWS."),
    waitedSeconds: z.number().nullable().describe("How much of `seconds` was waits."),
  }),
  failback: z.strictObject({
    seconds: z
      .number()
      .nullable()
      .describe("From the repair until 99 % of the clients were acknowledged by the primary."),
  }),
  measures: z.array(measureSchema).describe("The scenario's own figures."),
  builds: z
    .record(z.string(), z.record(z.string(), z.int()))
    .describe("Events and canaries that landed from each region, by the build that took them."),
  faultObserved: z.boolean().describe("Whether requests to the regions' own names showed the fault."),
  outside: z
    .record(
      z.string(),
      z.strictObject({ answers: z.int(), served: z.int(), timeouts: z.int(), refusals: z.int() }),
    )
    .describe("What requests to each region's own name met while the fault was on."),
  dns: z.strictObject({
    ttlSeconds: z.number().nullable().describe("The TTL that the failover name was answered with."),
  }),
  timeline: z.array(timelineEntrySchema).describe("What happened, in order."),
  engine: z.string().describe("What ran the stacks' program."),
  resources: z.record(z.string(), z.int()).describe("Resources of each stack."),
});
export type Report = z.infer<typeof reportSchema>;

/** The fields as a Markdown table. */
export function reportFieldTable(): string {
  const rows = fieldsOf(z.toJSONSchema(reportSchema) as JsonSchema, "");
  return ["| field | type | meaning |", "|---|---|---|", ...rows].join("\n");
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

function fieldsOf({ properties = {} }: JsonSchema, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const row = `| \`${path}\` | ${typeOf(schema)} | ${(schema.description ?? "").replaceAll("|", "\\|")} |`;
    if (schema.properties) return fieldsOf(schema, `${path}.`);
    if (schema.items?.properties) return [row, ...fieldsOf(schema.items, `${path}[].`)];
    return [row];
  });
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.items) return schema.items.properties ? "objects" : `${typeOf(schema.items)}s`;
  if (typeof schema.additionalProperties === "object") {
    const { properties } = schema.additionalProperties;
    return properties
      ? `{name: {${Object.keys(properties).join(", ")}}}`
      : `{name: ${typeOf(schema.additionalProperties)}}`;
  }
  return [schema.type ?? "any"].flat().join(" or ");
}
