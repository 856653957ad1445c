import fc from "fast-check";
import { type AlarmState, combined, type JudgedAlarm, judged } from "./judgement";

const alarm: JudgedAlarm = {
  name: "a",
  state: "OK",
  namespace: "n",
  metricName: "m",
  dimensions: {},
  statistic: "Maximum",
  periodSeconds: 60,
  comparison: "GreaterThanThreshold",
  threshold: 10,
  missing: "missing",
  since: 0,
};
const LATER = 1_000_000;

test.each([
  { title: "red above its threshold", value: 11, is: "ALARM" },
  { title: "not red at it", value: 10, is: "OK" },
  { title: "not red below it", value: 0, is: "OK" },
  {
    title: "red below it, where less is worse",
    value: 9,
    with: { comparison: "LessThanThreshold" },
    is: "ALARM",
  },
  {
    title: "not red at it, where less is worse",
    value: 10,
    with: { comparison: "LessThanThreshold" },
    is: "OK",
  },
  { title: "without data when silence is just that", is: "INSUFFICIENT_DATA" },
  { title: "green when silence is good", with: { missing: "notBreaching" }, is: "OK" },
  { title: "red when silence is bad", with: { missing: "breaching" }, is: "ALARM" },
  {
    title: "as it was, when silence is bad and it is younger than its period",
    with: { missing: "breaching", state: "INSUFFICIENT_DATA", since: LATER - 59_999 },
    is: "INSUFFICIENT_DATA",
  },
  { title: "as it was, when silence says nothing", with: { missing: "ignore", state: "ALARM" }, is: "ALARM" },
] as { title: string; value?: number; with?: Partial<JudgedAlarm>; is: AlarmState }[])(
  "$title",
  ({ value, with: changed, is }) => {
    expect(judged({ ...alarm, ...changed }, value, LATER)).toBe(is);
  },
);

test("a statistic over parts is the statistic over the whole", () => {
  const part = fc.array(fc.integer(), { minLength: 1 });
  const whole = { Sum: (all: number[]) => all.reduce((a, b) => a + b), Maximum: max, Minimum: min };
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1 }),
      fc.constantFrom("Sum", "Maximum", "Minimum"),
      (parts, statistic) => {
        const each = parts.map(whole[statistic]);
        expect(combined(statistic, each)).toBe(whole[statistic](parts.flat()));
      },
    ),
  );
});
const max = (all: number[]) => Math.max(...all);
const min = (all: number[]) => Math.min(...all);

test("of nothing there is no statistic", () => {
  expect(combined("Sum", [])).toBeUndefined();
});
