/** What a check of stacks found: plain data, as `--json` prints it. */
import type { Outcome } from "./evaluate";
import type { Rule } from "./rule";

export interface Pack {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** What a stack must keep: a sentence by key. Each rule says which keys it meets. */
  readonly demands: Readonly<Record<string, string>>;
}

export interface Verdict {
  /** Undetermined: a value decides that only a deployment can know. Stray: the configuration excuses what no stack has.
   *  Failed: the rule itself could not run. */
  readonly kind: Outcome["kind"];
  readonly pack: string;
  readonly rule: string;
  readonly stack: string;
  /** Of the resource; absent where the rule speaks of none. */
  readonly urn?: string;
  readonly name?: string;
  readonly message: string;
  /** Of an excuse. */
  readonly reason?: string;
}

export interface JudgedStack {
  readonly name: string;
  /** The other one of its pair, where both were judged: only then pair rules see both. */
  readonly peer?: string;
  readonly resources: number;
  /** Why it could not be previewed. None of its rules ran. */
  readonly problem?: string;
}

export interface Report {
  readonly stacks: readonly JudgedStack[];
  readonly packs: readonly Pack[];
  readonly verdicts: readonly Verdict[];
}

export const ofKind = ({ verdicts }: Report, kind: Verdict["kind"]): Verdict[] =>
  verdicts.filter((verdict) => verdict.kind === kind);

/** What could not be judged weighs more than what was judged and found wrong. */
export function exitCodeOf(report: Report): 0 | 1 | 2 {
  const isUnjudged =
    ofKind(report, "failed").length > 0 || report.stacks.some(({ problem }) => problem !== undefined);
  if (isUnjudged) return 2;
  return ofKind(report, "violation").length > 0 ? 1 : 0;
}

/** The stack's file, relative to the program's folder: the nearest to a source that a resource has. */
export const fileOf = (stack: string): string => `Pulumi.${stack}.yaml`;

export const idOf = ({ pack, rule }: Pick<Verdict, "pack" | "rule">): string => `${pack}/${rule}`;
