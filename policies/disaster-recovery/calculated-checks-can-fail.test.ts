import { UNKNOWN } from "../../engine/graph";
import { excusing } from "../testing/excused";
import { expectVerdict, stackOf } from "../testing/stack";
import { calculatedChecksCanFail } from "./calculated-checks-can-fail";
import { calculated, check, elsewhere, record } from "./testing/failover";

const children = [check("a"), check("b")];
const followed = record("one", { healthCheckId: "all-id" });
const stack = (props: Record<string, unknown>) =>
  stackOf(...children, calculated("all", ["a-id", "b-id"], props), followed);
const mend = "Set childHealthThreshold to a number from 1 to that of the children.";

test.each([
  { title: "all of two", graph: stack({}), says: [] },
  { title: "one of two", graph: stack({ childHealthThreshold: 1 }), says: [] },
  {
    title: "none of two",
    graph: stack({ childHealthThreshold: 0 }),
    says: [`violation all: all asks for 0 healthy of 2 children, so it is always healthy. ${mend}`],
  },
  {
    title: "a number that is left out",
    graph: stack({ childHealthThreshold: undefined }),
    says: [`violation all: all asks for 0 healthy of 2 children, so it is always healthy. ${mend}`],
  },
  {
    title: "three of two",
    graph: stack({ childHealthThreshold: 3 }),
    says: [`violation all: all asks for 3 healthy of 2 children, so it is always unhealthy. ${mend}`],
  },
  {
    title: "a number that is not known",
    graph: stack({ childHealthThreshold: UNKNOWN }),
    says: [
      "undetermined all: all: childHealthThreshold is not known before a deployment, or not to this stack.",
    ],
  },
  {
    title: "children that are not known",
    graph: stack({ childHealthchecks: UNKNOWN }),
    says: [
      "undetermined all: all: childHealthchecks is not known before a deployment, or not to this stack.",
      "undetermined one: one: which health check it follows is not known before a deployment, or not to this stack.",
    ],
  },
  { title: "a calculated one that nothing follows", graph: stackOf(calculated("all", [])), says: [] },
  { title: "an endpoint's check", graph: stackOf(check("check"), record("one")), says: [] },
  {
    title: "a check of another stack",
    graph: stackOf(record("one", { healthCheckId: "hc-1" })),
    says: [elsewhere("one", "hc-1")],
  },
])("$title", ({ graph, says }) => expectVerdict(calculatedChecksCanFail, graph, says));

test("a resource can be excused", () => {
  expect(excusing(calculatedChecksCanFail, stack({ childHealthThreshold: 0 }), "all")).toEqual([
    "excused all",
  ]);
});
