/** The pack as a whole: what is sound passes every rule. Our own stacks are judged in our-stacks.system.test.ts. */
import { findings, resource, stackOf } from "../testing/stack";
import { rules } from "./rules";
import { loop, TYPES } from "./testing/loop";

/** The small stack's stream with all that is asked of one, and its alarms. */
const sound = () =>
  loop({
    set: {
      events: {
        extendedS3Configuration: {
          errorOutputPrefix: "errors/",
          cloudwatchLoggingOptions: { enabled: true, logGroupName: "group", logStreamName: "stream" },
        },
      },
    },
    add: [
      resource(TYPES.alarm, "late", {
        namespace: "AWS/Firehose",
        metricName: "DeliveryToS3.DataFreshness",
        dimensions: { DeliveryStreamName: "events" },
      }),
      resource(TYPES.alarm, "letters", {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "dead" },
      }),
    ],
  });
const own = rules.filter(({ meets }) => !meets.includes("least-privilege"));

test.each(own)("$name finds nothing in a sound stack", (rule) => {
  expect(findings(rule, sound())).toEqual([]);
});

test.each(own)("$name finds nothing in an empty stack", (rule) => {
  expect(findings(rule, stackOf())).toEqual([]);
});
