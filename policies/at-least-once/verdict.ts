/** From what is asked to what is found: a violation only where every fact is known. */
import type { Node } from "../graph";
import type { YesNo } from "../graph/policy-document";
import { UNKNOWN } from "../graph/values";
import { type Finding, undetermined, violation } from "../rule";

export interface Verdict {
  /** Whether the rule speaks of the resource at all. Default yes. */
  readonly applies?: YesNo;
  /** Whether it keeps what is demanded. */
  readonly met: YesNo;
  /** What is wrong, what breaks, how to mend it. */
  readonly wrong: string;
  /** What decides and is not known, such as "redrivePolicy". */
  readonly unknown: string;
}

export function found(node: Node, { applies = "yes", met, wrong, unknown }: Verdict): Finding[] {
  if (applies === "no" || met === "yes") return [];
  return [applies === "yes" && met === "no" ? violation(node, wrong) : undetermined(node, unknown)];
}

/** Of a value that may be unknown. */
export const answerOf = (value: unknown, isRight: (value: unknown) => boolean): YesNo =>
  value === UNKNOWN ? "unknown" : isRight(value) ? "yes" : "no";

export const truth = (isTrue: boolean): YesNo => (isTrue ? "yes" : "no");
