/** The deployed pair of regions, on this machine or on AWS, seen through names and the AWS SDK alone. */
import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  type HealthCheckObservation,
  ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import { GetBucketReplicationCommand, GetObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { z } from "zod";
import { HoldfastError } from "../errors";
import { type AwsAccess, Clients } from "./clients";

/** What the pair needs to know of a region: a stack's outputs hold it, and so do its settings (`outputsOf`). */
const outputsSchema = z.object({
  accountId: z.string(),
  region: z.string(),
  role: z.enum(["primary", "standby"]),
  /** What every name of the region begins with, its alarms' too. */
  namePrefix: z.string(),
  /** The hosted zone that both names lie in. */
  zoneId: z.string(),
  /** The name that clients call; the same in both stacks. */
  failoverName: z.string(),
  /** The name that only this region answers. */
  regionalName: z.string(),
  lakeBucket: z.string(),
  undeliverableBucket: z.string(),
  streamName: z.string(),
  collectFunction: z.string(),
  replayFunction: z.string(),
  replayQueueUrl: z.string(),
  deadLetterQueueUrl: z.string(),
  etlFunction: z.string(),
  etlQueueUrl: z.string(),
  etlDeadLetterQueueUrl: z.string(),
  databaseIdentifier: z.string(),
});
export type RegionOutputs = z.infer<typeof outputsSchema>;

export interface StoredObject {
  readonly key: string;
  readonly storedAt: Date;
}

/** Ids of a region's health checks, found by what its failover record names. */
export interface RegionChecks {
  /** What the failover record follows: the endpoint's check, or a calculated one over it and the STOP switch. */
  readonly record: string;
  readonly endpoint: string;
  /** The inverted check on the peer's `/stop/<region>`; absent while the record does not follow it. */
  readonly stop: string | undefined;
}

export interface HealthStatus {
  /** More than 18 % of the checkers say so ("How Route 53 determines whether a health check is healthy"). */
  readonly healthy: boolean;
  readonly checkers: number;
  /** What one failing checker said. */
  readonly problem: string | undefined;
}

export interface StopStatus {
  /** Whether the failover record follows the switch at all. */
  readonly followed: boolean;
  /** More than 18 % of the checkers found the peer saying so. */
  readonly stopped: boolean;
  readonly checkers: number;
}

export interface RecordHealth {
  readonly healthy: boolean;
  readonly endpoint: HealthStatus;
  readonly stop: StopStatus;
}

const HEALTHY_SHARE = 0.18;

export class Pair {
  readonly primary: RegionOutputs;
  readonly standby: RegionOutputs;
  readonly clients: Clients;

  /** @throws HF_PAIR_OUTPUTS listing every problem when the outputs are not those of a primary and its standby. */
  constructor(outputs: readonly Readonly<Record<string, unknown>>[], access: AwsAccess = {}) {
    const regions = parseOutputs(outputs);
    this.primary = regions.find(({ role }) => role === "primary") as RegionOutputs;
    this.standby = regions.find(({ role }) => role === "standby") as RegionOutputs;
    this.clients = new Clients(access);
  }

  /** The primary, then the standby. */
  get regions(): readonly [RegionOutputs, RegionOutputs] {
    return [this.primary, this.standby];
  }

  peerOf({ region }: RegionOutputs): RegionOutputs {
    return region === this.primary.region ? this.standby : this.primary;
  }

  /** @throws HF_PAIR_RECORD when the region has no failover record, or one without a check. */
  async checks({ zoneId, failoverName, region }: RegionOutputs): Promise<RegionChecks> {
    const { ResourceRecordSets = [] } = await this.clients.route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: failoverName,
        StartRecordType: "CNAME",
      }),
    );
    const name = `${failoverName}.`;
    const record = ResourceRecordSets.find((one) => one.Name === name && one.SetIdentifier === region);
    if (!record?.HealthCheckId)
      throw new HoldfastError("HF_PAIR_RECORD", { region, name: failoverName, zone: zoneId });
    const id = record.HealthCheckId;
    const { ChildHealthChecks: children } = await this.#checkConfig(id);
    if (!children) return { record: id, endpoint: id, stop: undefined };
    const configs = await Promise.all(
      children.map(async (child) => ({ child, ...(await this.#checkConfig(child)) })),
    );
    const endpoint = configs.find(({ Inverted }) => !Inverted)?.child ?? id;
    return { record: id, endpoint, stop: configs.find(({ Inverted }) => Inverted)?.child };
  }

  async healthCheck(region: RegionOutputs): Promise<{ intervalSeconds: number; failureThreshold: number }> {
    const { endpoint } = await this.checks(region);
    const { RequestInterval = 30, FailureThreshold = 3 } = await this.#checkConfig(endpoint);
    return { intervalSeconds: RequestInterval, failureThreshold: FailureThreshold };
  }

  /** What the checkers say of the region's own endpoint. */
  async healthStatus(region: RegionOutputs): Promise<HealthStatus> {
    return this.checkStatus((await this.checks(region)).endpoint);
  }

  /** What the checkers say of its STOP switch. */
  async stopStatus(region: RegionOutputs): Promise<StopStatus> {
    return this.#stopStatus((await this.checks(region)).stop);
  }

  /** What decides over its failover record: its endpoint healthy, and it not stopped. */
  async recordHealth(region: RegionOutputs): Promise<RecordHealth> {
    const checks = await this.checks(region);
    const [endpoint, stop] = await Promise.all([
      this.checkStatus(checks.endpoint),
      this.#stopStatus(checks.stop),
    ]);
    return { healthy: endpoint.healthy && !stop.stopped, endpoint, stop };
  }

  /**
   * What the checkers of one check saw. Route 53 tells it of no calculated check, and of the endpoint ("GetHealthCheckStatus"): not
   * inverted, then (assumed, its pages do not say).
   */
  async checkStatus(id: string): Promise<HealthStatus> {
    return statusOf(await this.#observations(id));
  }

  async #stopStatus(id: string | undefined): Promise<StopStatus> {
    if (id === undefined) return { followed: false, stopped: false, checkers: 0 };
    const { healthy, checkers } = await this.checkStatus(id);
    // The check is inverted: its checkers succeed when they find the word.
    return { followed: true, stopped: healthy, checkers };
  }

  async #checkConfig(id: string): Promise<HealthCheckConfig> {
    const { HealthCheck } = await this.clients.route53.send(new GetHealthCheckCommand({ HealthCheckId: id }));
    return HealthCheck?.HealthCheckConfig as HealthCheckConfig;
  }

  async #observations(id: string): Promise<HealthCheckObservation[]> {
    const command = new GetHealthCheckStatusCommand({ HealthCheckId: id });
    const { HealthCheckObservations = [] } = await this.clients.route53.send(command);
    return HealthCheckObservations;
  }

  /** Whether a bucket of the region, its lake unless another is named, replicates to its peer. */
  async replicates({ region, lakeBucket }: RegionOutputs, bucket = lakeBucket): Promise<boolean> {
    try {
      const command = new GetBucketReplicationCommand({ Bucket: bucket });
      const { ReplicationConfiguration } = await this.clients.s3(region).send(command);
      return ReplicationConfiguration?.Rules?.some(({ Status }) => Status === "Enabled") ?? false;
    } catch (error) {
      if ((error as Error).name === "ReplicationConfigurationNotFoundError") return false;
      throw error;
    }
  }

  async list({ region }: RegionOutputs, bucket: string, prefix: string): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    const pages = paginateListObjectsV2(
      { client: this.clients.s3(region) },
      { Bucket: bucket, Prefix: prefix },
    );
    for await (const { Contents = [] } of pages)
      for (const { Key, LastModified } of Contents)
        if (Key !== undefined) objects.push({ key: Key, storedAt: LastModified ?? new Date(0) });
    return objects;
  }

  /** The object's bytes as they are stored. */
  async read({ region }: RegionOutputs, bucket: string, key: string): Promise<Uint8Array> {
    const { Body } = await this.clients.s3(region).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  close(): void {
    this.clients.close();
  }
}

/** A check that nobody has reported on yet says nothing, so it is not called healthy. */
export function statusOf(observations: readonly HealthCheckObservation[]): HealthStatus {
  const said = observations.map(({ StatusReport }) => StatusReport?.Status ?? "");
  const healthy = said.filter((status) => status.startsWith("Success"));
  return {
    healthy: said.length > 0 && healthy.length / said.length > HEALTHY_SHARE,
    checkers: said.length,
    problem: said.find((status) => !status.startsWith("Success")),
  };
}

function parseOutputs(outputs: readonly Readonly<Record<string, unknown>>[]): RegionOutputs[] {
  const parsed = outputs.map((one) => outputsSchema.safeParse(one));
  const problems = parsed.flatMap(({ error }, index) =>
    (error?.issues ?? []).map((issue) => `Stack ${index + 1}: ${issue.path.join(".")}: ${issue.message}.`),
  );
  const regions = parsed.flatMap(({ data }) => (data ? [data] : []));
  const roles = regions.map(({ role }) => role).sort();
  if (problems.length === 0 && roles.join() !== "primary,standby")
    problems.push(`Roles are ${roles.join(", ") || "none"}, not one primary and one standby.`);
  if (problems.length === 0 && new Set(regions.map(({ failoverName }) => failoverName)).size > 1)
    problems.push(`Failover names differ: ${regions.map(({ failoverName }) => failoverName).join(", ")}.`);
  if (problems.length > 0) throw new HoldfastError("HF_PAIR_OUTPUTS", { problems: problems.join(" ") });
  return regions;
}
