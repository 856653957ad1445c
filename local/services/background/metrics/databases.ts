/** What RDS tells of each region's database: here, of the Postgres that stands for it. */
import { statfs } from "node:fs/promises";
import { connect } from "node:net";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { boundedTimeouts, type Credentials } from "../../service-role";
import type { Datum } from "./datum";
import { databaseData } from "./sources";

export interface DatabasePlace {
  readonly host: string;
  readonly port: number;
}

const CONNECT_MS = 1_000;

export class Databases {
  readonly #clients: ReadonlyMap<string, RDSClient>;
  #identifiers = new Map<string, readonly string[]>();

  constructor(
    private readonly places: Readonly<Record<string, DatabasePlace>>,
    private readonly options: {
      readonly ministack: string;
      readonly credentials: Credentials;
      /** On the disk that the databases write to. */
      readonly stateDir: string;
    },
  ) {
    const client = (region: string) =>
      new RDSClient({
        region,
        endpoint: options.ministack,
        credentials: { ...options.credentials },
        requestHandler: boundedTimeouts(5_000),
      });
    this.#clients = new Map(Object.keys(places).map((region) => [region, client(region)]));
  }

  /** Which instances there are; they change when a stack does. */
  async list(): Promise<void> {
    const listed = [...this.#clients].map(async ([region, rds]): Promise<[string, string[]]> => {
      const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
      return [region, DBInstances.map(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier)];
    });
    this.#identifiers = new Map(await Promise.all(listed));
  }

  /** Nothing of an instance that does not run, as on AWS. */
  async data(region: string): Promise<Datum[]> {
    const identifiers = this.#identifiers.get(region) ?? [];
    const place = this.places[region];
    if (identifiers.length === 0 || place === undefined || !(await listens(place))) return [];
    const { bavail, bsize } = await statfs(this.options.stateDir);
    return identifiers.map((identifier) => databaseData(region, identifier, bavail * bsize));
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }
}

/** Postgres says nothing of a connection that ends before its first byte. */
const listens = ({ host, port }: DatabasePlace): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => answer(true));
    socket.once("timeout", () => answer(false));
    socket.once("error", () => answer(false));
  });
