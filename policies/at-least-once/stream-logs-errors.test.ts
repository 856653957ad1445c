import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { streamLogsErrors as rule } from "./stream-logs-errors";
import { TYPES } from "./testing/loop";

const PATH = "extendedS3Configuration.cloudwatchLoggingOptions";
const stream = (cloudwatchLoggingOptions?: object, options = {}) =>
  resource(TYPES.delivery, "events", { extendedS3Configuration: { cloudwatchLoggingOptions } }, options);
const says = (path = PATH) =>
  `violation events: events logs no failed delivery: records are dropped at the end of their retention, and nothing says why. Set ${path}: enabled, logGroupName and logStreamName.`;
const on = { enabled: true, logGroupName: "group", logStreamName: "stream" };
const open = `undetermined events: events: ${PATH} is not known before a deployment, or not to this stack.`;

test.each([
  { title: "on", of: stream(on), expected: [] },
  { title: "not said", of: stream(), expected: [says()] },
  { title: "off", of: stream({ ...on, enabled: false }), expected: [says()] },
  { title: "on without a group", of: stream({ ...on, logGroupName: undefined }), expected: [says()] },
  { title: "on without a stream", of: stream({ ...on, logStreamName: undefined }), expected: [says()] },
  { title: "into an unknown group", of: stream(on, { unknown: [`${PATH}.logGroupName`] }), expected: [] },
  { title: "perhaps on", of: stream(on, { unknown: [`${PATH}.enabled`] }), expected: [open] },
  { title: "unknown as a whole", of: stream(on, { unknown: ["extendedS3Configuration"] }), expected: [open] },
  {
    title: "off, of another destination",
    of: resource(TYPES.delivery, "events", { splunkConfiguration: {} }),
    expected: [says("splunkConfiguration.cloudwatchLoggingOptions")],
  },
  { title: "of no destination", of: resource(TYPES.delivery, "events"), expected: [] },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(of), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(stream()), "events")).toEqual(["excused events"]);
});
