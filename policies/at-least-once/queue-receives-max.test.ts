import { excusing } from "../testing/excused";
import { expectVerdict, resource, stackOf } from "../testing/stack";
import { queueReceivesMax as rule } from "./queue-receives-max";
import { TYPES } from "./testing/loop";

const redrive = (maxReceiveCount?: unknown) =>
  JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-west-1:123456789012:dead", maxReceiveCount });
const jobs = (redrivePolicy?: unknown, options = {}) =>
  resource(
    TYPES.queue,
    "jobs",
    { url: "https://sqs/jobs", ...(redrivePolicy !== undefined && { redrivePolicy }) },
    options,
  );
const says = (count: string, least = 5) =>
  `violation jobs: jobs gives a message up after ${count} receives, under ${least}: a short outage makes good messages dead. Set maxReceiveCount to ${least} or more.`;
const open =
  "undetermined jobs: jobs: maxReceiveCount in its redrivePolicy is not known before a deployment, or not to this stack.";

test.each([
  { title: "five", of: [jobs(redrive(5))], expected: [] },
  { title: "four", of: [jobs(redrive(4))], expected: [says("4")] },
  { title: "four, as text", of: [jobs(redrive("4"))], expected: [says("4")] },
  { title: "five, as text", of: [jobs(redrive("5"))], expected: [] },
  { title: "none said", of: [jobs(redrive())], expected: [says("an unsaid number of")] },
  { title: "a policy that is no JSON", of: [jobs("{")], expected: [says("an unsaid number of")] },
  { title: "a policy that is no object", of: [jobs("5")], expected: [says("an unsaid number of")] },
  { title: "an unknown policy", of: [jobs(undefined, { unknown: ["redrivePolicy"] })], expected: [open] },
  {
    title: "an unknown number",
    of: [jobs({ deadLetterTargetArn: "x" }, { unknown: ["redrivePolicy.maxReceiveCount"] })],
    expected: [open],
  },
  { title: "no policy at all", of: [jobs()], expected: [] },
  {
    title: "two, in a policy beside it",
    of: [
      jobs(),
      resource("aws:sqs/redrivePolicy:RedrivePolicy", "redrive", {
        queueUrl: "https://sqs/jobs",
        redrivePolicy: redrive(2),
      }),
    ],
    expected: [says("2")],
  },
])("$title", ({ of, expected }) => expectVerdict(rule, stackOf(...of), expected));

test("the least is a parameter", () => {
  expectVerdict(rule, stackOf(jobs(redrive(9))), [says("9", 10)], { receivesMin: 10 });
});

test("a resource can be excused", () => {
  expect(excusing(rule, stackOf(jobs(redrive(1))), "jobs")).toEqual(["excused jobs"]);
});
