import type { IncomingMessage } from "node:http";
import { type Answer, json, requestId } from "../../loopback";
import { describeSchedule, SchedulerError, scheduleFrom, validation } from "./schedule";
import type { Scheduler } from "./scheduler";

/** EventBridge Scheduler's REST-JSON; the caller is known to be root, the region to be the signature's. */
export async function schedulerAnswer(
  request: IncomingMessage,
  body: Buffer,
  region: string,
  { scheduler, accountId }: { readonly scheduler: Scheduler; readonly accountId: string },
): Promise<Answer> {
  try {
    const result = await answerOf(request, body, region, scheduler, accountId);
    return json(200, result, { "x-amzn-requestid": requestId() });
  } catch (error) {
    const known =
      error instanceof SchedulerError
        ? error
        : new SchedulerError(500, "InternalServerException", "An internal error occurred.");
    if (known !== error) console.error(error);
    const headers = { "x-amzn-requestid": requestId(), "x-amzn-errortype": known.code };
    return json(known.status, { Message: known.message }, headers);
  }
}

async function answerOf(
  request: IncomingMessage,
  body: Buffer,
  region: string,
  scheduler: Scheduler,
  accountId: string,
): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://scheduler");
  const [, collection, encoded] = pathname.split("/");
  const name = decodeURIComponent(encoded ?? "");
  const operation = `${request.method} ${collection}${name === "" ? "" : "/name"}`;
  const group = searchParams.get("groupName") ?? searchParams.get("ScheduleGroup") ?? "default";
  if (collection === "schedules" && group !== "default")
    throw new SchedulerError(404, "ResourceNotFoundException", `Schedule group ${group} does not exist.`);

  switch (operation) {
    case "POST schedules/name": {
      const schedule = scheduleFrom(region, accountId, name, inputOf(body));
      const known = scheduler.find(region, name);
      if (known === undefined) await scheduler.put(schedule);
      else if (known.clientToken === undefined || known.clientToken !== schedule.clientToken)
        throw new SchedulerError(409, "ConflictException", `Schedule ${name} already exists.`);
      return { ScheduleArn: schedule.arn };
    }
    case "PUT schedules/name": {
      // What the input leaves out falls back to its default, not to what it was ("UpdateSchedule").
      const before = scheduler.get(region, name);
      const schedule = scheduleFrom(region, accountId, name, inputOf(body), before);
      await scheduler.put(schedule);
      return { ScheduleArn: schedule.arn };
    }
    case "GET schedules/name":
      return describeSchedule(scheduler.get(region, name));
    case "DELETE schedules/name":
      scheduler.delete(region, name);
      return {};
    case "GET schedules":
      return { Schedules: page(scheduler, region, searchParams) };
    case "GET schedule-groups/name":
      if (name !== "default")
        throw new SchedulerError(404, "ResourceNotFoundException", `Schedule group ${name} does not exist.`);
      return {
        Name: name,
        Arn: `arn:aws:scheduler:${region}:${accountId}:schedule-group/default`,
        State: "ACTIVE",
      };
    default:
      throw validation(`The local Scheduler has no model of ${request.method} ${pathname}.`);
  }
}

/** All at once: nobody here has the hundred schedules that would need a second page. */
function page(scheduler: Scheduler, region: string, query: URLSearchParams) {
  return scheduler
    .list(region)
    .filter(({ name }) => name.startsWith(query.get("NamePrefix") ?? ""))
    .map(describeSchedule)
    .filter(({ State }) => State === (query.get("State") ?? State))
    .map(({ Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target }) => ({
      Arn,
      Name,
      GroupName,
      State,
      CreationDate,
      LastModificationDate,
      Target: { Arn: Target.Arn },
    }));
}

function inputOf(body: Buffer): Parameters<typeof scheduleFrom>[3] {
  try {
    return JSON.parse(body.toString() || "{}") as Parameters<typeof scheduleFrom>[3];
  } catch {
    throw validation("The request body is not JSON.");
  }
}
