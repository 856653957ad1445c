/** Rules as policies of a Pulumi policy pack. */
import type { Policies, PolicyConfigSchema, StackValidationPolicy } from "@pulumi/policy";
import { evaluate, type Outcome } from "./evaluate";
import type { RuleConfig } from "./excuses";
import { fromPulumi, setBy } from "./graph/from-pulumi";
import type { Rule } from "./rule";

/**
 * One mandatory policy for each rule, and two advisory ones: `<pack>-inputs`, which notes for the rules what the program sets,
 * and `<pack>-undetermined` for what no violation can say.
 */
export function policiesOf(pack: string, rules: readonly Rule[]): Policies {
  /** By URN. The engine shows each resource that is registered, one by one, before it shows the stack. */
  const registered = new Map<string, readonly string[]>();
  /** What the rules of one run found that ends no run. Policies run in order, this pack's last one at the end. */
  const noted: Outcome[] = [];
  const policies = rules.map(
    (rule): StackValidationPolicy => ({
      name: rule.name,
      description: rule.demands,
      severity: rule.severity,
      enforcementLevel: "mandatory",
      configSchema: schemaOf(rule),
      validateStack({ resources, getConfig }, report) {
        const config = { [rule.name]: getConfig<RuleConfig>() };
        for (const outcome of evaluate([rule], [fromPulumi(resources, registered)], config))
          if (isFault(outcome)) report(outcome.message, outcome.node?.urn);
          else noted.push(outcome);
      },
    }),
  );
  const pairs = rules.filter(({ scope }) => scope === "pair").map(({ name }) => name);
  return [
    {
      name: `${pack}-inputs`,
      description: "Notes what the program sets of each resource. It finds nothing.",
      enforcementLevel: "advisory",
      validateResource: ({ urn, props }) => void registered.set(urn, setBy(props)),
    },
    ...policies,
    {
      name: `${pack}-undetermined`,
      description: "What is excused, and what could not be judged here.",
      enforcementLevel: "advisory",
      validateStack({ resources }, report) {
        for (const outcome of noted.splice(0)) report(noteOf(outcome), outcome.node?.urn);
        if (registered.size === 0 && resources.length > 0)
          report(`${pack}-inputs did not run: the rules guess what the program sets. Enable it.`);
        if (pairs.length > 0 && resources.length > 0)
          report(
            `Judged in full only with both regions' stacks in hand (npm run policies): ${pairs.join(", ")}.`,
          );
      },
    },
  ];
}

/** A rule that cannot run must not pass for one that found nothing. */
const isFault = ({ kind }: Outcome) => kind === "violation" || kind === "failed";

const noteOf = ({ rule, kind, message, reason }: Outcome): string =>
  kind === "excused" ? `${rule.name}, excused (${reason}): ${message}` : `${rule.name}, ${kind}: ${message}`;

const schemaOf = ({ name, parameters = {} }: Rule): PolicyConfigSchema => ({
  properties: {
    ...(parameters as PolicyConfigSchema["properties"]),
    excused: {
      type: "object",
      description: `Resources that ${name} does not hold for: the reason, by name or URN.`,
      additionalProperties: { type: "string" },
      default: {},
    },
  },
});
