import { existsSync } from "node:fs";
import { join } from "node:path";
import { packs } from "./packs";
import { defaultsOf } from "./parameters";

/** The four packs, in the contract's order. */
test("there are four", () => {
  expect(packs.map(({ name }) => name)).toEqual([
    "vpc-isolation",
    "s3-endpoints",
    "at-least-once",
    "disaster-recovery",
  ]);
});

describe.each(packs)("$name", ({ name, rules, demands }) => {
  test.each(Object.keys(demands))("has a rule for %s", (key) => {
    expect(rules.filter(({ meets }) => meets.includes(key)).map((rule) => rule.name)).not.toEqual([]);
  });

  test("names each rule once", () => {
    const names = rules.map((rule) => rule.name);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(rules)("$name is whole", (rule) => {
    expect(rule.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    const folder = rule.meets.includes("least-privilege") ? "least-privilege" : name;
    for (const file of [`${rule.name}.ts`, `${rule.name}.test.ts`])
      expect([file, existsSync(join(__dirname, folder, file))]).toEqual([file, true]);
    expect(rule.meets.filter((key) => !(key in demands))).toEqual([]);
    expect(rule.meets).not.toEqual([]);
    for (const text of [rule.demands, rule.why, rule.breaks, rule.mend])
      expect(text).toMatch(/^\S.*[.”"')]$/s);
    // GitHub shows no more of a rule's description ("reportingDescriptor object").
    expect(`${rule.demands} ${rule.breaks}`.length).toBeLessThanOrEqual(1_024);
    expect(rule.scope === "pair").toBe(rule.judgePair !== undefined);
  });

  test("has defaults within the bounds of its parameters", () => {
    for (const rule of rules)
      for (const [key, { minimum, maximum, default: value, description }] of Object.entries(
        rule.parameters ?? {},
      )) {
        expect(defaultsOf(rule)[key]).toBe(value);
        expect(description).toMatch(/\.$/);
        expect(["enforcementLevel", "excused"]).not.toContain(key); // Pulumi's and ours.
        if (typeof value === "number") {
          expect(value).toBeGreaterThanOrEqual(minimum ?? value);
          expect(value).toBeLessThanOrEqual(maximum ?? value);
        }
      }
  });
});
