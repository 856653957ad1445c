import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "no-group-open-to-the-world": ["from-anywhere"],
    "databases-reached-from-named-groups": ["from-anywhere"],
  },
  // Where the platform's subnets lead, and what its endpoints are, stands in another team's stack.
  undetermined: {
    "databases-in-isolated-subnets": ["ledger"],
    "databases-reached-from-named-groups": ["ledger"],
    "vpc-has-s3-endpoint": ["report"],
    "s3-endpoint-on-every-route-table": ["report"],
    "interface-endpoint-for-called-api": ["report"],
  },
};
