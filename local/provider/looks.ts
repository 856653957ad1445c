/** What a refresh says of what was found. AWS gives back what it was told in a form of its own: that alone is no change. Pure. */
import { isDeepStrictEqual } from "node:util";

/** For what is found by asking for a list. */
export const notThere = (what: string): Error =>
  Object.assign(new Error(`There is no ${what}.`), { name: "NotFound" });

/** A policy document: as the program wrote it, unless it says something else now. */
export const documentAs = (said: string, found: string): string =>
  isDeepStrictEqual(JSON.parse(said), JSON.parse(found)) ? said : found;
