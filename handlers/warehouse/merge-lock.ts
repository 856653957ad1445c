/** Merges are one at a time: what one has seen, no other can change until it commits, and none waits for another in a circle. */
import type { Client } from "pg";

/** Any number that nothing else in the database locks by. */
const mergeLock = 5_205_011;

/** Held until the transaction ends. Statements after it see all that others have committed: the isolation is READ COMMITTED. */
export const lockMerges = (client: Client) => client.query("select pg_advisory_xact_lock($1)", [mergeLock]);
