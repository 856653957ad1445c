/** Direct PUT quotas of one stream ("Amazon Data Firehose Quota"). Pure. */

export interface Quota {
  readonly bytesPerSecond: number;
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
}

const MEBIBYTE = 1024 * 1024;
const LARGE: Quota = { bytesPerSecond: 5 * MEBIBYTE, requestsPerSecond: 2_000, recordsPerSecond: 500_000 };
const SMALL: Quota = { bytesPerSecond: MEBIBYTE, requestsPerSecond: 1_000, recordsPerSecond: 100_000 };

export const directPutQuota = (region: string): Quota =>
  ["us-east-1", "us-west-2", "eu-west-1"].includes(region) ? LARGE : SMALL;

/** What is left to spend; each of the three refills at its rate, up to a second's worth. */
export interface Allowance {
  readonly at: number;
  readonly bytes: number;
  readonly requests: number;
  readonly records: number;
}

export const fullAllowance = (quota: Quota, now: number): Allowance => ({
  at: now,
  bytes: quota.bytesPerSecond,
  requests: quota.requestsPerSecond,
  records: quota.recordsPerSecond,
});

/** Which records of one request are within the quota, and what is left then. A refused record costs nothing. */
export function admit(
  quota: Quota,
  before: Allowance,
  now: number,
  sizes: readonly number[],
): { admitted: boolean[]; allowance: Allowance } {
  const seconds = Math.max(0, now - before.at) / 1000;
  const refill = (left: number, rate: number) => Math.min(rate, left + seconds * rate);
  let bytes = refill(before.bytes, quota.bytesPerSecond);
  let requests = refill(before.requests, quota.requestsPerSecond);
  let records = refill(before.records, quota.recordsPerSecond);
  const requestAdmitted = requests >= 1;
  if (requestAdmitted) requests -= 1;
  const admitted = sizes.map((size) => {
    if (!requestAdmitted || bytes < size || records < 1) return false;
    bytes -= size;
    records -= 1;
    return true;
  });
  return { admitted, allowance: { at: now, bytes, requests, records } };
}
