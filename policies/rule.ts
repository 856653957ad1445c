/** What a rule is: one demand on a stack, judged by a pure function, with all that a report says of it. */
import type { Node, StackGraph } from "./graph";
import type { Parameter, Parameters } from "./parameters";

export interface Finding {
  /** Undetermined: whether it is a violation depends on what only a deployment can know, or only another stack. */
  readonly kind: "violation" | "undetermined";
  /** The resource that it speaks of. */
  readonly urn: string;
  /** Of a violation: which resource, what is wrong, what breaks, the shortest way to mend it. */
  readonly message: string;
}

export type Severity = "low" | "medium" | "high" | "critical";

export interface Rule {
  /** Kebab-case, the name of its file; the export is the same in camelCase. */
  readonly name: string;
  /** One sentence: what it demands. */
  readonly demands: string;
  /** Why, with the AWS page in quotes. */
  readonly why: string;
  /** What breaks otherwise. */
  readonly breaks: string;
  /** The shortest way to mend it. */
  readonly mend: string;
  /** Keys of the pack's demands that it covers. */
  readonly meets: readonly string[];
  readonly severity: Severity;
  /** A pair rule needs both regions' stacks to be judged in full. */
  readonly scope: "stack" | "pair";
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /** Pure. Of a pair rule: what one stack alone can show. */
  judge(graph: StackGraph, parameters: Parameters): readonly Finding[];
  /** Pair rules only: both graphs, called once, in the order in which they are given (the primary first). */
  judgePair?(one: StackGraph, other: StackGraph, parameters: Parameters): readonly Finding[];
}

export const violation = (node: Node, message: string): Finding => ({
  kind: "violation",
  urn: node.urn,
  message,
});

/** `what` is the property or fact that is unknown, such as "vpcConfig.subnetIds". */
export const undetermined = (node: Node, what: string): Finding => ({
  kind: "undetermined",
  urn: node.urn,
  message: `${node.name}: ${what} is not known before a deployment, or not to this stack.`,
});
