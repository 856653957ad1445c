import type { Expected } from "../expected";

export const expected: Expected = { violations: { "vpc-has-s3-endpoint": ["oregon-vpc"] } };
