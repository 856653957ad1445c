import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { producerMayPutUndeliverable as rule } from "./producer-may-put-undeliverable";
import { ARNS, allow, type Changes, loop, policyOf } from "./testing/loop";

const says = (buckets: string) =>
  `violation take: take is told of ${buckets} and may put no object there: what its stream refuses is lost. Allow s3:PutObject in a policy of its role.`;
const open = (buckets: string) =>
  `undetermined take: take: whether it may put objects into ${buckets} is not known before a deployment, or not to this stack.`;
const writes = allow("firehose:PutRecord", ARNS.events);
const HERE = "arn:aws:s3:::kept-eu-west-1/*";
const THERE = "arn:aws:s3:::kept-us-west-2/*";
const may = (...statements: readonly object[]): Changes => ({
  set: { "take-may": { policy: policyOf(writes, ...statements) } },
});
const told = (variables: Record<string, string>) => ({ take: { environment: { variables } } });

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "both", changes: {}, expected: [] },
  { title: "neither", changes: may(), expected: [says("kept")] },
  {
    title: "neither, by a policy that only reads",
    changes: may(allow("s3:GetObject", HERE, THERE)),
    expected: [says("kept, kept-us-west-2")],
  },
  {
    title: "the one here alone",
    changes: may(allow("s3:PutObject", HERE), allow("s3:GetObject", THERE)),
    expected: [says("kept-us-west-2")],
  },
  { title: "the one there alone", changes: may(allow("s3:PutObject", THERE)), expected: [says("kept")] },
  {
    title: "what is refused besides",
    changes: may(allow("s3:PutObject", HERE, THERE), { ...allow("s3:Put*", "*"), Effect: "Deny" }),
    expected: [says("kept, kept-us-west-2")],
  },
  {
    title: "both, in another partition",
    changes: may(
      allow("s3:PutObject", HERE, "arn:aws-us-gov:s3:::kept-us-west-2/*"),
      allow("s3:GetObject", THERE),
    ),
    expected: [],
  },
  {
    title: "the bucket and not its objects",
    changes: may(allow("s3:PutObject", "arn:aws:s3:::kept-eu-west-1")),
    expected: [says("kept")],
  },
  {
    title: "what is unknown",
    changes: { options: { "take-may": { unknown: ["policy"] } } },
    expected: [open("kept")],
  },
  ...["arn:aws:iam::aws:policy/Rare", "arn:aws:iam::123456789012:policy/theirs"].map((policyArn) => ({
    title: `what ${policyArn} allows`,
    changes: {
      ...may(allow("s3:GetObject", HERE, THERE)),
      add: [
        resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "besides", {
          role: "take-role",
          policyArn,
        }),
      ],
    },
    expected: [open("kept, kept-us-west-2")],
  })),
  {
    title: "what may be denied",
    changes: {
      set: {
        "take-may": {
          policy: {
            Statement: [
              writes,
              allow("s3:PutObject", HERE, THERE),
              { Effect: "Deny", Action: "s3:*", Resource: ["x"] },
            ],
          },
        },
      },
      options: { "take-may": { unknown: ["policy.Statement[2].Resource[0]"] } },
    },
    expected: [open("kept, kept-us-west-2")],
  },
  {
    title: "one of two here",
    changes: {
      set: {
        ...told({ STREAM: "events", KEPT: "kept-eu-west-1", PAGES: "pages-eu-west-1" }),
        "take-may": {
          policy: policyOf(
            writes,
            allow("s3:PutObject", HERE),
            allow("s3:GetObject", "arn:aws:s3:::pages-eu-west-1/*"),
          ),
        },
      },
    },
    expected: [],
  },
  { title: "nothing, and is told of none", changes: { set: told({ STREAM: "events" }) }, expected: [] },
  {
    title: "nothing, and writes to no stream",
    changes: { set: { "take-may": { policy: policyOf(allow("s3:GetObject", HERE)) } } },
    expected: [],
  },
];
test.each(cases)("may put objects into $title", ({ changes, expected }) =>
  expectVerdict(rule, loop(changes), expected),
);

test("a resource can be excused", () => {
  expect(excusing(rule, loop(may()), "take")).toEqual(["excused take"]);
});
