/** The deployed pair of regions, on this machine or on AWS, seen through stack outputs and the AWS SDK alone. */
import {
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckObservation,
  Route53Client,
} from "@aws-sdk/client-route-53";
import {
  GetBucketReplicationCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { z } from "zod";
import { HoldfastError } from "../errors";

/** What the pair needs of a stack's outputs; the others are for people. */
const outputsSchema = z.object({
  region: z.string(),
  role: z.enum(["primary", "standby"]),
  /** The name that clients call; the same in both stacks. */
  failoverName: z.string(),
  /** The name that only this region answers. */
  regionalName: z.string(),
  healthCheckId: z.string(),
  lakeBucket: z.string(),
  undeliverableBucket: z.string(),
});
export type RegionOutputs = z.infer<typeof outputsSchema>;

/** How to reach AWS. On AWS itself all of it is absent: the SDK knows the endpoints, and finds credentials. */
export interface AwsAccess {
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly route53?: string;
  /** The endpoint of each region's services. */
  readonly regions?: Readonly<Record<string, string>>;
}

export interface StoredObject {
  readonly key: string;
  readonly storedAt: Date;
}

export interface HealthStatus {
  /** More than 18 % of the checkers say so ("How Route 53 determines whether a health check is healthy"). */
  readonly healthy: boolean;
  readonly checkers: number;
  /** What one failing checker said. */
  readonly problem: string | undefined;
}

const HEALTHY_SHARE = 0.18;
/** A drill asks often and can wait for the next answer: no call may hold it up. */
const PATIENCE = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

export class Pair {
  readonly primary: RegionOutputs;
  readonly standby: RegionOutputs;
  readonly #route53: Route53Client;
  readonly #s3: Readonly<Record<string, S3Client>>;

  /** @throws HF_PAIR_OUTPUTS listing every problem when the outputs are not those of a primary and its standby. */
  constructor(outputs: readonly Readonly<Record<string, unknown>>[], access: AwsAccess = {}) {
    const regions = parseOutputs(outputs);
    this.primary = regions.find(({ role }) => role === "primary") as RegionOutputs;
    this.standby = regions.find(({ role }) => role === "standby") as RegionOutputs;
    const credentials = access.credentials && { credentials: access.credentials };
    this.#route53 = new Route53Client({
      // Route 53's control plane lives there ("AWS service endpoints").
      region: "us-east-1",
      ...credentials,
      ...(access.route53 && { endpoint: access.route53 }),
      requestHandler: PATIENCE,
    });
    this.#s3 = Object.fromEntries(
      this.regions.map(({ region }) => {
        const endpoint = access.regions?.[region];
        const local = endpoint && { endpoint, forcePathStyle: true };
        return [region, new S3Client({ region, ...credentials, ...local, requestHandler: PATIENCE })];
      }),
    );
  }

  /** The primary, then the standby. */
  get regions(): readonly [RegionOutputs, RegionOutputs] {
    return [this.primary, this.standby];
  }

  async healthCheck({
    healthCheckId,
  }: RegionOutputs): Promise<{ intervalSeconds: number; failureThreshold: number }> {
    const { HealthCheck } = await this.#route53.send(
      new GetHealthCheckCommand({ HealthCheckId: healthCheckId }),
    );
    const { RequestInterval = 30, FailureThreshold = 3 } = HealthCheck?.HealthCheckConfig ?? {};
    return { intervalSeconds: RequestInterval, failureThreshold: FailureThreshold };
  }

  async healthStatus({ healthCheckId }: RegionOutputs): Promise<HealthStatus> {
    const command = new GetHealthCheckStatusCommand({ HealthCheckId: healthCheckId });
    const { HealthCheckObservations = [] } = await this.#route53.send(command);
    return statusOf(HealthCheckObservations);
  }

  /** Whether the region's lake replicates its events to its peer. */
  async replicates({ region, lakeBucket }: RegionOutputs): Promise<boolean> {
    try {
      const command = new GetBucketReplicationCommand({ Bucket: lakeBucket });
      const { ReplicationConfiguration } = await this.#client(region).send(command);
      return ReplicationConfiguration?.Rules?.some(({ Status }) => Status === "Enabled") ?? false;
    } catch (error) {
      if ((error as Error).name === "ReplicationConfigurationNotFoundError") return false;
      throw error;
    }
  }

  async list({ region }: RegionOutputs, bucket: string, prefix: string): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    const pages = paginateListObjectsV2({ client: this.#client(region) }, { Bucket: bucket, Prefix: prefix });
    for await (const { Contents = [] } of pages)
      for (const { Key, LastModified } of Contents)
        if (Key !== undefined) objects.push({ key: Key, storedAt: LastModified ?? new Date(0) });
    return objects;
  }

  /** The object's bytes as they are stored. */
  async read({ region }: RegionOutputs, bucket: string, key: string): Promise<Uint8Array> {
    const { Body } = await this.#client(region).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  close(): void {
    this.#route53.destroy();
    for (const client of Object.values(this.#s3)) client.destroy();
  }

  #client(region: string): S3Client {
    return this.#s3[region] as S3Client;
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
