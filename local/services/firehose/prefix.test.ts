import { objectName } from "./object-name";
import { evaluatePrefix, formatTimestamp, prefixProblem } from "./prefix";

const arrivedAt = new Date("2024-02-03T04:05:06.789Z");
const values = { arrivedAt, errorOutputType: "processing-failed", randomString: () => "abcdefghijk" };

test.each([
  { title: "none is the default", prefix: "", key: "2024/02/03/04/" },
  { title: "text alone gets the default appended", prefix: "raw/", key: "raw/2024/02/03/04/" },
  { title: "an expression replaces it", prefix: "e/!{timestamp:yyyy/MM/dd/HH}/", key: "e/2024/02/03/04/" },
  {
    title: "several mean the same instant",
    prefix: "year=!{timestamp:yyyy}/day=!{timestamp:dd}/",
    key: "year=2024/day=03/",
  },
  { title: "quoted text stands for itself", prefix: "!{timestamp:'year='yyyy}/", key: "year=2024/" },
  {
    title: "a random string is not a timestamp",
    prefix: "!{firehose:random-string}/",
    key: "abcdefghijk/2024/02/03/04/",
  },
  {
    title: "an error type",
    prefix: "errors/!{firehose:error-output-type}/!{timestamp:yyyy}/",
    key: "errors/processing-failed/2024/",
  },
])("evaluates: $title", ({ prefix, key }) => {
  expect(evaluatePrefix(prefix, values)).toBe(key);
});

test.each([
  { pattern: "yy-M-d-H", text: "24-2-3-4" },
  { pattern: "DDD", text: "034" },
  { pattern: "mm:ss", text: "05:06" },
  { pattern: "yyyy''MM", text: "2024'02" },
])("formats $pattern in UTC", ({ pattern, text }) => {
  expect(formatTimestamp(pattern, arrivedAt)).toBe(text);
});

const error = "errors/!{firehose:error-output-type}/";
test.each([
  { title: "both with expressions", prefix: "e/!{timestamp:yyyy}/", errorPrefix: error, problem: undefined },
  { title: "neither", prefix: "", errorPrefix: "", problem: undefined },
  {
    title: "no error prefix beside an expression",
    prefix: "!{timestamp:yyyy}/",
    errorPrefix: "",
    problem: "be null",
  },
  {
    title: "an error prefix without the type",
    prefix: "",
    errorPrefix: "!{timestamp:yyyy}/",
    problem: "must contain",
  },
  { title: "the type in a prefix", prefix: error, errorPrefix: error, problem: "cannot contain" },
  { title: "an open expression", prefix: "a/!{timestamp", errorPrefix: error, problem: "can only appear" },
  {
    title: "an unknown namespace",
    prefix: "!{partitionKeyFromQuery:a}/",
    errorPrefix: error,
    problem: "not an",
  },
  { title: "a letter without a model", prefix: "!{timestamp:MMM}/", errorPrefix: error, problem: "MMM" },
  { title: "more than 512 characters", prefix: "a".repeat(513), errorPrefix: "", problem: "512" },
])("judges: $title", ({ prefix, errorPrefix, problem }) => {
  const found = prefixProblem(prefix, errorPrefix);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

test("an object is named by prefix, stream, version, arrival and a unique part", () => {
  const name = objectName({
    ...values,
    prefix: "events/!{timestamp:HH}/",
    stream: "holdfast",
    version: 3,
    uuid: "u-u-i-d",
    extension: ".gz",
  });
  expect(name).toBe("events/04/holdfast-3-2024-02-03-04-05-06-u-u-i-d.gz");
});
