/** A region's own name, asked as anybody would: what it answers now, whatever Route 53 thinks of it. */
import { Resolver } from "node:dns/promises";
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { text } from "node:stream/consumers";
import type { Pair, RegionOutputs } from "./pair";

/** As long as a health check waits: 4 s to connect, 2 s for the status ("How Route 53 determines…"). */
const WITHIN_MS = 6_000;

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
}

/** `GET https://<the region's name><path>`. @throws what DNS or the connection says, and when there is no answer in time. */
export async function ask(
  pair: Pair,
  { regionalName: name }: RegionOutputs,
  path: string,
  { signal, withinMs = WITHIN_MS }: AskOptions = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const deadline = AbortSignal.timeout(withinMs);
  const options = { path, agent: false, signal: signal ? AbortSignal.any([deadline, signal]) : deadline };
  const { way } = pair.clients;
  const asked = way
    ? overHttp({
        ...options,
        host: await addressOf(name, way.dns),
        port: way.httpPort,
        headers: { host: name },
      })
    : overHttps({ ...options, host: name });
  try {
    return await new Promise((resolve, reject) => {
      asked.once("error", reject);
      asked.once("response", (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
      });
      asked.end();
    });
  } catch (error) {
    if (deadline.aborted) throw new Error(`no answer within ${withinMs / 1_000} s`, { cause: error });
    throw error;
  }
}

async function addressOf(name: string, server: string): Promise<string> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([server]);
  return (await resolver.resolve4(name))[0] as string;
}
