/** Where AWS is on this machine: plain data, handed to the provider, the drill and whoever else must reach it. */
export interface LocalEndpoints {
  readonly accountId: string;
  /** The root credentials of the emulated account; they bypass IAM, as root does. Never used by a function. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How many times faster waits (check interval, TTL, propagation, sweep, replication lag) run. Timeouts never do. */
  readonly speed: number;
  /** Route 53's REST API. */
  readonly route53: string;
  /** Control ports of what stands outside both regions; no AWS API, so only `drill/` and tests call them. */
  readonly control: { readonly route53: string; readonly background: string };
  /** The DNS server that answers for the hosted zone, over UDP. */
  readonly dns: { readonly address: string; readonly port: number };
  /** Where global services (IAM, STS) answer. */
  readonly global: string;
  /** The port on which each region's loopback address serves its API's custom domain names, in plain HTTP. */
  readonly httpPort: number;
  readonly regions: Readonly<Record<string, RegionEndpoints>>;
}

export interface RegionEndpoints {
  /** The region's own loopback address; DNS answers it. */
  readonly address: string;
  /** Every AWS API of the region, behind the region's gate. */
  readonly aws: string;
  /** Control ports: how a drill injects a fault and reads counts. No AWS API, so only `drill/` and tests call them. */
  readonly control: { readonly gate: string; readonly firehose: string };
  readonly postgres: PostgresEndpoint;
}

/** The region's real Postgres: what an instance of RDS in this region is. User and database are `holdfast`. */
export interface PostgresEndpoint {
  readonly host: string;
  readonly port: number;
  /** The certificate of the authority that signed the server's. */
  readonly caFile: string;
  /** Holds the user's password; readable by whoever started the run. */
  readonly passwordFile: string;
  /** The server's own process, for faults: it is not started again by itself, but by the next run or by `startPostgres` on its folder. */
  readonly pid: number;
}
