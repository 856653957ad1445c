import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "databases-in-isolated-subnets": ["shop-db"],
    "no-group-open-to-the-world": ["ssh-sg"],
    "workloads-have-no-public-addresses": ["bastion"],
    "default-group-closed": ["shop"],
    "flow-logs-on": ["shop"],
    "vpc-has-s3-endpoint": ["shop"],
  },
};
