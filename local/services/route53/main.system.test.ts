/** The service as a process of its own, as the local run starts it. */

import { Resolver } from "node:dns/promises";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateHostedZoneCommand, ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { type ServiceProcess, startService } from "../../process";
import type { Route53Config, Route53Ready } from "./service";

let folder: string;
const started: ServiceProcess<Route53Ready>[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "route53-"));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.stop()));
  await rm(folder, { recursive: true });
});

async function start(config: Partial<Route53Config> = {}): Promise<ServiceProcess<Route53Ready>> {
  const service = await startService<Route53Config, Route53Ready>(
    "route53",
    join(__dirname, "main.ts"),
    {
      addresses: { "eu-west-1": "127.0.0.11" },
      httpPort: 1,
      speed: 10,
      propagationSeconds: 10,
      checkers: 3,
      stateDir: join(folder, "state"),
      ...config,
    },
    join(folder, "route53.log"),
  );
  started.push(service);
  return service;
}

const clientOf = ({ ready }: ServiceProcess<Route53Ready>) =>
  new Route53Client({
    endpoint: ready.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

test("it answers over HTTP and DNS, ends when asked, and comes back with its zones after a kill", async () => {
  const first = await start();
  await clientOf(first).send(
    new CreateHostedZoneCommand({ Name: "holdfast.example", CallerReference: "one" }),
  );
  first.process.kill("SIGKILL");
  await first.stop();
  const second = await start();
  const { HostedZones } = await clientOf(second).send(new ListHostedZonesCommand({}));
  expect(HostedZones?.map(({ Name }) => Name)).toEqual(["holdfast.example."]);
  const resolver = new Resolver({ tries: 1 });
  resolver.setServers([`${second.ready.dns.address}:${second.ready.dns.port}`]);
  expect((await resolver.resolveSoa("holdfast.example")).nsname).toMatch(/awsdns/);
  await second.stop();
  expect(second.process.exitCode).toBe(0);
  expect(await readFile(join(folder, "route53.log"), "utf8")).toBe("");
});

test("a DNS port that is taken stops the start, and the message says so", async () => {
  const { ready } = await start();
  await expect(start({ dnsPort: ready.dns.port, stateDir: undefined })).rejects.toMatchObject({
    code: "HF_LOCAL_SERVICE_START",
    message: expect.stringContaining(`Cannot listen on 127.0.0.1:${ready.dns.port} (EADDRINUSE)`),
  });
});
