/** How many connections an instance of RDS for PostgreSQL takes. Pure: what settings are checked against. */

/** GiB of the family's `large` ("Hardware specifications for DB instance classes"); a letter, and what stands behind it for x2g. */
const LARGE_GIB: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16, x: 32 };
const OF_LARGE: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };

/** What `max_connections` is unless somebody changes it ("Maximum number of database connections"). */
const BYTES_PER_CONNECTION = 9_531_392;
const CONNECTIONS_MAX = 5_000;
const GIB = 2 ** 30;

/** @param instanceClass as RDS names it, e.g. `db.m8g.2xlarge` */
export function memoryGib(instanceClass: string): number {
  const [, family = "", size = ""] = instanceClass.split(".");
  const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
  const ofLarge = times === undefined ? (OF_LARGE[size] ?? 1) : 2 * Number(times || 1);
  return (LARGE_GIB[family.charAt(0)] ?? 8) * ofLarge;
}

/** At most: what the operating system and RDS itself need of the memory is not known. */
export const connectionsOf = (instanceClass: string): number =>
  Math.min(CONNECTIONS_MAX, Math.floor((memoryGib(instanceClass) * GIB) / BYTES_PER_CONNECTION));

/** A quarter of them: the memory is not all Postgres's, and a migration, a reload and people want connections, too. */
export const loadersMax = (instanceClass: string): number => Math.floor(connectionsOf(instanceClass) / 4);
