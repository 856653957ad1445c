import { previewOf, stackOf } from "../testing/stack";
import { demands } from "./demands";
import { rules } from "./rules";

test("each demand has a rule, and each rule a demand", () => {
  const met = new Set(rules.flatMap(({ meets }) => meets));
  expect([...met].sort()).toEqual(Object.keys(demands).sort());
});

test("names are unique", () => {
  const names = rules.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

test.each(rules)("$name says what it demands, why, what breaks and how to mend it", (rule) => {
  for (const text of [rule.demands, rule.why, rule.breaks, rule.mend]) expect(text).toMatch(/^.{20,}[.)”]$/s);
  for (const { description } of Object.values(rule.parameters ?? {})) expect(description).toMatch(/\.$/);
});

test.each(rules)("$name is a rule of a pair exactly if it judges both stacks", ({ scope, judgePair }) => {
  expect(judgePair !== undefined).toBe(scope === "pair");
});

test.each(rules)("$name has nothing to say of nothing", (rule) => {
  expect(rule.judge(stackOf(), {})).toEqual([]);
  expect(rule.judgePair?.(stackOf(), previewOf(), {}) ?? []).toEqual([]);
});
