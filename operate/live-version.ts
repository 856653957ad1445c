/** Which version of a region's `collect` is live, and moving it. */
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { LIVE_ALIAS } from "../stacks/names";
import type { Pair, RegionOutputs } from "./pair";

export interface LiveVersion {
  /** The version that the alias stands on. */
  readonly live: string;
  /** The newest one that was published; the same when nothing waits for a deployment. */
  readonly newest: string;
  /** While a deployment shifts traffic, or after one was cut off: what part of requests another version gets. */
  readonly shifting: { readonly version: string; readonly percent: number } | undefined;
  /** The function's code is no version's: an update was broken off before it published one, and Pulumi does not make up for it. */
  readonly unpublished?: true;
}

export async function liveVersion(
  pair: Pair,
  { region, collectFunction }: RegionOutputs,
): Promise<LiveVersion> {
  const client = pair.clients.lambda(region);
  const { FunctionVersion = "", RoutingConfig } = await client.send(
    new GetAliasCommand({ FunctionName: collectFunction, Name: LIVE_ALIAS }),
  );
  const published: number[] = [];
  const codes = new Map<string, string>();
  for await (const { Versions = [] } of paginateListVersionsByFunction(
    { client },
    { FunctionName: collectFunction },
  )) {
    published.push(...Versions.map(({ Version }) => Number(Version)).filter(Number.isInteger)); // $LATEST is none.
    for (const { Version = "", CodeSha256 } of Versions) if (CodeSha256) codes.set(Version, CodeSha256);
  }
  const newest = String(Math.max(...published));
  const [latestCode, newestCode] = [codes.get("$LATEST"), codes.get(newest)];
  const [other] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  return {
    live: FunctionVersion,
    newest,
    shifting: other && { version: other[0], percent: Math.round(other[1] * 100) },
    ...(latestCode && newestCode && latestCode !== newestCode && { unpublished: true }),
  };
}

/** The build of one version, as its events and its answers carry it. */
export async function buildOf(
  pair: Pair,
  { region, collectFunction }: RegionOutputs,
  version: string,
): Promise<string | undefined> {
  const { Environment } = await pair.clients
    .lambda(region)
    .send(new GetFunctionConfigurationCommand({ FunctionName: collectFunction, Qualifier: version }));
  return Environment?.Variables?.BUILD;
}

/** From now on `percent` of the requests get the version `to`, all others `from`; 100 leaves `to` alone, 0 leaves `from`. */
export interface Shift {
  readonly from: string;
  readonly to: string;
  readonly percent: number;
}

/** One call, whole: there is no moment at which the alias leads nowhere ("UpdateAlias"). */
export async function shiftLive(
  pair: Pair,
  { region, collectFunction }: RegionOutputs,
  { from, to, percent }: Shift,
): Promise<void> {
  const weights = percent === 0 || percent === 100 ? {} : { [to]: percent / 100 };
  await pair.clients.lambda(region).send(
    new UpdateAliasCommand({
      FunctionName: collectFunction,
      Name: LIVE_ALIAS,
      FunctionVersion: percent === 100 ? to : from,
      RoutingConfig: { AdditionalVersionWeights: weights },
    }),
  );
}
