import fc from "fast-check";
import { admit, directPutQuota, fullAllowance } from "./quotas";

const quota = { bytesPerSecond: 100, requestsPerSecond: 2, recordsPerSecond: 10 };
const full = fullAllowance(quota, 0);

test.each([
  { region: "eu-west-1", mebibytes: 5 },
  { region: "us-west-2", mebibytes: 5 },
  { region: "eu-central-1", mebibytes: 1 },
])("$region takes $mebibytes MiB a second", ({ region, mebibytes }) => {
  expect(directPutQuota(region).bytesPerSecond).toBe(mebibytes * 1024 * 1024);
});

test.each([
  { title: "takes what fits", before: full, sizes: [40, 40], admitted: [true, true] },
  {
    title: "refuses the record that does not fit, not the smaller one after it",
    before: full,
    sizes: [60, 60, 30],
    admitted: [true, false, true],
  },
  {
    title: "refuses every record beyond the requests",
    before: { ...full, requests: 0.5 },
    sizes: [1, 1],
    admitted: [false, false],
  },
  {
    title: "refuses beyond the records",
    before: { ...full, records: 1 },
    sizes: [1, 1],
    admitted: [true, false],
  },
])("$title", ({ before, sizes, admitted }) => {
  expect(admit(quota, before, 0, sizes).admitted).toEqual(admitted);
});

test("refills at its rate, to a second's worth", () => {
  const { allowance } = admit(quota, full, 0, [100]);
  expect(admit(quota, allowance, 500, [60, 50]).admitted).toEqual([false, true]);
  expect(admit(quota, allowance, 60_000, [100, 1]).admitted).toEqual([true, false]);
});

test("never admits more than a second's worth beyond what the time allows", () => {
  const request = fc.record({ afterMs: fc.nat(2_000), sizes: fc.array(fc.nat(150), { minLength: 1 }) });
  fc.assert(
    fc.property(fc.array(request), (requests) => {
      let allowance = full;
      let now = 0;
      let bytes = 0;
      for (const { afterMs, sizes } of requests) {
        now += afterMs;
        const step = admit(quota, allowance, now, sizes);
        allowance = step.allowance;
        bytes += sizes.filter((_, index) => step.admitted[index]).reduce((sum, size) => sum + size, 0);
      }
      expect(bytes).toBeLessThanOrEqual(quota.bytesPerSecond * (1 + now / 1000) + 1e-6);
    }),
  );
});
