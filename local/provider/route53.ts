/** Route 53: records and health checks. */
import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetHealthCheckCommand,
  type HealthCheckConfig,
  type HealthCheckType,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type ResourceRecordSetFailover,
  type RRType,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import { handler, type ResourceHandler } from "./handler";
import { notThere } from "./looks";

interface RecordInputs {
  readonly zoneId: string;
  readonly name: string;
  readonly type: RRType;
  readonly ttl?: number;
  readonly records?: readonly string[];
  readonly aliases?: readonly {
    readonly name: string;
    readonly zoneId: string;
    readonly evaluateTargetHealth: boolean;
  }[];
  readonly setIdentifier?: string;
  readonly failoverRoutingPolicies?: readonly { readonly type: ResourceRecordSetFailover }[];
  readonly healthCheckId?: string;
  readonly allowOverwrite?: boolean;
}

interface HealthCheckInputs {
  readonly type: HealthCheckType;
  readonly fqdn?: string;
  readonly ipAddress?: string;
  readonly port?: number;
  readonly resourcePath?: string;
  readonly searchString?: string;
  readonly requestInterval?: number;
  readonly failureThreshold?: number;
  readonly enableSni?: boolean;
  readonly disabled?: boolean;
  readonly invertHealthcheck?: boolean;
  readonly childHealthchecks?: readonly string[];
  readonly childHealthThreshold?: number;
}

const withDot = (name: string) => (name.endsWith(".") ? name : `${name}.`);

export function recordSetOf(inputs: RecordInputs): ResourceRecordSet {
  const alias = inputs.aliases?.[0];
  return {
    Name: withDot(inputs.name),
    Type: inputs.type,
    TTL: inputs.ttl,
    ResourceRecords: inputs.records?.map((Value) => ({ Value })),
    AliasTarget: alias && {
      DNSName: alias.name,
      HostedZoneId: alias.zoneId,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
    SetIdentifier: inputs.setIdentifier,
    Failover: inputs.failoverRoutingPolicies?.[0]?.type,
    HealthCheckId: inputs.healthCheckId,
  };
}

const change = (Action: ChangeAction, inputs: RecordInputs) =>
  new ChangeResourceRecordSetsCommand({
    HostedZoneId: inputs.zoneId,
    ChangeBatch: { Changes: [{ Action, ResourceRecordSet: recordSetOf(inputs) }] },
  });

const idOf = ({ zoneId, name, type, setIdentifier }: RecordInputs) =>
  [zoneId, name.toLowerCase(), type, setIdentifier].filter((part) => part !== undefined).join("_");

const fqdnOf = ({ name }: RecordInputs) => name.replace(/\.$/, "");

export const healthCheckConfigOf = (inputs: HealthCheckInputs) => ({
  FullyQualifiedDomainName: inputs.fqdn,
  IPAddress: inputs.ipAddress,
  Port: inputs.port,
  ResourcePath: inputs.resourcePath,
  SearchString: inputs.searchString,
  FailureThreshold: inputs.failureThreshold,
  EnableSNI: inputs.enableSni,
  Disabled: inputs.disabled,
  Inverted: inputs.invertHealthcheck,
  ChildHealthChecks: inputs.childHealthchecks && [...inputs.childHealthchecks],
  HealthThreshold: inputs.childHealthThreshold,
});

export const dns: readonly ResourceHandler[] = [
  handler<RecordInputs>({
    type: "aws:route53/record:Record",
    service: "route53",
    models: [
      "zoneId",
      "name",
      "type",
      "ttl",
      "records[]",
      "aliases[].name",
      "aliases[].zoneId",
      "aliases[].evaluateTargetHealth",
      "setIdentifier",
      "failoverRoutingPolicies[].type",
      "healthCheckId",
      "allowOverwrite",
    ],
    differences: [
      "A record counts as made once Route 53 took the change; Pulumi's provider waits until GetChange says INSYNC.",
    ],
    replacesOn: ["zoneId", "name", "type", "setIdentifier"],
    *create(inputs) {
      yield change(inputs.allowOverwrite ? "UPSERT" : "CREATE", inputs);
      return { id: idOf(inputs), outputs: { fqdn: fqdnOf(inputs) } };
    },
    *update(_id, inputs) {
      yield change("UPSERT", inputs);
      return { fqdn: fqdnOf(inputs) };
    },
    *look(id, { zoneId, name, type, setIdentifier }) {
      const { ResourceRecordSets: sets = [] }: { ResourceRecordSets?: readonly ResourceRecordSet[] } =
        yield new ListResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          StartRecordName: withDot(name),
          StartRecordType: type,
          ...(setIdentifier !== undefined && { StartRecordIdentifier: setIdentifier }),
          MaxItems: 1,
        });
      const [found] = sets;
      const isIt =
        found?.Name === withDot(name.toLowerCase()) &&
        found.Type === type &&
        found.SetIdentifier === setIdentifier;
      if (!isIt) throw notThere(`record ${id}`);
      return {
        ttl: found.TTL,
        records: found.ResourceRecords?.map(({ Value }) => Value),
        healthCheckId: found.HealthCheckId,
        failoverRoutingPolicies: found.Failover && [{ type: found.Failover }],
      };
    },
    *delete(_id, inputs) {
      try {
        yield change("DELETE", inputs);
      } catch (error) {
        // What is not there, or no longer says this, is not ours to delete.
        if (
          !(
            error instanceof Error &&
            /InvalidChangeBatch/.test(error.name) &&
            /not found|do not match/.test(error.message)
          )
        )
          throw error;
      }
    },
  }),

  handler<HealthCheckInputs>({
    type: "aws:route53/healthCheck:HealthCheck",
    service: "route53",
    models: [
      "type",
      "fqdn",
      "ipAddress",
      "port",
      "resourcePath",
      "searchString",
      "requestInterval",
      "failureThreshold",
      "enableSni",
      "disabled",
      "invertHealthcheck",
      "childHealthchecks[]",
      "childHealthThreshold",
    ],
    ignores: {
      measureLatency: "It draws a graph in the console and decides nothing.",
      "tags.*": "Labels are for bills and people; nothing here reads them.",
    },
    replacesOn: ["type", "requestInterval"], // Fixed at creation ("HealthCheckConfig").
    *create(inputs, { attempt }) {
      // A new reference each time: one of a deleted check is refused ("CreateHealthCheck").
      const { HealthCheck }: { HealthCheck: { Id: string } } = yield new CreateHealthCheckCommand({
        CallerReference: attempt,
        HealthCheckConfig: {
          ...healthCheckConfigOf(inputs),
          Type: inputs.type,
          RequestInterval: inputs.requestInterval,
        },
      });
      return { id: HealthCheck.Id, outputs: { arn: `arn:aws:route53:::healthcheck/${HealthCheck.Id}` } };
    },
    *update(id, inputs) {
      yield new UpdateHealthCheckCommand({ HealthCheckId: id, ...healthCheckConfigOf(inputs) });
      return {};
    },
    *look(id) {
      const { HealthCheck }: { HealthCheck: { HealthCheckConfig: HealthCheckConfig } } =
        yield new GetHealthCheckCommand({ HealthCheckId: id });
      const found = HealthCheck.HealthCheckConfig;
      return {
        fqdn: found.FullyQualifiedDomainName,
        port: found.Port,
        resourcePath: found.ResourcePath,
        searchString: found.SearchString,
        failureThreshold: found.FailureThreshold,
        disabled: found.Disabled,
        invertHealthcheck: found.Inverted,
        childHealthThreshold: found.HealthThreshold,
      };
    },
    *delete(id) {
      yield new DeleteHealthCheckCommand({ HealthCheckId: id });
    },
  }),
];
