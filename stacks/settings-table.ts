import { z } from "zod";
import { settingsSchema } from "./settings";

/** What JSON Schema says of one setting, with the `unit` that {@link settingsSchema} adds. */
interface Described {
  type?: string;
  properties?: Record<string, Described>;
  /** Which of the properties must be set. */
  required?: string[];
  description?: string;
  unit?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Described[];
}

/** The settings as a Markdown table, made from the schema. */
export function settingsTable(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: "input" }) as Described;
  const rows = rowsOf(schema).map((cells) => `| ${cells.join(" | ")} |`);
  return ["| setting | meaning | unit | default | allowed |", "|---|---|---|---|---|", ...rows, ""].join(
    "\n",
  );
}

/** @param group the outermost group that may be left out; what is required within it is so only with it. */
const rowsOf = ({ properties = {}, required = [] }: Described, path = "", group?: string): string[][] =>
  Object.entries(properties).flatMap(([key, setting]) => {
    const isRequired = required.includes(key);
    if (setting.properties) {
      const mayLack = !isRequired && setting.default === undefined && hasRequired(setting);
      return rowsOf(setting, `${path}${key}.`, group ?? (mayLack ? `${path}${key}` : undefined));
    }
    return [
      [
        `\`${path}${key}\``,
        setting.description ?? "",
        setting.unit ?? "",
        defaultOf(setting, isRequired, group),
        allowed(setting),
      ],
    ];
  });

const hasRequired = ({ required = [] }: Described) => required.length > 0;

function defaultOf(setting: Described, isRequired: boolean, group: string | undefined): string {
  if (setting.default !== undefined) return `\`${JSON.stringify(setting.default)}\``;
  if (!isRequired) return "not set";
  return group === undefined ? "required" : `required with \`${group}\``;
}

function allowed(setting: Described): string {
  const choices = setting.enum ?? setting.anyOf?.map((choice) => choice.const);
  if (choices) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (setting.minimum !== undefined) return `${setting.minimum} to ${setting.maximum}`;
  return setting.type === "boolean" ? "`true`, `false`" : "";
}
