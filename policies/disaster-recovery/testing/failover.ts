/** Parts of a failover pair for the specs of this pack: as they should be, unless a spec says otherwise. */
import type { GraphResource, Properties } from "../../../engine/graph";
import { HEALTH_CHECK, RECORD } from "../../graph/routing";
import { type ResourceOptions, resource } from "../../testing/stack";

export const NAME = "app.example.com";

/** A property that a spec sets to undefined is one that the program leaves out. */
const given = (props: Properties): Properties =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));

/** The primary half, which follows the check of {@link check}'s first name. */
export const record = (name: string, props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource(
    RECORD,
    name,
    given({
      zoneId: "Z1",
      name: NAME,
      type: "CNAME",
      ttl: 60,
      records: ["eu.app.example.com"],
      setIdentifier: name,
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: "check-id",
      ...props,
    }),
    options,
  );

export const SECONDARY = {
  failoverRoutingPolicies: [{ type: "SECONDARY" }],
  records: ["us.app.example.com"],
};

export const check = (name: string, props: Properties = {}, options?: ResourceOptions): GraphResource =>
  resource(
    HEALTH_CHECK,
    name,
    given({
      type: "HTTPS_STR_MATCH",
      fqdn: "eu.app.example.com",
      port: 443,
      resourcePath: "/health",
      searchString: "well",
      requestInterval: 10,
      failureThreshold: 3,
      ...props,
    }),
    options,
  );

export const calculated = (
  name: string,
  children: readonly string[],
  props: Properties = {},
): GraphResource =>
  resource(
    HEALTH_CHECK,
    name,
    given({
      type: "CALCULATED",
      childHealthchecks: children,
      childHealthThreshold: children.length,
      ...props,
    }),
  );

/** A name of one region alone, which an API there answers to. */
export const domain = (name: string, domainName: string, region: string): GraphResource =>
  resource("aws:apigatewayv2/domainName:DomainName", name, { domainName }, { region });

/** Of another stack: what each rule that judges checks says of it. */
export const elsewhere = (name: string, id: string): string =>
  `undetermined ${name}: ${name} follows the health check ${id}, which is not made in this stack: its settings are not known here.`;

/** Of a check that nothing tells. */
export const lost = (name: string): string =>
  `undetermined ${name}: ${name}: which health check it follows is not known before a deployment, or not to this stack.`;
