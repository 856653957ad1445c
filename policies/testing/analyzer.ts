/** Runs a pack's policies as Pulumi's engine has them run, on a graph of the in-process engine: here, without a server and a CLI. */
import type { StackValidationPolicy } from "@pulumi/policy";
import { runtime } from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Graph, GraphResource, Properties } from "../../engine/graph";

/** Its typings say nothing. */
type Analyze = (
  call: { readonly request: proto.AnalyzeStackRequest },
  callback: (error: Error | undefined, response: proto.AnalyzeResponse) => void,
) => void;
const { makeAnalyzeStackRpcFun } = require("@pulumi/policy/server") as {
  makeAnalyzeStackRpcFun(
    pack: string,
    version: string,
    level: string,
    policies: readonly StackValidationPolicy[],
  ): Analyze;
};

export interface Diagnostic {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly urn: string;
  /** The policy's description, and below it what it reported. */
  readonly message: string;
}

export async function analyze(
  policies: readonly StackValidationPolicy[],
  graph: Pick<Graph, "resources">,
): Promise<Diagnostic[]> {
  const request = requestOf(graph);
  const response = await new Promise<proto.AnalyzeResponse>((resolve, reject) =>
    makeAnalyzeStackRpcFun(
      "pack",
      "1.0.0",
      "mandatory",
      policies,
    )({ request }, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
  return diagnosticsIn(response);
}

/** What the engine asks of a pack's process. */
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
  const options = new proto.AnalyzerResourceOptions();
  options.setProtect(resource.protect);
  options.setParent(resource.parent ?? "");
  message.setOptions(options);
  if (resource.custom && !resource.type.startsWith("pulumi:")) message.setProvider(providerOf(resource));
  message.setDependenciesList([...resource.dependencies]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    const dependencies = new proto.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
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
