import type { Expected } from "../expected";

export const expected: Expected = { violations: {} };
