/** What differs between two sets of properties, value by value. Pure. */
import { isDeepStrictEqual } from "node:util";
import { isContainer } from "../in-process/changes";
import type { Difference } from "./protocol";

export function differencesOf(before: unknown, now: unknown, path = ""): Difference[] {
  if (isDeepStrictEqual(before, now)) return [];
  const goesInside = isContainer(before) && isContainer(now) && Array.isArray(before) === Array.isArray(now);
  if (!goesInside) return [{ path, before, now }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => differencesOf(before[key], now[key], below(path, key, Array.isArray(now))));
}

function below(path: string, key: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}
