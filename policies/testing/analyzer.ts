/** Runs a pack's policies as Pulumi's engine has them run, on a graph of the in-process engine: here, without a server and a CLI. */
import type { Policies } from "@pulumi/policy";
import { runtime } from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Graph, GraphResource, Properties } from "../../engine/graph";

/** Its typings say nothing. */
type Analyze<Request> = (
  call: { readonly request: Request },
  callback: (error: Error | undefined, response: proto.AnalyzeResponse) => void,
) => void;
type Make<Request> = (pack: string, version: string, level: string, policies: Policies) => Analyze<Request>;
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = require("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: Make<proto.AnalyzeRequest>;
  makeAnalyzeStackRpcFun: Make<proto.AnalyzeStackRequest>;
};

export interface Diagnostic {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly urn: string;
  /** The policy's description, and below it what it reported. */
  readonly message: string;
}

export async function analyze(policies: Policies, graph: Pick<Graph, "resources">): Promise<Diagnostic[]> {
  const ask = <Request>(make: Make<Request>, request: Request) =>
    new Promise<proto.AnalyzeResponse>((resolve, reject) =>
      make(
        "pack",
        "1.0.0",
        "mandatory",
        policies,
      )({ request }, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
  const answers = [];
  for (const request of registrationsOf(graph)) answers.push(await ask(makeAnalyzeRpcFun, request));
  answers.push(await ask(makeAnalyzeStackRpcFun, requestOf(graph)));
  return answers.flatMap(diagnosticsIn);
}

/** What the engine asks of a pack's process of each resource that is registered. */
export const registrationsOf = ({ resources }: Pick<Graph, "resources">): proto.AnalyzeRequest[] =>
  resources
    .filter(({ isRead }) => !isRead)
    .map((resource) => {
      const request = new proto.AnalyzeRequest();
      request.setType(resource.type);
      request.setUrn(resource.urn);
      request.setName(resource.name);
      request.setProperties(structOf(resource.inputs, resource.secretInputs));
      request.setOptions(optionsOf(resource));
      return request;
    });

/** What it asks of the stack, at the end. */
export function requestOf(graph: Pick<Graph, "resources">): proto.AnalyzeStackRequest {
  const request = new proto.AnalyzeStackRequest();
  request.setResourcesList(graph.resources.map(messageOf));
  return request;
}

export const diagnosticsIn = (response: proto.AnalyzeResponse): Diagnostic[] =>
  response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === proto.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    urn: diagnostic.getUrn(),
    message: diagnostic.getMessage(),
  }));

/** The engine shows outputs alone, of which the inputs are a part. */
function messageOf(resource: GraphResource): proto.AnalyzerResource {
  const message = new proto.AnalyzerResource();
  message.setType(resource.type);
  message.setUrn(resource.urn);
  message.setName(resource.name);
  message.setParent(resource.parent ?? "");
  message.setProperties(
    structOf({ ...resource.outputs, ...resource.inputs, ...idOf(resource) }, resource.secretInputs),
  );
  message.setOptions(optionsOf(resource));
  if (resource.custom && !resource.type.startsWith("pulumi:")) message.setProvider(providerOf(resource));
  message.setDependenciesList([...resource.dependencies]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length === 0) continue; // As the engine does: a property without dependencies is not shown.
    const dependencies = new proto.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function optionsOf({ protect, parent }: GraphResource): proto.AnalyzerResourceOptions {
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(protect);
  options.setParent(parent ?? "");
  return options;
}

const idOf = ({ id }: GraphResource) => (id === undefined ? {} : { id });

function providerOf({ provider, providerConfig, urn }: GraphResource): proto.AnalyzerProviderResource {
  const message = new proto.AnalyzerProviderResource();
  const stack = urn.split("::").slice(0, 2).join("::");
  const own = provider?.replace(/::[^:]*$/, "") ?? `${stack}::pulumi:providers:aws::default_7_48_0`;
  message.setUrn(own);
  message.setType("pulumi:providers:aws");
  message.setName(own.split("::").at(-1) ?? "");
  message.setProperties(structOf(providerConfig));
  return message;
}

function structOf(values: Properties, secrets: readonly string[] = []): Struct {
  const wire = Object.entries(JSON.parse(JSON.stringify(values)) as Properties).map(([key, value]) => [
    key,
    secrets.includes(key) ? { [runtime.specialSigKey]: runtime.specialSecretSig, value } : value,
  ]);
  return Struct.fromJavaScript(Object.fromEntries(wire));
}
