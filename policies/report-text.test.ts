import { exitCodeOf, fileOf } from "./report";
import { reportText } from "./report-text";
import { exampleReport, urnOf, verdict } from "./testing/example-report";

test("a clean report: stacks, what ran, and the verdict", () => {
  expect(reportText(exampleReport()).split("\n")).toEqual([
    "prod-eu  200 resources, paired with prod-us",
    "prod-us  201 resources, paired with prod-eu",
    "",
    "pack           rules  violations  undetermined  excused  failed",
    "vpc-isolation      1           0             0        0       0",
    "at-least-once      2           0             0        0       0",
    "all                3           0             0        0       0",
    "",
    "Clean.",
  ]);
});

test("what weighs most comes first; counts are by pack", () => {
  const failed = verdict({ kind: "failed", urn: undefined, name: undefined, message: "x is undefined" });
  const text = reportText(
    exampleReport(
      verdict({ kind: "stray", urn: undefined, name: undefined, message: "x is excused, and is not there." }),
      verdict({ kind: "excused", reason: "it drains by hand" }),
      verdict({
        kind: "undetermined",
        message: "jobs: limit is not known before a deployment, or not to this stack.",
      }),
      verdict(),
      verdict({
        pack: "vpc-isolation",
        rule: "door-is-shut",
        stack: "prod-us",
        message: "One line.\nAnother.",
      }),
      failed,
    ),
  );
  expect(text.split("\n").slice(3)).toEqual([
    "pack           rules  violations  undetermined  excused  failed",
    "vpc-isolation      1           1             0        0       0",
    "at-least-once      2           1             1        1       1",
    "all                3           2             1        1       1",
    "",
    "FAILED  at-least-once/queue-has-limit  prod-eu",
    "    x is undefined",
    "",
    "VIOLATION  medium  at-least-once/queue-has-limit  prod-eu  jobs",
    "    jobs has no limit: it never ends. Set limit.",
    `    ${urnOf("jobs")}`,
    "",
    "VIOLATION  critical  vpc-isolation/door-is-shut  prod-us  jobs",
    "    One line.",
    "    Another.",
    `    ${urnOf("jobs")}`,
    "",
    "UNDETERMINED  at-least-once/queue-has-limit  prod-eu  jobs",
    "    jobs: limit is not known before a deployment, or not to this stack.",
    `    ${urnOf("jobs")}`,
    "",
    "EXCUSED  at-least-once/queue-has-limit  prod-eu  jobs",
    "    jobs has no limit: it never ends. Set limit.",
    "    Excused: it drains by hand",
    `    ${urnOf("jobs")}`,
    "",
    "EXCUSE FOR NOTHING  at-least-once/queue-has-limit  prod-eu",
    "    x is excused, and is not there.",
    "",
    "Not everything could be judged.",
  ]);
});

test("a stack alone, and one that could not be previewed", () => {
  const text = reportText({
    ...exampleReport(),
    stacks: [
      { name: "prod-eu", resources: 200 },
      { name: "us", resources: 0, problem: "HF_SETTINGS: it cannot be used" },
    ],
  });
  expect(text.split("\n").slice(0, 2)).toEqual([
    "prod-eu  200 resources; alone: pair rules see one side",
    "us       could not be previewed",
  ]);
  expect(text).toContain("\n\nFAILED  us could not be previewed\n    HF_SETTINGS: it cannot be used\n");
  expect(text.match(/HF_SETTINGS/g)).toHaveLength(1);
});

test("a long message is broken at blanks, and whole", () => {
  const message = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
  const lines = reportText(exampleReport(verdict({ message })))
    .split("\n")
    .filter((line) => line.includes("word"));
  expect(lines.every((line) => line.startsWith("    word") && line.length <= 110)).toBe(true);
  expect(lines.length).toBe(4);
  expect(lines.map((line) => line.trim()).join(" ")).toBe(message);
});

test("a line of 110 characters is not broken, one of 111 is", () => {
  const broken = (first: number, second: number) =>
    reportText(exampleReport(verdict({ message: `${"x".repeat(first)} ${"y".repeat(second)}` })))
      .split("\n")
      .filter((line) => /xx|yy/.test(line)).length;
  expect(broken(50, 55)).toBe(1);
  expect(broken(50, 56)).toBe(2);
});

test("columns are as wide as their titles", () => {
  const [pack] = exampleReport().packs;
  const short = { ...exampleReport(), packs: pack ? [{ ...pack, name: "s3" }] : [] };
  expect(reportText(short)).toContain("\npack  rules  violations");
  expect(reportText(short)).toContain("\ns3        1           0");
});

test("a violation has the severity of its own rule", () => {
  const [, pack] = exampleReport().packs;
  for (const { name, severity } of pack?.rules ?? [])
    expect(reportText(exampleReport(verdict({ rule: name })))).toContain(
      `VIOLATION  ${severity}  at-least-once/${name}  `,
    );
});

test("a word longer than a line stays whole", () => {
  const long = "x".repeat(200);
  expect(reportText(exampleReport(verdict({ message: `${long} y` })))).toContain(`\n    ${long}\n    y\n`);
});

test.each([
  { title: "nothing found", report: exampleReport(), code: 0, says: "Clean." },
  {
    title: "undetermined",
    report: exampleReport(verdict({ kind: "undetermined" })),
    code: 0,
    says: "Clean.",
  },
  { title: "excused", report: exampleReport(verdict({ kind: "excused" })), code: 0, says: "Clean." },
  { title: "a violation", report: exampleReport(verdict()), code: 1, says: "1 violation." },
  { title: "two violations", report: exampleReport(verdict(), verdict()), code: 1, says: "2 violations." },
  {
    title: "a rule that could not run outweighs a violation",
    report: exampleReport(verdict(), verdict({ kind: "failed" })),
    code: 2,
    says: "Not everything could be judged.",
  },
  {
    title: "so does a stack that could not be previewed",
    report: { ...exampleReport(verdict()), stacks: [{ name: "a", resources: 0, problem: "x" }] },
    code: 2,
    says: "Not everything could be judged.",
  },
])("exit code: $title", ({ report, code, says }) => {
  expect(exitCodeOf(report)).toBe(code);
  expect(reportText(report).endsWith(`\n\n${says}`)).toBe(true);
});

test("a stack's file", () => {
  expect(fileOf("prod-eu")).toBe("Pulumi.prod-eu.yaml");
});
