import { UNKNOWN } from "../graph";
import { failoverRecords, isAlias } from "../graph/routing";
import { numberOf } from "../parameters";
import { type Rule, undetermined, violation } from "../rule";

/** An alias has no time to live of its own ("Choosing between alias and non-alias records"); that it is checked is another rule's. */
export const recordTtl: Rule = {
  name: "record-ttl",
  demands: "A failover record is kept by resolvers for a minute at most.",
  why: 'For records with health checks AWS recommends a TTL of 60 seconds or less, so that clients respond quickly to changes ("Values specific for failover records").',
  breaks:
    "Clients are sent to a dead region until their resolvers ask again: the TTL is a part of every recovery.",
  mend: "Lower ttl to 60 or less.",
  meets: ["record-ttl"],
  severity: "high",
  scope: "stack",
  parameters: {
    ttlSecondsMax: {
      type: "integer",
      default: 60,
      minimum: 0,
      maximum: 86_400,
      description: "Seconds that a resolver may keep a failover record.",
    },
  },
  judge: (graph, parameters) =>
    failoverRecords(graph).flatMap(({ node }) => {
      const max = numberOf(parameters, "ttlSecondsMax");
      const ttl = node.get("ttl");
      if (isAlias(node)) return [];
      if (ttl === UNKNOWN) return [undetermined(node, "ttl")];
      if (typeof ttl !== "number" || ttl <= max) return [];
      return [
        violation(
          node,
          `${node.name} has a TTL of ${ttl} s, over ${max}: so long are clients sent to a dead region. Set ttl to ${max} or less.`,
        ),
      ];
    }),
};
