import { UNKNOWN } from "../graph";
import { isByTag, lifecycleRulesOf, mayOverlap, prefixOf } from "../graph/buckets";
import { both, strongest, type YesNo } from "../graph/policy-document";
import { valueAt } from "../graph/values";
import type { Rule } from "../rule";
import { undeliverablesIn } from "./undeliverable";
import { answerOf, found } from "./verdict";

/** An object that is still there was not drained. */
export const undeliverableNotExpired: Rule = {
  name: "undeliverable-not-expired",
  demands: "No lifecycle rule expires objects that have not been delivered.",
  why: "An expired object is deleted, whether somebody has read it or not (“Expiring objects”).",
  breaks: "Events that were acknowledged and kept are thrown away because mending took too long.",
  mend: "Limit the rule to the prefix of what was drained, or leave expiration to noncurrent versions.",
  meets: ["undeliverable-not-expired"],
  severity: "critical",
  scope: "stack",
  judge: (graph) =>
    undeliverablesIn(graph).flatMap(({ bucket, isOne, prefixes }) => {
      const expires = strongest(
        lifecycleRulesOf(graph, bucket).map(({ rule }) => expiresUnder(rule, prefixes)),
      );
      return found(bucket, {
        applies: both(isOne, expires),
        met: "no",
        wrong: `${bucket.name} expires objects that were not delivered: acknowledged events are thrown away. Limit the lifecycle rule to other prefixes.`,
        unknown: "whether its lifecycle rules expire undeliverable objects",
      });
    }),
};

function expiresUnder(rule: unknown, prefixes: readonly string[]): YesNo {
  if (rule === UNKNOWN) return "unknown";
  const prefix = prefixOf(rule);
  const concerns: YesNo =
    prefix === UNKNOWN ? "unknown" : prefixes.some((one) => mayOverlap(one, prefix)) ? "yes" : "no";
  // Whether what was not drained carries the tag is the program's to know.
  const isMeant: YesNo = isByTag(rule) ? "unknown" : "yes";
  return [isOn(rule), ends(rule), concerns, isMeant].reduce(both);
}

const isOn = (rule: unknown): YesNo =>
  both(
    answerOf(valueAt(rule, "status"), (status) => status !== "Disabled"),
    answerOf(valueAt(rule, "enabled"), (enabled) => enabled !== false),
  );

/** After days or on a date. `expiredObjectDeleteMarker` takes away markers alone ("LifecycleExpiration"). */
const ends = (rule: unknown): YesNo =>
  strongest(
    ["expiration.days", "expiration.date"].map((path) =>
      answerOf(valueAt(rule, path), (value) => value !== undefined && value !== 0 && value !== ""),
    ),
  );
