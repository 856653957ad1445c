import type { Expected } from "../expected";

export const expected: Expected = {
  violations: { "databases-not-public": ["aurora-1"], "data-stores-encrypted": ["redis"] },
};
