/** `holdfast local`: both regions up on this machine until Ctrl-C. */
import { once } from "node:events";
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { ENGINE_NAMES } from "../engine";
import type { LocalRun } from "../local/up";
import { startLocal } from "../local/up";
import { liveVersion } from "../operate/live-version";
import { withPair } from "./target";
import { progress, untilInterrupted, write } from "./terminal";
import { decimalNumber, parseOptions, wholeNumber } from "./usage";

const DATA_DIR = ".holdfast/local";

/** Port 0 takes a free one. */
const port = wholeNumber(0, 65_535);
export const localOptionsSchema = z.object({
  bufferSeconds: wholeNumber(0, 900), // "BufferingHints": 0 to 900 s.
  engine: z.enum(ENGINE_NAMES, { error: `must be ${ENGINE_NAMES.join(" or ")}` }).default("in-process"),
  speed: decimalNumber(1, 60),
  httpPort: port,
  dnsPort: port,
  dataDir: z.string().min(1, "must name a folder"),
});

export function addLocal(program: Command): void {
  program
    .command("local")
    .summary("keep both regions up on this machine until Ctrl-C")
    .description("Brings both regions up on this machine, says how to reach them, and stays until Ctrl-C.")
    .option("--buffer-seconds <seconds>", "how long Firehose holds records (not compressed by --speed)", "5")
    .option("--engine <in-process|pulumi>", "what brings the stacks up; pulumi is its own CLI", "in-process")
    .option("--speed <number>", "how many times faster waits run (timeouts never do)", "1")
    .option(
      "--http-port <port>",
      "port of the custom domain names, on each region's own address; 0 for a free one",
      "8080",
    )
    .option("--dns-port <port>", "port of the DNS server; 0 for a free one", "5354")
    .option("--data-dir <folder>", "what the regions hold; the same folder again continues", DATA_DIR)
    .action(async (raw: Record<string, unknown>) => {
      const { httpPort, dnsPort, dataDir, ...options } = parseOptions(localOptionsSchema, raw);
      await untilInterrupted(async (signal) => {
        const run = await startLocal({
          ...options,
          dataDir: resolve(dataDir),
          ...(httpPort > 0 && { httpPort }),
          ...(dnsPort > 0 && { dnsPort }),
          onProgress: progress(),
          signal,
        });
        // Nothing else may keep this process alive, and it must stay until it is told to go.
        const alive = setInterval(() => undefined, 60_000);
        try {
          await write(welcome(run, options.bufferSeconds));
          await write(await waitingText(resolve(dataDir)));
          // Ctrl-C is how this command ends well: exit code 0. (package.json says `exec`: a shell in between would die of it.)
          if (!signal.aborted) await once(signal, "abort");
        } finally {
          clearInterval(alive);
          await run.stop();
          process.stderr.write("Both regions are stopped.\n");
        }
      });
    });
}

/** A build that an earlier run of this folder did not have is published, and waits as it would on AWS. */
async function waitingText(dataDir: string): Promise<string> {
  const versions = await withPair({ target: "local", dataDir }, (pair) =>
    Promise.all(pair.regions.map((region) => liveVersion(pair, region))),
  );
  const waiting = versions.some(({ live, newest }) => live !== newest);
  return waiting ? "\nA newer build waits: npm run deploy shifts clients to it.\n" : "";
}

export function welcome(
  { endpoints, stacks }: Pick<LocalRun, "endpoints" | "stacks">,
  bufferSeconds: number,
): string {
  const regions = Object.values(stacks).map(({ outputs }) => {
    const region = String(outputs.region);
    return { region, outputs, at: endpoints.regions[region] };
  });
  const primary = regions.find(({ outputs }) => outputs.role === "primary");
  const name = String(primary?.outputs.failoverName);
  const { httpPort, dns } = endpoints;
  const url = `http://${name}:${httpPort}`;
  const to = `--resolve ${name}:${httpPort}:${primary?.at?.address}`;
  const { accessKeyId, secretAccessKey } = endpoints.credentials;
  const lake = ({ region, outputs, at }: (typeof regions)[number]) =>
    `  curl -s --user ${accessKeyId}:${secretAccessKey} --aws-sigv4 aws:amz:${region}:s3 "${at?.aws}/${outputs.lakeBucket}?list-type=2&prefix=events/"`;
  const postgres = ({ at }: (typeof regions)[number]) =>
    at &&
    `  PGPASSWORD=$(cat "${at.postgres.passwordFile}") psql "host=${at.postgres.host} port=${at.postgres.port} dbname=holdfast user=holdfast sslmode=verify-full sslrootcert=${at.postgres.caFile}"`;
  return `
Both regions are up.

${regions.map(({ region, outputs, at }) => `  ${outputs.role} ${region}: http://${outputs.regionalName}:${httpPort} at ${at?.address}; AWS APIs ${at?.aws}`).join("\n")}
  DNS ${dns.address}:${dns.port} (UDP), Route 53 ${endpoints.route53}

Which region answers
  dig @${dns.address} -p ${dns.port} ${name}

The pixel, and a batch
  curl ${to} "${url}/i?event_name=page_view&url=https://www.example.com/" -o /dev/null -D -
  curl -i ${to} ${url}/events -H 'content-type: application/json' -d '[{"event_name":"page_view","url":"https://www.example.com/"},{"event_name":"click"}]'

What the lakes hold, ${bufferSeconds} s later
${regions.map(lake).join("\n")}
  A key in place of "?list-type=2&prefix=events/", and "| gunzip", shows an object's events.

What Postgres holds
${regions.map(postgres).join("\n")}

Ctrl-C stops both regions; their data stays.
`;
}
