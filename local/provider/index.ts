/** AWS on this machine, as an engine sees it: one handler for each resource type, and the runner that sends its commands. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Properties } from "../../engine/graph";
import type { CreatedResource, ExistingResource, Provider, ResourceRequest } from "../../engine/provider";
import { HoldfastError } from "../../errors";
import type { LocalEndpoints } from "../endpoints";
import { Clients } from "./clients";
import { type Before, NOT_YET, type Place, type ResourceHandler, type Talk, ToOther } from "./handler";
import { handlerOf } from "./handlers";
import { functions } from "./invokes";
import { uncovered } from "./paths";

/** Milliseconds between two looks at a state that is not reached yet. */
const LOOK_AGAIN = 50;
/** How often it is looked at: longer than anything takes here, and an end all the same. */
const LOOKS = 400;

/** Names of errors that say: there is no such thing. What is already gone is deleted. */
const GONE = /NotFound|^NoSuch|NonExistentQueue|QueueDoesNotExist/;

export function createProvider(endpoints: LocalEndpoints): Provider {
  const clients = new Clients(endpoints);

  const placeOf = ({ name, inputs, config }: ResourceRequest): Place => ({
    region: String(inputs.region ?? config.region),
    accountId: endpoints.accountId,
    name,
    attempt: randomUUID(),
    endpoints,
  });

  /** Sends each command of a conversation and hands it the answer, or the error to catch or let go. */
  async function hold<Result>(
    talk: Talk<Result>,
    handler: ResourceHandler,
    { region }: Place,
  ): Promise<Result> {
    let step = talk.next();
    for (let looks = 0; !step.done; ) {
      const said = step.value;
      if (said === NOT_YET) {
        looks += 1;
        if (looks > LOOKS) throw new HoldfastError("HF_LOCAL_SETTLE", { type: handler.type });
        await delay(LOOK_AGAIN);
        step = talk.next();
        continue;
      }
      const { service, command } =
        said instanceof ToOther ? said : { service: handler.service, command: said };
      const answer = await clients
        .of(service, region)
        .send(command)
        .then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
      step = "error" in answer ? talk.throw(answer.error) : talk.next(answer.value);
    }
    return step.value;
  }

  return {
    check: problemsOf,

    replacementFor({ type }, changed) {
      const handler = handlerOf(type);
      const replacing = handler.update
        ? changed.filter((name) => handler.replacesOn.includes(name))
        : changed;
      if (replacing.length === 0) return undefined;
      return { properties: replacing, deleteFirst: handler.deleteFirst ?? false };
    },

    create(request) {
      const handler = handlerOf(request.type);
      const place = placeOf(request);
      return hold(handler.create(request.inputs as never, place), handler, place).then(inRegion(place));
    },

    async update(request, before) {
      const handler = handlerOf(request.type);
      const place = placeOf(request);
      if (!handler.update) throw new Error(`${request.type} is replaced, never updated.`);
      const talk = handler.update(
        before.id,
        request.inputs as never,
        place,
        before as unknown as Before<never>,
      );
      return { ...madeUp(before), ...(await hold(talk, handler, place)) };
    },

    async delete(request, existing) {
      const handler = handlerOf(request.type);
      const place = placeOf(request);
      try {
        await hold(
          handler.delete(existing.id, request.inputs as never, place, existing.outputs),
          handler,
          place,
        );
      } catch (error) {
        if (!(error instanceof Error && GONE.test(error.name))) throw error;
      }
    },

    async read(request, id) {
      const handler = handlerOf(request.type);
      const place = placeOf(request);
      if (!handler.read)
        throw new HoldfastError("HF_LOCAL_UNMODELLED", { resource: `Reading a ${shortType(request.type)}` });
      const found = await hold(handler.read(id, place), handler, place);
      return found && inRegion(place)(found);
    },

    async look(request, id) {
      const handler = handlerOf(request.type);
      if (!handler.look) return undefined;
      const place = placeOf(request);
      try {
        return await hold(handler.look(id, request.inputs as never, place), handler, place);
      } catch (error) {
        if (error instanceof Error && GONE.test(error.name)) return "gone";
        throw error;
      }
    },

    async invoke(token, args, config) {
      const answer = functions[token];
      if (!answer) throw new HoldfastError("HF_LOCAL_UNMODELLED", { resource: `The function ${token}` });
      const region = String(args.region ?? config.region);
      return answer(args, {
        region,
        accountId: endpoints.accountId,
        send: (service, command) => clients.of(service, region).send(command),
      });
    },

    close: () => clients.close(),
  };
}

/** Whatever the type, Pulumi's AWS provider says in which region a resource is. */
const inRegion =
  ({ region }: Place) =>
  (made: CreatedResource): CreatedResource => ({ ...made, outputs: { region, ...made.outputs } });

/** What has no model: the type, or properties of it, each by its path. */
export function problemsOf({ type, name, inputs }: Pick<ResourceRequest, "type" | "name" | "inputs">) {
  const unmodelled = (property?: string) => ({
    property,
    error: new HoldfastError("HF_LOCAL_UNMODELLED", {
      resource: `${shortType(type)}${property ? `.${property}` : ""} (${name})`,
    }),
  });
  const handler = handlerOf.find(type);
  if (!handler) return [unmodelled()];
  const known = ["region", ...handler.models, ...Object.keys(handler.ignores ?? {})];
  return uncovered(inputs, known).map(unmodelled);
}

const shortType = (type: string) => type.split(":").at(-1) ?? type;

/** What AWS added to what it was asked for. The rest of the outputs repeats the inputs, which are others now. */
export const madeUp = ({ inputs, outputs }: Pick<ExistingResource, "inputs" | "outputs">): Properties =>
  Object.fromEntries(Object.entries(outputs).filter(([key]) => !Object.hasOwn(inputs, key)));
