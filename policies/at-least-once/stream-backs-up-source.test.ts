import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { streamBacksUpSource as rule } from "./stream-backs-up-source";
import { TYPES } from "./testing/loop";

const stream = (props: object, options = {}, property = "extendedS3Configuration") =>
  resource(TYPES.delivery, "events", { [property]: props }, options);
const processing = (type: string, enabled?: boolean) => ({
  processingConfiguration: { enabled, processors: [{ type }] },
});
const transforming = processing("Lambda", true);
const says = (mode = "Enabled", property = "extendedS3Configuration") =>
  `violation events: events transforms records and does not keep them as they came: a wrong transformation loses them. Set ${property}.s3BackupMode to ${mode}.`;
const open =
  "undetermined events: events: whether it transforms records, or its extendedS3Configuration.s3BackupMode, is not known before a deployment, or not to this stack.";
const PROCESSING = "extendedS3Configuration.processingConfiguration";

test.each([
  { title: "no processing", of: stream({}), expected: [] },
  { title: "a function without backup", of: stream(transforming), expected: [says()] },
  { title: "a function with backup", of: stream({ ...transforming, s3BackupMode: "Enabled" }), expected: [] },
  {
    title: "backup switched off",
    of: stream({ ...transforming, s3BackupMode: "Disabled" }),
    expected: [says()],
  },
  { title: "processing switched off", of: stream(processing("Lambda", false)), expected: [] },
  { title: "processing that is on by default", of: stream(processing("Lambda")), expected: [says()] },
  { title: "decompression", of: stream(processing("Decompression")), expected: [says()] },
  { title: "logs taken apart", of: stream(processing("CloudWatchLogProcessing")), expected: [says()] },
  { title: "records that are only read", of: stream(processing("MetadataExtraction")), expected: [] },
  { title: "records that only get an end", of: stream(processing("AppendDelimiterToRecord")), expected: [] },
  { title: "no processors", of: stream({ processingConfiguration: { enabled: true } }), expected: [] },
  {
    title: "conversion to columns",
    of: stream({ dataFormatConversionConfiguration: {} }),
    expected: [says()],
  },
  {
    title: "conversion that is off",
    of: stream({ dataFormatConversionConfiguration: { enabled: false } }),
    expected: [],
  },
  {
    title: "an unknown mode",
    of: stream(transforming, { unknown: ["extendedS3Configuration.s3BackupMode"] }),
    expected: [open],
  },
  {
    title: "perhaps switched on",
    of: stream(transforming, { unknown: [`${PROCESSING}.enabled`] }),
    expected: [open],
  },
  {
    title: "unknown processors",
    of: stream(transforming, { unknown: [`${PROCESSING}.processors`] }),
    expected: [open],
  },
  {
    title: "an unknown processor",
    of: stream(
      { processingConfiguration: { processors: [{ type: "x" }] } },
      { unknown: [`${PROCESSING}.processors[0]`] },
    ),
    expected: [open],
  },
  {
    title: "unknown processors that are switched off",
    of: stream(processing("Lambda", false), { unknown: [`${PROCESSING}.processors`] }),
    expected: [],
  },
  { title: "a bucket of versions before 6", of: stream(transforming, {}, "s3Configuration"), expected: [] },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(of), expected));

test.each([
  ["httpEndpointConfiguration", "AllData"],
  ["opensearchConfiguration", "AllDocuments"],
  ["opensearchserverlessConfiguration", "AllDocuments"],
  ["elasticsearchConfiguration", "AllDocuments"],
  ["redshiftConfiguration", "Enabled"],
  ["splunkConfiguration", "AllEvents"],
  ["snowflakeConfiguration", "AllData"],
  ["icebergConfiguration", "AllData"],
])("%s keeps all by %s", (property, mode) => {
  const graph = (s3BackupMode?: string) => stackOf(stream({ ...transforming, s3BackupMode }, {}, property));
  expectVerdict(rule, graph(), [says(mode, property)]);
  expectVerdict(rule, graph("FailedDataOnly"), [says(mode, property)]);
  expectVerdict(rule, graph(mode), []);
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(stream(transforming)), "events")).toEqual(["excused events"]);
});
