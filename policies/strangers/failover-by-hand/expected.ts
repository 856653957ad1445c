import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "failover-records-checked": ["blog-secondary"],
    "record-ttl": ["blog-primary"],
    "check-not-at-failover-name": ["blog"],
    "check-matches-string": ["blog"],
    "alarm-on-every-check": ["blog"],
    "stop-switch-in-standby": ["app-primary", "blog-primary"],
  },
};
