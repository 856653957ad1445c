import type { Expected } from "../expected";

export const expected: Expected = {
  violations: {
    "producer-has-undeliverable-bucket": ["track"],
    "producer-has-peer-undeliverable-bucket": ["track"],
    "mapping-reports-partial-failures": ["careless"],
    "mapping-has-failure-destination": ["careless"],
    "service-principal-names-its-source": ["careful", "careless", "track"],
    "data-resources-protected": ["clicks"],
  },
};
