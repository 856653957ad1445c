import type { Expected } from "../expected";

export const expected: Expected = {
  violations: { "database-clients-in-isolated-subnets": ["invoices"] },
};
