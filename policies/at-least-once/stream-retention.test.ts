import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { streamRetention as rule } from "./stream-retention";
import { TYPES } from "./testing/loop";

const clicks = (props = {}, options = {}) => resource(TYPES.stream, "clicks", props, options);
const says = (hours: number, least = 24) =>
  `violation clicks: clicks keeps records for ${hours} hours, under ${least}: a longer outage of what reads them loses them. Set retentionPeriod to ${least} or more.`;

test.each([
  { title: "Kinesis' default", of: clicks(), expected: [] },
  { title: "a day", of: clicks({ retentionPeriod: 24 }), expected: [] },
  { title: "less", of: clicks({ retentionPeriod: 23 }), expected: [says(23)] },
  {
    title: "unknown",
    of: clicks({}, { unknown: ["retentionPeriod"] }),
    expected: [
      "undetermined clicks: clicks: retentionPeriod is not known before a deployment, or not to this stack.",
    ],
  },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(of), expected));

test("how long is a parameter", () => {
  expectVerdict(rule, stackOf(clicks()), [says(24, 168)], { hoursMin: 168 });
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(clicks({ retentionPeriod: 1 })), "clicks")).toEqual(["excused clicks"]);
});
