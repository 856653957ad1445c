import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "databases-in-isolated-subnets": ["database"],
    "data-stores-encrypted": ["database"],
    "default-group-closed": ["main"],
    "subnets-give-no-public-addresses": ["main-public-1", "main-public-2", "main-public-3"],
    "flow-logs-on": ["main"],
    "s3-endpoint-on-every-route-table": ["main-private-2", "main-private-3"],
    "endpoint-policy-is-narrow": ["s3"],
  },
};
