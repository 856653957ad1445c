import { z } from "zod";
import { settingsSchema } from "./settings";

/** What JSON Schema says of one setting, with the `unit` that {@link settingsSchema} adds. */
interface Described {
  type?: string;
  properties?: Record<string, Described>;
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
  const { properties = {} } = z.toJSONSchema(settingsSchema, { io: "input" }) as Described;
  const rows = rowsOf(properties).map((cells) => `| ${cells.join(" | ")} |`);
  return ["| setting | meaning | unit | default | allowed |", "|---|---|---|---|---|", ...rows, ""].join(
    "\n",
  );
}

const rowsOf = (properties: Record<string, Described>, path = ""): string[][] =>
  Object.entries(properties).flatMap(([key, setting]) =>
    setting.properties
      ? rowsOf(setting.properties, `${path}${key}.`)
      : [
          [
            `\`${path}${key}\``,
            setting.description ?? "",
            setting.unit ?? "",
            setting.default === undefined ? "required" : `\`${JSON.stringify(setting.default)}\``,
            allowed(setting),
          ],
        ],
  );

function allowed(setting: Described): string {
  const choices = setting.enum ?? setting.anyOf?.map((choice) => choice.const);
  if (choices) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (setting.minimum !== undefined) return `${setting.minimum} to ${setting.maximum}`;
  return setting.type === "boolean" ? "`true`, `false`" : "";
}
