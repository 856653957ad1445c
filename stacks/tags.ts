/** The tags that every resource of a stack carries. The provider sets them: `aws:defaultTags` in the stack's file. */

/** Whose a resource is. Faults of a drill on AWS find their targets by these, and so does a rebuild without a state. */
export const tagsOf = (stack: { project: string; environment: string; role: string }) => ({
  "holdfast:project": stack.project,
  "holdfast:environment": stack.environment,
  "holdfast:role": stack.role,
});

/** Which tags are missing or say otherwise, and what to write. A wrong role would aim a fault at the wrong region. */
export function tagsProblem(defaultTags: unknown, stack: Parameters<typeof tagsOf>[0]): string | undefined {
  const wanted = Object.entries(tagsOf(stack));
  const given = tagsIn(defaultTags);
  const wrong = wanted.filter(([tag, value]) => given[tag] !== value);
  if (wrong.length === 0) return undefined;
  const found = wrong.map(([tag]) => `${tag} is ${JSON.stringify(given[tag]) ?? "not set"}`);
  return [
    `aws:defaultTags lacks what every resource must carry: ${found.join(", ")}. Write below config:`,
    "  aws:defaultTags:",
    "    tags:",
    ...wanted.map(([tag, value]) => `      ${tag}: ${value}`),
  ].join("\n      ");
}

const tagsIn = (defaultTags: unknown): Readonly<Record<string, unknown>> =>
  isRecord(defaultTags) && isRecord(defaultTags.tags) ? defaultTags.tags : {};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
