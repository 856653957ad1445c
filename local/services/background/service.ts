import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { type Answer, type Answerer, json, listen } from "../loopback";
import type { Credentials } from "../service-role";
import { Watch, type Watched, watchedSchema } from "./metrics/watch";
import { replicationAnswer } from "./replication/api";
import { Replicator } from "./replication/replicator";
import { S3Error, s3ErrorAnswer } from "./replication/s3-error";
import { schedulerAnswer } from "./schedules/api";
import { createInvoker } from "./schedules/invoker";
import { Scheduler } from "./schedules/scheduler";

export interface BackgroundConfig {
  readonly ministack: string;
  /** Each region's gate: what replication and schedules call goes through them. */
  readonly aws: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly accountId: string;
  /** Divides the replication's lag and the schedules' intervals. */
  readonly speed: number;
  readonly replicationLagSeconds: number;
  readonly stateDir: string;
}

export interface BackgroundReady {
  readonly url: string;
  readonly control: string;
}

/** What AWS does by itself in the background, for every region: S3 replication, EventBridge Scheduler, CloudWatch's alarms. */
export async function startBackground(
  config: BackgroundConfig,
): Promise<{ ready: BackgroundReady; close: () => Promise<void> }> {
  const { accountId, speed, credentials } = config;
  const replicator = new Replicator({
    ...config,
    lagSeconds: config.replicationLagSeconds,
    stateDir: join(config.stateDir, "replication"),
  });
  const invoker = createInvoker(config);
  const scheduler = new Scheduler({
    accountId,
    speed,
    invoker,
    stateDir: join(config.stateDir, "schedules"),
  });

  const api = await listen(async (request, body) => {
    const { accessKeyId, region, service } = scopeOf(request);
    const isRoot = accessKeyId === credentials.accessKeyId;
    if (service === "scheduler")
      return isRoot
        ? schedulerAnswer(request, body, region, { scheduler, accountId })
        : refused("AccessDeniedException");
    return isRoot
      ? replicationAnswer(request, body, region, { replicator, accountId })
      : s3ErrorAnswer(new S3Error(403, "AccessDenied", ROOT_ONLY), request.url ?? "/");
  });
  let watch: Watch | undefined;
  const controls = await listen(
    control(replicator, scheduler, async (watched) => {
      await watch?.close();
      watch = new Watch(watched, { ...config, replicator });
    }),
  );
  const close = async () => {
    await Promise.all([api.close(), controls.close(), watch?.close()]);
    await Promise.all([replicator.close(), scheduler.close()]);
    invoker.close();
  };
  return { ready: { url: api.url, control: controls.url }, close };
}

const ROOT_ONLY = "The local replication and Scheduler are configured by the account's root only.";

const refused = (code: string): Answer => json(403, { Message: ROOT_ONLY }, { "x-amzn-errortype": code });

/** Who signed, for which region and service. Pure. */
export function scopeOf({ headers }: Pick<IncomingMessage, "headers">) {
  const [, accessKeyId = "", region = "", service = ""] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "") ?? [];
  return { accessKeyId, region, service };
}

const pauseSchema = z.strictObject({ paused: z.boolean() });

/**
 * `PUT|GET /replication`, `POST /schedules/<name>/fire`, `GET /schedules`: for drills and tests. `PUT /watched` says where the
 * other services are, once all of them listen: from then on metrics are written and alarms judged.
 */
function control(
  replicator: Replicator,
  scheduler: Scheduler,
  watchThese: (watched: Watched) => Promise<void>,
): Answerer {
  return async (request, body) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://control");
    const [, fired] = /^\/schedules\/([^/]+)\/fire$/.exec(pathname) ?? [];
    if (request.method === "POST" && fired !== undefined) {
      const region = searchParams.get("region");
      const schedules = scheduler
        .named(decodeURIComponent(fired))
        .filter((schedule) => region === null || schedule.region === region);
      if (schedules.length === 0) return json(404, { message: `There is no schedule ${fired}.` });
      await Promise.all(schedules.map((schedule) => scheduler.fire(schedule)));
      return json(200, { fired: schedules.map(({ arn }) => arn) });
    }
    switch (`${request.method} ${pathname}`) {
      case "PUT /replication": {
        const parsed = pauseSchema.safeParse(JSON.parse(body.toString() || "null"));
        if (!parsed.success) return json(400, { message: z.prettifyError(parsed.error) });
        replicator.setPaused(parsed.data.paused);
        return json(200, parsed.data);
      }
      case "PUT /watched": {
        const parsed = watchedSchema.safeParse(JSON.parse(body.toString() || "null"));
        if (!parsed.success) return json(400, { message: z.prettifyError(parsed.error) });
        await watchThese(parsed.data);
        return json(200, {});
      }
      case "GET /replication":
        return json(200, await replicator.status());
      case "GET /schedules":
        return json(200, scheduler.counts());
      default:
        return json(404, { message: `No control ${request.method} ${pathname}.` });
    }
  };
}
