import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "undeliverable-not-expired": ["rejected-tokyo"],
    "data-buckets-replicated": ["journal", "rejected-osaka", "rejected-tokyo"],
    "service-principal-names-its-source": ["again", "gate"],
  },
};
