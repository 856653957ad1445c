/** Names, digits and ARNs that no AWS account has: the same in every run, different for each resource. */
import { createHash } from "node:crypto";
import type { GraphResource, Properties } from "../graph";

/** Of an account that AWS uses in examples. */
export const EXAMPLE_ACCOUNT = "123456789012";

export const hexadecimal = (text: string): string => createHash("sha256").update(text).digest("hex");

export interface MadeUp {
  readonly inputs: Properties;
  readonly region: string;
  /** Its name in AWS: the program's, or one that begins with its name in the program. */
  readonly named: string;
  /** So many hexadecimal digits, of this resource alone; `salt` makes others. */
  digits(count: number, salt?: string): string;
  arn(service: string, resource: string): string;
  text(property: string): string;
}

/** Properties that name a resource in AWS, by which of them it has. */
const NAMES = ["name", "bucket", "identifier", "clusterIdentifier", "replicationGroupId", "clusterId"];

export function madeUpFor({
  urn,
  name,
  inputs,
  providerConfig,
}: Pick<GraphResource, "urn" | "name" | "inputs" | "providerConfig">): MadeUp {
  const text = (property: string) => (typeof inputs[property] === "string" ? inputs[property] : "");
  const region = text("region") || String(providerConfig.region ?? "us-east-1");
  const digits = (count: number, salt = "") => hexadecimal(`${urn} ${salt}`).slice(0, count);
  return {
    inputs,
    region,
    named: NAMES.map(text).find((given) => given !== "") ?? `${name}-${digits(7)}`,
    digits,
    text,
    arn: (service, resource) => `arn:aws:${service}:${region}:${EXAMPLE_ACCOUNT}:${resource}`,
  };
}
