import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { streamHasErrorPrefix as rule } from "./stream-has-error-prefix";
import { TYPES } from "./testing/loop";

const stream = (props: Record<string, unknown>, options = {}) =>
  resource(TYPES.delivery, "events", props, options);
const says = (path: string) =>
  `violation events: events has no prefix for what it could not deliver: such records lie among events, and nobody finds them. Set ${path}.`;
const S3 = "extendedS3Configuration.errorOutputPrefix";

test.each([
  {
    title: "a prefix",
    of: stream({ extendedS3Configuration: { errorOutputPrefix: "errors/" } }),
    expected: [],
  },
  { title: "none", of: stream({ extendedS3Configuration: {} }), expected: [says(S3)] },
  {
    title: "an empty one",
    of: stream({ extendedS3Configuration: { errorOutputPrefix: "" } }),
    expected: [says(S3)],
  },
  {
    title: "an unknown one",
    of: stream({ extendedS3Configuration: {} }, { unknown: [S3] }),
    expected: [`undetermined events: events: ${S3} is not known before a deployment, or not to this stack.`],
  },
  { title: "a destination that is described nowhere", of: stream({}), expected: [] },
  {
    title: "the destination of versions before 6",
    of: stream({ s3Configuration: {} }),
    expected: [says("s3Configuration.errorOutputPrefix")],
  },
  {
    title: "another destination beside its bucket",
    of: stream({
      s3Configuration: {},
      redshiftConfiguration: { s3Configuration: { errorOutputPrefix: "e/" } },
    }),
    expected: [],
  },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(of), expected));

test.each([
  "httpEndpointConfiguration",
  "opensearchConfiguration",
  "opensearchserverlessConfiguration",
  "elasticsearchConfiguration",
  "redshiftConfiguration",
  "splunkConfiguration",
  "snowflakeConfiguration",
  "icebergConfiguration",
])("the bucket beside %s", (property) => {
  const path = `${property}.s3Configuration.errorOutputPrefix`;
  const graph = (s3Configuration: object) => stackOf(stream({ [property]: { s3Configuration } }));
  expectVerdict(rule, graph({}), [says(path)]);
  expectVerdict(rule, graph({ errorOutputPrefix: "errors/" }), []);
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(stream({ extendedS3Configuration: {} })), "events")).toEqual([
    "excused events",
  ]);
});
