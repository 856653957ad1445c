/** The peer's STOP switch over the AWS SDK: one object of this region's own undeliverable bucket. */
import { type ClientSettings, clientConfig } from "../delivery/aws";
import { type CallPatience, callMs } from "../delivery/budget";
import { type Clock, within } from "../delivery/clock";
import { type CollectEnvironment, stopKey } from "./environment";
import type { ReadStopObject } from "./stop";

/** Connect, request and loading the client together within 1.2 s: well under the 2 s that Route 53 waits for a status. */
export const stopPatience = (here: CallPatience): CallPatience => ({
  connectMs: Math.min(here.connectMs, 300),
  requestMs: Math.min(here.requestMs, 900),
});

type StopEnvironment = Pick<CollectEnvironment, "region" | "accountId" | "undeliverableBucket" | "peer">;

interface StopObjectOptions extends Omit<ClientSettings, "region"> {
  clock: Clock;
}

/** The S3 client is loaded when it is first needed, as delivery's is. */
export function stopObject(environment: StopEnvironment, options: StopObjectOptions): ReadStopObject {
  const { region, accountId, undeliverableBucket, peer } = environment;
  const { clock, ...access } = options;
  const load = async () => {
    const { GetObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
    const command = new GetObjectCommand({
      Bucket: undeliverableBucket,
      ExpectedBucketOwner: accountId,
      Key: stopKey(peer.region),
      ChecksumMode: "ENABLED", // An object cut on its way here is an error, not another token.
    });
    return { client: new S3Client(clientConfig({ region, ...access })), command };
  };
  let loading: ReturnType<typeof load> | undefined;

  return () =>
    within(clock, callMs(options.patience), "S3 (the STOP switch)", async (abortSignal) => {
      loading ??= load();
      const { client, command } = await loading;
      try {
        const { Body: body } = await client.send(command, { abortSignal });
        return (await body?.transformToString()) ?? "";
      } catch (error) {
        // Nothing else that is 404 counts: without its bucket a region cannot know.
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw error;
      }
    });
}
