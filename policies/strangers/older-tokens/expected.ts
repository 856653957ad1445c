import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "databases-reached-from-named-groups": ["database-from-everybody-inside"],
    "bucket-refuses-plain-http": ["reports"],
    "bucket-blocks-public-access": ["reports"],
    "bucket-acl-is-private": ["reports"],
  },
};
