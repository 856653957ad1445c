/** Patches the Postgres driver so that a load waits at a named point, then runs the real handler once. */
import { once } from "node:events";
import { Client } from "pg";
import type { handler as Handler } from "../index";
import type { Point } from "./loader";

const [event = "", stopAt = ""] = process.argv.slice(2);
const tell = (message: object) => new Promise<void>((sent) => void process.send?.(message, () => sent()));

async function at(point: Point): Promise<void> {
  if (point !== stopAt) return;
  await tell({ reached: true });
  await once(process, "message");
}

// biome-ignore lint/suspicious/noExplicitAny: the driver's query has a dozen shapes, all of which pass through unchanged.
type Query = (this: Client, query: any, ...rest: any[]) => any;
const query: Query = Client.prototype.query;
let isCopied = false;
let isPast = false;

const patched: Query = function (this: Client, asked, ...rest) {
  // COPY's stream must be there at once, so a load waits at the statements around it.
  if (typeof asked?.submit === "function") {
    isCopied = true;
    return query.call(this, asked, ...rest);
  }
  return waiting(String(asked?.text ?? asked), () => query.call(this, asked, ...rest));
};
Client.prototype.query = patched;

async function waiting<Answer>(text: string, ask: () => Promise<Answer>): Promise<Answer> {
  if (/^\s*create temporary table/i.test(text) && !isCopied) await at("before COPY");
  else if (isCopied && !isPast) {
    isPast = true;
    await at("after COPY");
  }
  if (text === "commit") await at("before commit");
  const answer = await ask();
  if (text === "commit") await at("after commit");
  return answer;
}

async function main(): Promise<void> {
  const { handler } = require("../index") as { handler: typeof Handler }; // Loaded now, it finds the driver patched.
  const endsAt = Date.now() + 60_000;
  const answer = await handler(JSON.parse(event), { getRemainingTimeInMillis: () => endsAt - Date.now() });
  await tell({ answer });
  process.exit(0);
}

void main();
