/** All services of the local run, in the order in which each needs the others. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { LocalEndpoints, PostgresEndpoint, RegionEndpoints } from "../endpoints";
import { type ServiceProcess, startService } from "../process";
import { readJsonIfThere, writeWhole } from "./files";
import { installMinistack } from "./ministack/install";
import { startMinistack } from "./ministack/launch";
import { freePort, freePortLike } from "./ports";
import { startPostgres } from "./postgres";

const ACCOUNT_ID = "000000000000";
/** MiniStack's root; it bypasses IAM, so no function is given it. */
const ROOT = { accessKeyId: "test", secretAccessKey: "test" };
/** Each region's own loopback address, in the order of the stacks. */
const ADDRESSES: Readonly<Record<string, string>> = { "eu-west-1": "127.0.0.11", "us-west-2": "127.0.0.12" };
/** How far a replica trails its object, in uncompressed seconds: S3 replicates most objects within seconds. */
const REPLICATION_LAG_SECONDS = 5;
/** How long a change of health takes to reach DNS (assumed: AWS gives no figure). */
export const PROPAGATION_SECONDS = 10;

export interface LocalServices {
  readonly endpoints: LocalEndpoints;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly speed: number;
  readonly dataDir: string;
  readonly httpPort?: number;
  readonly dnsPort?: number;
  readonly onProgress?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** @throws HF_LOCAL_SERVICE_START and what each service says of its ports; what had started is stopped then. */
export async function startServices(options: ServiceOptions): Promise<LocalServices> {
  const { speed, dataDir, signal } = options;
  const logs = join(dataDir, "logs");
  await mkdir(logs, { recursive: true });
  const say = options.onProgress ?? (() => undefined);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    // In reverse: nobody loses a service that it still calls. MiniStack saves its state once nobody calls it, and its functions are
    // gone before the databases are.
    for (const service of running.splice(0).reverse()) await service.stop();
  };
  const start = async <Ready>(
    name: string,
    config: object,
    logName = name,
  ): Promise<ServiceProcess<Ready>> => {
    const main = join(__dirname, name, "main.ts");
    const service = await startService<object, Ready>(logName, main, config, join(logs, `${logName}.log`));
    running.push(service);
    return service;
  };

  try {
    const installation = await installMinistack({ onProgress: say, signal });
    signal?.throwIfAborted();
    say("AWS on this machine: MiniStack, Route 53, each region's door, Firehose, gate and Postgres");
    const ministack = await startMinistack({
      installation,
      dataDir: join(dataDir, "ministack"),
      accountId: ACCOUNT_ID,
      logFile: join(logs, "ministack.log"),
      onProgress: say,
    });
    running.push(ministack);
    signal?.throwIfAborted();

    const regions = Object.keys(ADDRESSES);
    const { httpPort, dnsPort } = await namePortsOf(options);
    const gateUrls = await gateUrlsOf(dataDir);
    const common = { credentials: ROOT, accountId: ACCOUNT_ID, speed };

    // After MiniStack, which made sure that the folder is this run's.
    const startDatabase = async (region: string): Promise<[string, PostgresEndpoint]> => {
      const { host, port, caFile, passwordFile, pid, stop } = await startPostgres({
        dataDir: join(dataDir, "postgres", region),
        host: ADDRESSES[region] as string,
        logFile: join(logs, `postgres-${region}.log`),
      });
      running.unshift({ stop });
      return [region, { host, port, caFile, passwordFile, pid }];
    };
    const [databases, route53, background] = await everyOne([
      everyOne(regions.map(startDatabase)).then((started) => new Map(started)),
      start<{ url: string; control: string; dns: LocalEndpoints["dns"] }>("route53", {
        addresses: ADDRESSES,
        httpPort,
        speed,
        propagationSeconds: PROPAGATION_SECONDS,
        checkers: 3,
        dnsPort,
        stateDir: join(dataDir, "route53"),
      }),
      start<{ url: string; control: string }>("background", {
        ...common,
        ministack: ministack.url,
        aws: gateUrls,
        replicationLagSeconds: REPLICATION_LAG_SECONDS,
        stateDir: join(dataDir, "background"),
      }),
    ]);

    const startRegion = async (region: string): Promise<[string, RegionEndpoints]> => {
      const aws = gateUrls[region] as string;
      const [firehose, door] = await everyOne([
        start<{ url: string; control: string }>(
          "firehose",
          { ...common, region, aws, ministack: ministack.url, stateDir: join(dataDir, "firehose", region) },
          `firehose-${region}`,
        ),
        start<{ url: string }>(
          "door",
          { ...common, region, aws, ministack: ministack.url },
          `door-${region}`,
        ),
      ]);
      const gate = await start<{ aws: string; control: string }>(
        "gate",
        {
          region,
          address: ADDRESSES[region],
          httpPort,
          awsPort: Number(new URL(aws).port),
          doorUrl: door.ready.url,
          services: {
            default: ministack.url,
            firehose: firehose.ready.url,
            scheduler: background.ready.url,
            s3Replication: background.ready.url,
            route53: route53.ready.url,
          },
        },
        `gate-${region}`,
      );
      return [
        region,
        {
          address: ADDRESSES[region] as string,
          aws,
          control: { gate: gate.ready.control, firehose: firehose.ready.control },
          postgres: databases.get(region) as PostgresEndpoint,
        },
      ];
    };
    const endpoints: LocalEndpoints = {
      accountId: ACCOUNT_ID,
      credentials: ROOT,
      speed,
      route53: route53.ready.url,
      control: { route53: route53.ready.control, background: background.ready.control },
      dns: route53.ready.dns,
      global: ministack.url,
      httpPort,
      regions: Object.fromEntries(await everyOne(regions.map(startRegion))),
    };
    await watch(endpoints);
    return { endpoints, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Where the pair's names are resolved and served. The same as in the folder's last run, as far as they are free: functions that
 * were created carry them.
 */
async function namePortsOf({ dataDir, ...given }: ServiceOptions) {
  const file = join(dataDir, "names.json");
  const last = readJsonIfThere<{ httpPort: number; dnsPort: number }>(file);
  const ports = {
    httpPort: given.httpPort ?? (await freePortLike(last?.httpPort, ...Object.values(ADDRESSES))),
    dnsPort: given.dnsPort ?? (await freePortLike(last?.dnsPort, "127.0.0.1")),
  };
  writeWhole(file, JSON.stringify(ports));
  return ports;
}

/** Metrics and alarms come last: they are about everything else. */
async function watch({ route53, control, regions }: LocalEndpoints): Promise<void> {
  const firehose = Object.fromEntries(
    Object.entries(regions).map(([region, { control }]) => [region, control.firehose]),
  );
  const url = `${control.background}/watched`;
  const postgres = Object.fromEntries(
    Object.entries(regions).map(
      ([
        region,
        {
          postgres: { host, port },
        },
      ]) => [region, { host, port }],
    ),
  );
  const body = JSON.stringify({ route53: { url: route53, control: control.route53 }, firehose, postgres });
  const answer = await fetch(url, { method: "PUT", body });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

/** As Promise.all, but a failure waits for the others: what starts late must be stopped, too. */
async function everyOne<T extends readonly unknown[] | []>(promises: T) {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

/**
 * Where each region's gate serves AWS's APIs. Chosen before any gate listens, since everybody behind one also calls through it;
 * and kept with the data, since functions and queues that were created carry it.
 */
async function gateUrlsOf(dataDir: string): Promise<Record<string, string>> {
  const file = join(dataDir, "gates.json");
  const kept = readJsonIfThere<Record<string, string>>(file);
  if (kept !== undefined) return kept;
  const urls: Record<string, string> = {};
  for (const [region, address] of Object.entries(ADDRESSES))
    urls[region] = `http://${address}:${await freePort(address)}`;
  writeWhole(file, JSON.stringify(urls));
  return urls;
}
