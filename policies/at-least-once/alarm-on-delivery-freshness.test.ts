import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { alarmOnDeliveryFreshness as rule } from "./alarm-on-delivery-freshness";
import { TYPES } from "./testing/loop";

const stream = (property = "extendedS3Configuration") =>
  resource(TYPES.delivery, "events", { name: "events", [property]: {} });
const alarm = (props = {}, options = {}) =>
  resource(
    TYPES.alarm,
    "late",
    {
      namespace: "AWS/Firehose",
      metricName: "DeliveryToS3.DataFreshness",
      dimensions: { DeliveryStreamName: "events" },
      ...props,
    },
    options,
  );
const says = (metric = "DeliveryToS3.DataFreshness") =>
  `violation events: events has no alarm on ${metric}: deliveries stand still unseen, until records are dropped at the end of their retention. Add a MetricAlarm on it.`;

test.each([
  { title: "watched", of: [stream(), alarm()], expected: [] },
  { title: "not watched", of: [stream()], expected: [says()] },
  {
    title: "of another stream",
    of: [stream(), alarm({ dimensions: { DeliveryStreamName: "x" } })],
    expected: [says()],
  },
  {
    title: "of another metric",
    of: [stream(), alarm({ metricName: "DeliveryToS3.Success" })],
    expected: [says()],
  },
  { title: "of another service", of: [stream(), alarm({ namespace: "Firehose" })], expected: [says()] },
  {
    title: "of something unknown",
    of: [stream(), alarm({}, { unknown: ["dimensions.DeliveryStreamName"] })],
    expected: [
      "undetermined events: events: whether late watches its DeliveryToS3.DataFreshness is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "of another region",
    of: [stream(), alarm({}, { region: "us-west-2" })],
    expected: [says()],
  },
  { title: "of no destination", of: [resource(TYPES.delivery, "events")], expected: [] },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test.each([
  ["httpEndpointConfiguration", "DeliveryToHttpEndpoint.DataFreshness"],
  ["opensearchConfiguration", "DeliveryToAmazonOpenSearchService.DataFreshness"],
  ["opensearchserverlessConfiguration", "DeliveryToAmazonOpenSearchServerless.DataFreshness"],
  ["elasticsearchConfiguration", "DeliveryToElasticsearch.DataFreshness"],
  ["redshiftConfiguration", "DeliveryToS3.DataFreshness"],
  ["splunkConfiguration", "DeliveryToSplunk.DataFreshness"],
  ["snowflakeConfiguration", "DeliveryToSnowflake.DataFreshness"],
  ["icebergConfiguration", "DeliveryToIceberg.DataFreshness"],
  ["s3Configuration", "DeliveryToS3.DataFreshness"],
])("%s has a metric of its own", (property, metricName) => {
  expectVerdict(rule, stackOf(stream(property)), [says(metricName)]);
  expectVerdict(rule, stackOf(stream(property), alarm({ metricName })), []);
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(stream()), "events")).toEqual(["excused events"]);
});
