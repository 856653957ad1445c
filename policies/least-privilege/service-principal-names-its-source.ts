import { UNKNOWN, type Unknown } from "../graph";
import type { HeldPolicy, Statement } from "../graph/iam";
import { textsOf } from "../parameters";
import { type DocumentedSource, IN_RESOURCE_POLICY, IN_TRUST, nameOfService } from "./documented-sources";
import { type Fault, isHeld, judgePolicies, placeOf, type RuleFor } from "./judging";
import { subjectsOf, trustsOf } from "./subjects";

const SOURCES = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

/** A service that acts for everybody acts for a stranger too, unless it is asked for whom it comes. */
export const servicePrincipalNamesItsSource: RuleFor = (types) => ({
  name: "service-principal-names-its-source",
  demands:
    "What a service is allowed, it is allowed for this account's resources only, wherever AWS documents how to say so.",
  why: "“We recommend using the aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, or aws:SourceOrgPaths global condition context keys” (“The confused deputy problem”).",
  breaks: "Somebody in another account makes the service use this role, queue or bucket for him.",
  mend: "Add a condition on aws:SourceAccount, or on aws:SourceArn where the source is known.",
  meets: ["least-privilege"],
  severity: "medium",
  scope: "stack",
  parameters: {
    exceptServices: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Services that need no condition, such as “lambda”.",
    },
  },
  judge(graph, parameters) {
    const except = textsOf(parameters, "exceptServices");
    const subjects = subjectsOf(graph, types);
    const judge = (policies: readonly HeldPolicy[], documented: Readonly<Record<string, DocumentedSource>>) =>
      judgePolicies(
        policies,
        (statement) => faultOf(statement, documented, except),
        (policy, services) =>
          `${placeOf(policy)} lets ${services.join(", ")} act for any account: a stranger could have it act on this one's behalf. Add a condition on aws:SourceAccount or aws:SourceArn (“${documented[services[0] ?? ""]?.page}”).`,
      );
    return [...judge(trustsOf(subjects), IN_TRUST), ...judge(subjects.held, IN_RESOURCE_POLICY)];
  },
});

function faultOf(
  statement: Statement,
  documented: Readonly<Record<string, DocumentedSource>>,
  except: readonly string[],
): Fault {
  const services = statement.principals.filter(({ kind }) => kind === "Service");
  const faults = services.flatMap(({ value }): (string | Unknown)[] => {
    if (value === UNKNOWN) return [UNKNOWN];
    const name = nameOfService(value);
    const source = documented[name];
    if (source === undefined || except.includes(name)) return [];
    const held = isHeld(statement, new Set([...SOURCES, ...(source.alsoBy ? [source.alsoBy] : [])]));
    return held === true ? [] : [held === UNKNOWN ? UNKNOWN : name];
  });
  const known = faults.filter((fault) => fault !== UNKNOWN);
  return known.length === 0 && faults.length > 0 ? UNKNOWN : known;
}
