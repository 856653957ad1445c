import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { HoldfastError } from "../errors";
import { crossChecks, type StackPlace } from "./cross-checks";
import { type Settings, settingsSchema } from "./settings";

/**
 * Settings with their defaults, from values as the stack's file holds them.
 * @throws HF_SETTINGS with every problem, before anything is registered.
 */
export function parseSettings(values: Readonly<Record<string, unknown>>, place: StackPlace): Settings {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  // Group by group: one that is wrong must not hide what is wrong between the others.
  for (const [group, schema] of Object.entries(settingsSchema.shape)) {
    const parsed = schema.safeParse(values[group], { reportInput: true });
    if (parsed.success) settings[group] = parsed.data;
    else problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(issue, [group, ...issue.path])));
  }
  for (const key of Object.keys(values))
    if (!(key in settingsSchema.shape)) problems.push(`${key} is no setting.`);
  for (const check of crossChecks) {
    const problem = check(settings as Partial<Settings>, place);
    if (problem) problems.push(problem);
  }
  if (problems.length > 0)
    throw new HoldfastError("HF_SETTINGS", {
      stack: place.stack,
      problems: problems.map((problem) => `\n  - ${problem}`).join(""),
    });
  return settings as Settings;
}

/** One sentence a problem: which setting, which value, what is wrong with it. */
function problemsOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string[] {
  const name = path.map(String).join(".");
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => `${name}.${key} is no setting.`);
  if (issue.input === undefined) return [`${name} is not set.`];
  const value = JSON.stringify(issue.input);
  const message = issue.code === "invalid_format" ? issue.message : bounds(issue);
  return [`${name} is ${value}: ${message}.`];
}

function bounds(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  if (issue.code === "too_small") return `at least ${issue.minimum}`;
  if (issue.code === "invalid_type")
    return `must be ${issue.expected === "int" ? "a whole number" : issue.expected}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_union")
    return `must be one of ${issue.errors.flatMap((errors) => errors.flatMap((e) => ("values" in e ? e.values : []))).join(", ")}`;
  return issue.message;
}

/** The settings of the stack that is running. @throws HF_SETTINGS */
export function readSettings(): Settings & { region: string } {
  const config = new pulumi.Config();
  const prefix = `${config.name}:`;
  const given = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  const place = {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    region: new pulumi.Config("aws").get("region"),
    defaultTags: new pulumi.Config("aws").getObject("defaultTags") ?? {},
  };
  const values = Object.fromEntries(given.map((key) => [key, parsedValue(key, config.require(key))]));
  return { ...parseSettings(values, place), region: place.region ?? "" };
}

/** Pulumi keeps every value as text, and what is not a string as JSON. */
function parsedValue(key: string, text: string): unknown {
  const schema: z.ZodType | undefined = settingsSchema.shape[key as keyof typeof settingsSchema.shape];
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // The schema says what it should have been.
  }
}
