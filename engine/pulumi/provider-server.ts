/** A provider of ours as Pulumi's engine speaks to one: the ResourceProvider service ("pulumi/provider.proto"), on loopback. */
import { isDeepStrictEqual } from "node:util";
import type * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Properties, UNKNOWN } from "../graph";
import { changedProperties } from "../in-process/changes";
import type { Provider, ResourceRequest } from "../provider";
import { answering, type Call, type PluginServer, serveOnLoopback } from "./loopback";
import { comparable, rawOf, stateValuesOf, structOf, valuesOf, type Wire, withoutAssets } from "./wire";

/**
 * One server for every provider of a program: who is asked shows only in the connection.
 * @param onUnseen called in a refresh for each resource that the provider cannot look at
 */
export const serveProvider = (
  provider: Provider,
  onUnseen: (urn: string) => void = () => undefined,
): Promise<PluginServer> => serveOnLoopback(methodsOf(provider, onUnseen));

function methodsOf(provider: Provider, onUnseen: (urn: string) => void): grpc.UntypedServiceImplementation {
  /** Each provider of the program has a connection of its own, and its requests don't name it. */
  const configs = new Map<string, Properties>();

  const requestOf = (
    call: Call<{ getUrn(): string; getType(): string; getName(): string }>,
    inputs: Properties,
  ): ResourceRequest => ({
    urn: call.request.getUrn(),
    type: call.request.getType(),
    name: call.request.getName(),
    inputs,
    config: configs.get(call.getPeer()) ?? {},
  });

  return {
    checkConfig: answering(async ({ request }: Call<proto.CheckRequest>) => checked(request.getNews())),

    diffConfig: answering(async ({ request }: Call<proto.DiffRequest>) => {
      const changed = changedProperties(
        comparable(request.getOldInputs() ?? request.getOlds()),
        comparable(request.getNews()),
      );
      // Nothing moves to another region: what is in it is replaced, with its provider.
      const replacing = changed.filter((name) => name === "region");
      return diffOf({ changed, replacing, deleteFirst: false });
    }),

    configure: answering(async (call: Call<proto.ConfigureRequest>) => {
      configs.set(call.getPeer(), rawOf(call.request.getArgs()));
      const answer = new proto.ConfigureResponse();
      answer.setSupportspreview(true);
      return answer;
    }),

    invoke: answering(async (call: Call<proto.InvokeRequest>) => {
      const config = configs.get(call.getPeer()) ?? {};
      const found = await provider.invoke(call.request.getTok(), rawOf(call.request.getArgs()), config);
      const answer = new proto.InvokeResponse();
      answer.setReturn(structOf({ ...found }));
      return answer;
    }),

    check: answering(async (call: Call<proto.CheckRequest>) => {
      const problems = provider.check(requestOf(call, await valuesOf(call.request.getNews())));
      const answer = checked(call.request.getNews());
      for (const { error } of problems) {
        const failure = new proto.CheckFailure();
        failure.setReason(error.message); // It names the property.
        answer.addFailures(failure);
      }
      return answer;
    }),

    diff: answering(async (call: Call<proto.DiffRequest>) => {
      const now = comparable(call.request.getNews());
      const changed = changedProperties(comparable(call.request.getOldInputs()), now);
      const replacement = provider.replacementFor(requestOf(call, now), changed);
      return diffOf({
        changed,
        replacing: replacement?.properties ?? [],
        deleteFirst: replacement?.deleteFirst ?? false,
      });
    }),

    create: answering(async (call: Call<proto.CreateRequest>) => {
      const answer = new proto.CreateResponse();
      const inputs = call.request.getProperties();
      if (call.request.getPreview()) {
        // As Pulumi's AWS provider: what AWS makes up is unknown, the id of all things. Policies tell by it what does not exist yet.
        answer.setProperties(structOf({ ...rawOf(inputs), id: UNKNOWN }));
        return answer;
      }
      const made = await provider.create(requestOf(call, await valuesOf(inputs)));
      answer.setId(made.id);
      answer.setProperties(structOf(withoutAssets({ ...rawOf(inputs), ...made.outputs })));
      return answer;
    }),

    read: answering(async (call: Call<proto.ReadRequest>) => {
      const { request } = call;
      const answer = new proto.ReadResponse();
      const [state, inputs] = [rawOf(request.getProperties()), rawOf(request.getInputs())];
      const asked = requestOf(call, await stateValuesOf(request.getInputs()));
      if (Object.keys(state).length === 0) {
        const found = await provider.read(asked, request.getId());
        if (!found) return answer; // An empty answer says that it is not there.
        answer.setId(found.id);
        answer.setProperties(structOf({ ...found.outputs }));
        return answer;
      }
      const found = await provider.look?.(asked, request.getId());
      if (found === "gone") return answer;
      if (found === undefined) onUnseen(request.getUrn());
      answer.setId(request.getId());
      answer.setProperties(structOf(asFound(state, found) as Wire));
      answer.setInputs(structOf(asFound(inputs, found) as Wire));
      return answer;
    }),

    update: answering(async (call: Call<proto.UpdateRequest>) => {
      const { request } = call;
      const [olds, news] = [rawOf(request.getOlds()), rawOf(request.getNews())];
      const answer = new proto.UpdateResponse();
      // What it already has stays known: else whoever uses it would seem to change as well.
      answer.setProperties(structOf(withoutAssets({ ...olds, ...news })));
      if (request.getPreview()) return answer;
      const [inputs, outputs] = await Promise.all([
        stateValuesOf(request.getOldInputs(), request.getNews()),
        stateValuesOf(request.getOlds(), request.getNews()),
      ]);
      const before = { id: request.getId(), inputs, outputs };
      const updated = await provider.update(requestOf(call, await valuesOf(request.getNews())), before);
      answer.setProperties(structOf(withoutAssets({ ...olds, ...news, ...changesIn(updated, outputs) })));
      return answer;
    }),

    delete: answering(async (call: Call<proto.DeleteRequest>) => {
      const { request } = call;
      const [inputs, outputs] = await Promise.all([
        stateValuesOf(request.getOldInputs()),
        stateValuesOf(request.getProperties()),
      ]);
      await provider.delete(requestOf(call, inputs), { id: request.getId(), inputs, outputs });
      return new Empty();
    }),
  };
}

/** The inputs are as good as they came: defaults are the local AWS's own. */
function checked(inputs: Struct | undefined): proto.CheckResponse {
  const answer = new proto.CheckResponse();
  answer.setInputs(inputs);
  return answer;
}

interface Diff {
  readonly changed: readonly string[];
  readonly replacing: readonly string[];
  readonly deleteFirst: boolean;
}

function diffOf({ changed, replacing, deleteFirst }: Diff): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const { UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  const answer = new proto.DiffResponse();
  answer.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  answer.setDiffsList([...changed]);
  answer.setReplacesList([...replacing]);
  answer.setDeletebeforereplace(deleteFirst);
  answer.setHasdetaileddiff(true);
  for (const name of changed) {
    const property = new proto.PropertyDiff();
    property.setKind(replacing.includes(name) ? UPDATE_REPLACE : UPDATE);
    property.setInputdiff(true);
    answer.getDetaileddiffMap().set(name, property);
  }
  return answer;
}

/** What was set, as it is found now, so that the next deployment sets it again. What is found beside it was set by nobody. */
function asFound(set: unknown, found: unknown): unknown {
  if (found === undefined) return set;
  if (typeof set !== "object" || set === null || Array.isArray(set)) return found;
  const now = typeof found === "object" && found !== null ? (found as Wire) : {};
  return Object.fromEntries(Object.entries(set).map(([name, value]) => [name, asFound(value, now[name])]));
}

/** What an update made of it: among its outputs are those of before, with the inputs of before. */
const changesIn = (updated: Properties, before: Properties): Wire =>
  Object.fromEntries(
    Object.entries(updated).filter(([name, value]) => !isDeepStrictEqual(value, before[name])),
  );
