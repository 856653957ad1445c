/** MiniStack alone as the whole of AWS in two regions, and the two databases that a deployment migrates. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalEndpoints } from "../../../local/endpoints";
import { createHostedZone } from "../../../local/hosted-zone";
import { place } from "../../../local/provider/testing/talk";
import { installMinistack } from "../../../local/services/ministack/install";
import { startMinistack } from "../../../local/services/ministack/launch";
import { startPostgres } from "../../../local/services/postgres";

export interface TestAws {
  readonly endpoints: LocalEndpoints;
  readonly zoneId: string;
  /** For what a test keeps beside it; gone with it. */
  readonly dir: string;
  clientOptions(region: string): {
    endpoint: string;
    region: string;
    credentials: LocalEndpoints["credentials"];
    forcePathStyle: true;
  };
  stop(): Promise<void>;
}

export async function startTestAws(): Promise<TestAws> {
  const dir = mkdtempSync(join(tmpdir(), "holdfast-pulumi-"));
  const ministack = await startMinistack({
    installation: await installMinistack(),
    dataDir: join(dir, "ministack"),
    accountId: place.accountId,
    logFile: join(dir, "ministack.log"),
  });
  const regions = { "eu-west-1": "127.0.0.31", "us-west-2": "127.0.0.32" };
  const made = await Promise.all(
    Object.entries(regions).map(async ([region, address]) => {
      const database = await startPostgres({ dataDir: join(dir, "postgres", region), host: address });
      const { host, port, caFile, passwordFile, pid } = database;
      const postgres = { host, port, caFile, passwordFile, pid };
      const control = { gate: "", firehose: "" };
      return { database, region, at: { address, aws: ministack.url, control, postgres } };
    }),
  );
  const endpoints: LocalEndpoints = {
    ...place.endpoints,
    route53: ministack.url,
    global: ministack.url,
    regions: Object.fromEntries(made.map(({ region, at }) => [region, at])),
  };
  return {
    endpoints,
    zoneId: await createHostedZone(endpoints),
    dir,
    clientOptions: (region) => ({
      endpoint: ministack.url,
      region,
      credentials: { ...endpoints.credentials },
      forcePathStyle: true,
    }),
    async stop() {
      await ministack.stop();
      for (const { database } of made) await database.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
