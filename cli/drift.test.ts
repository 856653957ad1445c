import { driftText, exitCodeOf } from "./drift";

const type = "aws:sqs/queue:Queue";
const changed = {
  ...{ operation: "update", urn: "urn:q", type, name: "queue", properties: ["delaySeconds"] },
  differences: [{ path: "delaySeconds", before: 0, now: 5 }],
};
const gone = { operation: "delete", urn: "urn:g", type, name: "gone", properties: [], differences: [] };

test.each([
  { title: "nothing", drift: { steps: [], unseen: 0 }, text: "prod-eu: all is as it was left.", code: 0 },
  {
    title: "what nobody looks at",
    drift: { steps: [], unseen: 3 },
    text: "prod-eu: all is as it was left. 3 resources of types that nobody looks at here are left out.",
    code: 0,
  },
  {
    title: "a change, value by value",
    drift: { steps: [changed], unseen: 0 },
    text: `prod-eu: 1 resource is not as left.\n  ${type} queue was changed\n    delaySeconds: 0 → 5`,
    code: 1,
  },
  {
    title: "what is gone",
    drift: { steps: [changed, gone], unseen: 0 },
    text: `prod-eu: 2 resources are not as left.\n  ${type} queue was changed\n    delaySeconds: 0 → 5\n  ${type} gone is gone`,
    code: 1,
  },
])("says $title", ({ drift, text, code }) => {
  const one = { stack: "prod-eu", ...drift };
  expect(driftText(one)).toBe(text);
  expect(exitCodeOf([{ stack: "prod-us", steps: [], unseen: 0 }, one])).toBe(code);
});

test("cuts a long value, and names one that was not there", () => {
  const differences = [{ path: "policy", before: undefined, now: "x".repeat(300) }];
  const text = driftText({ stack: "prod-eu", steps: [{ ...changed, differences }], unseen: 0 });
  expect(text).toContain(`policy: nothing → "${"x".repeat(116)}...`);
});
