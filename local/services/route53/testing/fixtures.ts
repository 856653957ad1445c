/** What the tests of Route 53 share: a service of their own, a client, an endpoint that can be told what to answer. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  Route53Client,
  TestDNSAnswerCommand,
} from "@aws-sdk/client-route-53";
import { type Route53Config, type Route53Ready, startRoute53 } from "../service";
import type { TimelineEntry } from "../timeline";

export interface TestRoute53 {
  readonly ready: Route53Ready;
  readonly client: Route53Client;
  readonly logged: string[];
  readonly timeline: () => Promise<TimelineEntry[]>;
  readonly close: () => Promise<void>;
}

const REGION_ADDRESSES = { "eu-west-1": "127.0.0.1", "us-west-2": "127.0.0.2" };

/** A hundred times faster than AWS unless said: an interval of 10 s takes 100 ms. */
export async function startTestRoute53(config: Partial<Route53Config> = {}): Promise<TestRoute53> {
  const logged: string[] = [];
  const { ready, close } = await startRoute53(
    { addresses: REGION_ADDRESSES, httpPort: 1, speed: 100, propagationSeconds: 10, checkers: 3, ...config },
    (problem) => logged.push(problem),
  );
  const client = new Route53Client({
    endpoint: ready.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    ready,
    client,
    logged,
    timeline: async () => (await fetch(`${ready.control}/timeline`)).json() as Promise<TimelineEntry[]>,
    close: async () => {
      client.destroy();
      await close();
    },
  };
}

let references = 0;
export const reference = (): string => `reference-${++references}`;

export async function createZone({ client }: TestRoute53, name = "holdfast.example"): Promise<string> {
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name: name, CallerReference: reference() }),
  );
  return String(HostedZone?.Id).replace("/hostedzone/", "");
}

export const changeRecords = ({ client }: TestRoute53, zoneId: string, ...changes: Change[]) =>
  client.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } }),
  );

/** The records that the two stacks make: a pair of failover CNAMEs, and each region's alias. */
export const pairOfRecords = (checks: { readonly eu?: string; readonly us?: string } = {}): Change[] =>
  (
    [
      ["eu-west-1", "PRIMARY", checks.eu],
      ["us-west-2", "SECONDARY", checks.us],
    ] as const
  ).flatMap(([region, Failover, HealthCheckId]): Change[] => [
    {
      Action: "UPSERT",
      ResourceRecordSet: {
        Name: `${region}.events.holdfast.example`,
        Type: "A",
        AliasTarget: {
          HostedZoneId: "ZLY8HYME6SFDD",
          DNSName: `d-abc.execute-api.${region}.amazonaws.com`,
          EvaluateTargetHealth: false,
        },
      },
    },
    {
      Action: "UPSERT",
      ResourceRecordSet: {
        Name: "events.holdfast.example",
        Type: "CNAME",
        SetIdentifier: region,
        Failover,
        TTL: 60,
        ResourceRecords: [{ Value: `${region}.events.holdfast.example` }],
        HealthCheckId,
      },
    },
  ]);

/** What stands behind both regions' addresses: it tells the regions apart by the name that was asked for. */
export interface TestEndpoint {
  readonly port: number;
  /** By region; who is in none is answered by `""`. */
  readonly answers: Record<string, RequestListener>;
  readonly close: () => Promise<void>;
}

export async function startEndpoint(answer: RequestListener): Promise<TestEndpoint> {
  const answers: Record<string, RequestListener> = { "": answer };
  const server: Server = createServer((request, response) => {
    const region = request.headers.host?.split(".")[0] ?? "";
    (answers[region] ?? answer)(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    answers,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Asks again until the condition holds; the test's own timeout is the limit. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A check as the stacks make it. */
export const createCheck = async (
  { client }: TestRoute53,
  config: Partial<HealthCheckConfig> = {},
): Promise<string> => {
  const HealthCheckConfig: HealthCheckConfig = {
    Type: "HTTPS_STR_MATCH",
    FullyQualifiedDomainName: "eu-west-1.events.holdfast.example",
    ResourcePath: "/health",
    SearchString: "healthy",
    RequestInterval: 10,
    FailureThreshold: 3,
    ...config,
  };
  const { HealthCheck } = await client.send(
    new CreateHealthCheckCommand({ CallerReference: reference(), HealthCheckConfig }),
  );
  return String(HealthCheck?.Id);
};

/** What the failover name leads to. */
export const answers = async ({ client }: TestRoute53, zoneId: string): Promise<string | undefined> =>
  (
    await client.send(
      new TestDNSAnswerCommand({
        HostedZoneId: zoneId,
        RecordName: "events.holdfast.example",
        RecordType: "CNAME",
      }),
    )
  ).RecordData?.[0];

/** What each checker last reported. */
export const statuses = async ({ client }: TestRoute53, HealthCheckId: string): Promise<string[]> =>
  ((await client.send(new GetHealthCheckStatusCommand({ HealthCheckId }))).HealthCheckObservations ?? []).map(
    ({ StatusReport }) => String(StatusReport?.Status),
  );
