/** What a pack's configuration may set of a rule. A parameter is a JSON schema, as `@pulumi/policy` takes it. */
export type ParameterValue = number | string | boolean | readonly string[];
export type Parameters = Readonly<Record<string, ParameterValue>>;

export interface Parameter {
  readonly type: "integer" | "number" | "string" | "boolean" | "array";
  readonly default: ParameterValue;
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly type: "string" };
}

/** A rule, as far as it can be configured. */
interface Configurable {
  readonly parameters?: Readonly<Record<string, Parameter>>;
}

export const defaultsOf = ({ parameters = {} }: Configurable): Parameters =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));

/** A number that a rule declares among its parameters. */
export const numberOf = (parameters: Parameters, name: string): number => Number(parameters[name]);

/** A list of strings that a rule declares among its parameters. */
export const textsOf = (parameters: Parameters, name: string): readonly string[] => {
  const value = parameters[name];
  return Array.isArray(value) ? value : [];
};

/** What the configuration sets of a rule, and the rest as the rule has it. */
export const parametersOf = (
  rule: Configurable,
  config: Readonly<Record<string, unknown>> = {},
): Parameters => {
  const set = Object.entries(config).filter(
    ([name, value]) => Object.hasOwn(rule.parameters ?? {}, name) && value !== undefined && value !== null,
  );
  return { ...defaultsOf(rule), ...(Object.fromEntries(set) as Parameters) };
};
