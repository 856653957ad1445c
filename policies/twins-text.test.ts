import type { Comparison } from "./twins";
import { twinsText } from "./twins-text";

const none: Comparison = { shared: 7, differences: [], allowed: [], unused: [] };
const lines = (over: Partial<Comparison>) => twinsText("eu", "us-2", { ...none, ...over }).split("\n");

test("nothing differs", () => {
  expect(lines({})).toEqual(["eu and us-2: 7 of both, 0 differences, 0 allowed."]);
});

test("each difference has its path and both values", () => {
  expect(
    lines({
      differences: [
        { resource: "t a", path: "inputs.memorySize", values: [512, "x"] },
        { resource: "t b", path: "", values: [undefined, "there"] },
      ],
    }),
  ).toEqual([
    "eu and us-2: 7 of both, 2 differences, 0 allowed.",
    "",
    "t a: inputs.memorySize",
    "    eu    512",
    '    us-2  "x"',
    "",
    "t b",
    "    eu    absent",
    '    us-2  "there"',
  ]);
});

test("a long value is cut", () => {
  const text = lines({ differences: [{ resource: "t a", path: "b", values: ["x".repeat(300), ""] }] });
  expect(text[3]).toBe(`    eu    "${"x".repeat(199)}…`);
  expect(text[0]).toContain("1 difference,");
  const exact = lines({ differences: [{ resource: "t a", path: "b", values: ["x".repeat(198), ""] }] });
  expect(exact[3]).toBe(`    eu    "${"x".repeat(198)}"`);
});

test("what is allowed is counted, with its reason; what nothing needs is said", () => {
  const difference = { resource: "t a", path: "p", values: [1, 2] } as const;
  expect(
    lines({
      allowed: [
        {
          allowance: { name: "*", path: "tags.role", reason: "meant." },
          differences: [difference, difference],
        },
        { allowance: { name: "b", path: "", reason: "alone." }, differences: [difference] },
        {
          allowance: { name: "c", path: "dependencies.urn:pulumi:{stack}::p::t::d", reason: "needed." },
          differences: [difference],
        },
      ],
      unused: [
        { name: "e", path: "q", reason: "once." },
        { name: "f", path: "", reason: "never." },
      ],
    }),
  ).toEqual([
    "eu and us-2: 7 of both, 0 differences, 4 allowed.",
    "",
    "Allowed:",
    "    2  * tags.role: meant.",
    "    1  b: alone.",
    "    1  c dependencies on d: needed.",
    "",
    "Allowed, and no difference needs it: remove it from policies/twins-allowed.ts.",
    "       e q: once.",
    "       f: never.",
  ]);
});
