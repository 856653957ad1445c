import { excusing } from "../testing/excused";
import { expectVerdict, resource } from "../testing/stack";
import { ARNS, allow, type Changes, loop, policyOf, TYPES } from "./testing/loop";
import { undeliverableReplayedBySchedule as rule } from "./undeliverable-replayed-by-schedule";

const says =
  "violation kept: kept is swept by no schedule: an object whose notification was lost stays undelivered. Call a function by EventBridge Scheduler that may list and read it and write to the stream.";
const open =
  "undetermined kept: kept: whether a function that a schedule calls may replay its objects is not known before a deployment, or not to this stack.";
const drop = ["sweep"];
const when = (props: object) =>
  resource(TYPES.eventRule, "when", { name: "when", scheduleExpression: "rate(5 minutes)", ...props });
const target = (props = {}) =>
  resource(TYPES.eventTarget, "target", { rule: "when", arn: ARNS.replay, ...props });
const right = (principal: string) => resource(TYPES.permission, "right", { function: "replay", principal });
const may = (...actions: readonly (readonly [string, string])[]): Changes => ({
  set: { "replay-may": { policy: policyOf(...actions.map(([action, on]) => allow(action, on))) } },
});
const writes = ["firehose:PutRecord", ARNS.events] as const;
const reads = ["s3:GetObject", "arn:aws:s3:::kept-eu-west-1/*"] as const;
const lists = ["s3:ListBucket", "arn:aws:s3:::kept-eu-west-1"] as const;

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "by a schedule", changes: {}, expected: [] },
  { title: "by none", changes: { drop }, expected: [says] },
  { title: "by one that is off", changes: { set: { sweep: { state: "DISABLED" } } }, expected: [says] },
  {
    title: "once",
    changes: { set: { sweep: { scheduleExpression: "at(2030-01-01T00:00:00)" } } },
    expected: [says],
  },
  {
    title: "at times that are unknown",
    changes: { options: { sweep: { unknown: ["scheduleExpression"] } } },
    expected: [],
  },
  {
    title: "of another function",
    changes: { set: { sweep: { target: { arn: ARNS.take } } } },
    expected: [says],
  },
  { title: "by one that may not call", changes: { drop: ["clock-may"] }, expected: [says] },
  {
    title: "by one whose rights are unknown",
    changes: { options: { "clock-may": { unknown: ["policy"] } } },
    expected: [open],
  },
  {
    title: "by one with another stack's role",
    changes: { drop: ["clock-role", "clock-may"] },
    expected: [open],
  },
  {
    title: "by one that writes elsewhere",
    changes: may(["firehose:PutRecord", `${ARNS.events}-2`], reads, lists),
    expected: [says],
  },
  { title: "by one that may do all of it", changes: may(writes, reads, lists), expected: [] },
  { title: "by one that may not list", changes: may(writes, reads), expected: [says] },
  { title: "by one that may not read", changes: may(writes, lists), expected: [says] },
  { title: "by one that may not write", changes: may(reads, lists), expected: [says] },
  {
    title: "by one whose policy is unknown",
    changes: { options: { "replay-may": { unknown: ["policy"] } } },
    expected: [open],
  },
  {
    title: "by a rule",
    changes: { drop, add: [when({}), target(), right("events.amazonaws.com")] },
    expected: [],
  },
  {
    title: "by a rule that anybody may be",
    changes: { drop, add: [when({}), target(), right("*")] },
    expected: [],
  },
  { title: "by a rule that may not call", changes: { drop, add: [when({}), target()] }, expected: [says] },
  {
    title: "by a rule with another's right",
    changes: { drop, add: [when({}), target(), right("sns.amazonaws.com")] },
    expected: [says],
  },
  {
    title: "by a rule with a right that is unknown",
    changes: {
      drop,
      add: [
        when({}),
        target(),
        resource(TYPES.permission, "right", { function: "replay" }, { unknown: ["principal"] }),
      ],
    },
    expected: [open],
  },
  {
    title: "by a rule with a role",
    changes: { drop, add: [when({}), target({ roleArn: "arn:aws:iam:eu-west-1:123456789012:clock-role" })] },
    expected: [],
  },
  {
    title: "by a rule that is off",
    changes: { drop, add: [when({ isEnabled: false }), target(), right("events.amazonaws.com")] },
    expected: [says],
  },
  {
    title: "by a rule of events",
    changes: {
      drop,
      add: [
        when({ scheduleExpression: undefined, eventPattern: "{}" }),
        target(),
        right("events.amazonaws.com"),
      ],
    },
    expected: [says],
  },
  {
    title: "by a rule through the queue",
    changes: {
      drop,
      add: [when({}), target({ arn: ARNS.queue })],
      set: {
        "again-let-in": {
          policy: policyOf({ ...allow("sqs:*", ARNS.queue), Principal: { Service: "events.amazonaws.com" } }),
        },
      },
    },
    expected: [],
  },
  { title: "where nobody writes", changes: { drop: ["sweep", "take"] }, expected: [] },
];
test.each(cases)("swept $title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ drop }), "kept")).toEqual(["excused kept"]);
});
