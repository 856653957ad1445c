/** The lake's objects → Postgres: each loaded whole or not at all, and each event id once, whatever arrives in whatever order. */
import { type Client, DatabaseError } from "pg";
import { HoldfastError } from "../../errors";
import { type Forgetting, type Forgotten, forgetVisitor } from "./forget";
import type { LakeObject, LoadCounts, LoadOutcome, RejectedLine, StagedEvent } from "./lake-object";
import {
  chooseWinners,
  countChosen,
  createChosen,
  deleteReplaced,
  inAnyOrder,
  inOrder,
  insertEvents,
} from "./merge";
import { lockMerges } from "./merge-lock";
import { daysWithin, makePartitions } from "./partitions";
import {
  createPoints,
  createReplaced,
  createUnsettled,
  dropUnchangedPoints,
  mergePoints,
  unsettle,
  unsettleMissing,
} from "./sessions";
import { stage } from "./staging";

export interface WarehouseOptions {
  /** Days back from today for which partitions are made; what is older lies in the default one. */
  partitionDays: number;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * For one caller at a time, and so one connection: opened when it is first needed, kept, and opened again after it broke. A transaction
 * has its connection for itself: one that was given up, and that a thawed function goes on with, must not meet the next one on it.
 */
export class Warehouse {
  /** Open, and in no transaction. */
  private idle: Client | undefined;
  private readonly busy = new Set<Client>();
  /** How often everything under way was given up. */
  private closings = 0;

  constructor(
    private readonly connect: () => Promise<Client>,
    private readonly options: WarehouseOptions,
  ) {}

  /**
   * One transaction. Two loads of one object at once: the second waits, and is then told that it was loaded before.
   * @param lines read once, and not to the end when the database fails.
   * @param how again: the object is loaded even if it was before, and its own copies of events are written anew.
   * @throws what reading the lines throws, or the database; nothing of the object is then in it.
   */
  load(
    object: LakeObject,
    lines: AsyncIterable<StagedEvent | RejectedLine>,
    how: { again: boolean },
  ): Promise<LoadOutcome> {
    return this.transaction(`Loading ${object.key}`, async (client) => {
      const loadId = await this.beginLoad(client, object, how.again);
      if (loadId === undefined) return { outcome: "loaded-before" };
      const staged = await stage(client, lines);
      await lockMerges(client);
      await makePartitions(client, daysWithin(staged.days, this.options.now(), this.options.partitionDays));
      const chosen = await merge(client, loadId, how.again);
      await setAside(client, loadId, object.key, staged.rejected, how.again);
      const counts: LoadCounts = {
        lines: staged.lines,
        ...chosen,
        duplicates: staged.lines - staged.rejected - chosen.events,
        rejected: staged.rejected,
      };
      await client.query(recordCounts, [loadId, ...countColumns.map((name) => counts[name])]);
      return { outcome: "loaded", ...counts };
    });
  }

  /** Erases what the visitor's events received until then left in the warehouse, and remembers to drop them when they come again. */
  forget(forgetting: Forgetting): Promise<Forgotten> {
    return this.transaction("Forgetting a visitor", async (client) => {
      await lockMerges(client);
      return forgetVisitor(client, forgetting);
    });
  }

  /** What is under way is given up, and undone; so is what still waits for its connection. */
  async close(): Promise<void> {
    this.closings += 1;
    if (this.idle !== undefined) this.busy.add(this.idle);
    this.idle = undefined;
    await Promise.all([...this.busy].map((client) => this.drop(client)));
  }

  private async beginLoad(client: Client, object: LakeObject, again: boolean): Promise<string | undefined> {
    const values = [
      object.key,
      object.etag,
      object.bytes,
      new Date(object.modifiedAt),
      new Date(this.options.now()),
    ];
    const { rows } = await client.query<{ load_id: string }>(again ? insertLoadAgain : insertLoad, values);
    return rows[0]?.load_id;
  }

  /** Commits what `work` did, or nothing of it: after a failure the connection is closed, which takes back what was done. */
  private async transaction<Result>(
    name: string,
    work: (client: Client) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.begin(name);
    try {
      const result = await work(client);
      await client.query("commit");
      await this.keep(client);
      return result;
    } catch (error) {
      await this.drop(client);
      throw withoutData(name, error);
    }
  }

  /** Between two calls the function is frozen, and the connection may break without its noticing: then another one is opened. */
  private async begin(name: string): Promise<Client> {
    const { idle, closings } = this;
    this.idle = undefined;
    if (idle !== undefined) {
      this.busy.add(idle);
      try {
        await idle.query(beginSoon);
        return idle;
      } catch {
        await this.drop(idle);
      }
    }
    const client = await this.connect();
    this.busy.add(client);
    try {
      if (closings !== this.closings)
        throw new HoldfastError("HF_WAREHOUSE", { work: name, problem: "given up" });
      await client.query("begin");
      return client;
    } catch (error) {
      await this.drop(client);
      throw withoutData(name, error);
    }
  }

  private async keep(client: Client): Promise<void> {
    if (!this.busy.delete(client)) return; // Closed since.
    if (this.idle === undefined) this.idle = client;
    else await client.end().catch(() => undefined);
  }

  private async drop(client: Client): Promise<void> {
    this.busy.delete(client);
    await client.end().catch(() => undefined); // It is gone either way.
  }
}

/** After a failover of the database's nobody answers on the old connection, and nobody says so: 5 s are enough to know. */
const beginSoon = { text: "begin", query_timeout: 5_000 };

/** Data exceptions quote the value, and an error's details the row: neither belongs into a log. */
function withoutData(work: string, error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code = "", message } = error;
  const problem = code.startsWith("22") ? "a value that Postgres does not take" : message;
  return new HoldfastError("HF_WAREHOUSE", { work, problem: `${problem} (${code})` });
}

async function merge(client: Client, loadId: string, again: boolean) {
  await client.query([createChosen, createPoints, inOrder].join(";"));
  await client.query(chooseWinners(again), again ? [loadId] : []);
  const { rows } = await client.query<{ events: number; replaced: number; stood: number }>(countChosen);
  const { events, replaced, stood } = rows[0] ?? { events: 0, replaced: 0, stood: 0 };
  if (stood > 0) {
    await client.query([createReplaced, createUnsettled].join(";"));
    await client.query(deleteReplaced);
  }
  await client.query(inAnyOrder);
  await client.query(insertEvents, [loadId]);
  if (stood > 0) {
    await client.query(dropUnchangedPoints);
    await client.query(unsettleMissing);
    for (const step of unsettle) await client.query(step);
  }
  await client.query("analyze points (visitor_id)");
  await client.query(mergePoints);
  return { events, replaced };
}

const insertLoad = `
insert into event_load (object_key, etag, bytes, modified_at, loaded_at) values ($1, $2, $3, $4, $5)
on conflict (object_key, etag) do nothing
returning load_id`;

const insertLoadAgain = `
insert into event_load (object_key, etag, bytes, modified_at, loaded_at) values ($1, $2, $3, $4, $5)
on conflict (object_key, etag) do update set loads = event_load.loads + 1, loaded_at = excluded.loaded_at
returning load_id`;

const countColumns = ["lines", "events", "duplicates", "replaced", "rejected"] as const;
const recordCounts = `
update event_load set ${countColumns.map((name, index) => `${name} = $${index + 2}`).join(", ")} where load_id = $1`;

/** Lines that could not be loaded, in place of those of the load before. */
async function setAside(client: Client, loadId: string, key: string, rejected: number, again: boolean) {
  if (again) await client.query("delete from rejected_events where load_id = $1", [loadId]);
  if (rejected > 0) await client.query(insertRejected, [loadId, key]);
}

/** How many of an object's lines a person would look at. Each is searched for each forgotten visitor: some 0.25 µs a pair (*measured*). */
const excerptsMax = 1_000;

/** Broken lines may name a visitor too. */
const insertRejected = `
insert into rejected_events (load_id, object_key, line, reason, excerpt)
select $1, $2, line, reason,
  case
    when number > ${excerptsMax} then ''
    when exists (select from forgotten_visitors as gone where position(gone.visitor_id in rejected.excerpt) > 0) then ''
    else excerpt
  end
from (
  select line, reason, excerpt, row_number() over (order by line) as number from staged where reason is not null
) as rejected`;
