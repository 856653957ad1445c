import { excusing } from "../testing/excused";
import { expectVerdict } from "../testing/stack";
import { type Changes, loop } from "./testing/loop";
import { undeliverableNotForceDestroyed as rule } from "./undeliverable-not-force-destroyed";

const says =
  "violation kept: kept is emptied when it is destroyed or replaced: undelivered events go with it. Set forceDestroy to false.";
const open = "undetermined kept: kept: forceDestroy is not known before a deployment, or not to this stack.";
const force = (forceDestroy: boolean) => ({ kept: { forceDestroy } });

const cases: { title: string; changes: Changes; expected: string[] }[] = [
  { title: "not said", changes: {}, expected: [] },
  { title: "no", changes: { set: force(false) }, expected: [] },
  { title: "yes", changes: { set: force(true) }, expected: [says] },
  { title: "unknown", changes: { options: { kept: { unknown: ["forceDestroy"] } } }, expected: [open] },
  { title: "yes, where nobody writes", changes: { set: force(true), drop: ["take"] }, expected: [] },
  {
    title: "yes, of a bucket that may not be one",
    changes: { set: force(true), options: { "take-may": { unknown: ["policy"] } } },
    expected: [open],
  },
];
test.each(cases)("$title", ({ changes, expected }) => expectVerdict(rule, loop(changes), expected));

test("a resource can be excused", () => {
  expect(excusing(rule, loop({ set: force(true) }), "kept")).toEqual(["excused kept"]);
});
