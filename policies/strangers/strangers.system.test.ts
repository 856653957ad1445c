import type { Graph } from "../../engine/graph";
import { packs } from "../packs";
import { expectedOf, graphOf, linesOf, linesOfNamed, strangers } from ".";

jest.setTimeout(60_000); // Each preview is a process of two or three seconds, longer where others run beside it.

const rules = packs.flatMap((pack) => pack.rules);

test("there are at least ten of them", () => {
  expect(strangers.length).toBeGreaterThanOrEqual(10);
});

describe.each(strangers)("%s", (name) => {
  const { violations, undetermined, excused } = expectedOf(name);
  let supposed: Graph;
  let plain: Graph;
  beforeAll(async () => {
    [supposed, plain] = await Promise.all([graphOf(name, true), graphOf(name, false)]);
  });

  test("every rule runs, on both kinds of previews", () => {
    expect([...linesOf(rules, supposed, "failed"), ...linesOf(rules, plain, "failed")]).toEqual([]);
  });

  test("what is wrong in it is found, and nothing else", () => {
    expect(linesOf(rules, supposed, "violation")).toEqual(linesOfNamed(violations));
    expect(linesOf(rules, supposed, "undetermined")).toEqual(linesOfNamed(undetermined));
    expect(linesOf(rules, supposed, "excused")).toEqual(linesOfNamed(excused));
  });

  test("a plain preview raises no false alarm, and is silent about nothing", () => {
    const wrong = linesOfNamed(violations);
    const found = linesOf(rules, plain, "violation");
    const said = [...found, ...linesOf(rules, plain, "undetermined")];
    expect(found.filter((line) => !wrong.includes(line))).toEqual([]);
    expect(wrong.filter((line) => !said.includes(line))).toEqual([]);
  });
});
