/** Which properties a resource really sets, by path, and which of them nobody models. Pure. */

/** An asset is a leaf, as a value or as a state and a graph hold it, and so is an empty list or object. */
export function leafPaths(value: unknown, path = ""): string[] {
  if (!isContainer(value)) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((item) => leafPaths(item, `${path}[]`))
    : Object.entries(value).flatMap(([key, item]) => leafPaths(item, path ? `${path}.${key}` : key));
  return inner.length > 0 || path === "" ? [...new Set(inner)] : [path];
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  !("toJSON" in value || "$asset" in value || "$archive" in value);

/** `tags.*` covers every path below `tags`, and `tags` itself where it is empty; any other pattern covers itself, and a
 *  list or an object that is empty or unknown above it. */
export const covers = (pattern: string, path: string): boolean =>
  pattern === path ||
  pattern.startsWith(`${path}.`) ||
  pattern.startsWith(`${path}[]`) ||
  (pattern.endsWith(".*") && path.startsWith(pattern.slice(0, -1)));

export const uncovered = (inputs: unknown, patterns: readonly string[]): string[] =>
  leafPaths(inputs).filter((path) => !patterns.some((pattern) => covers(pattern, path)));
