/** Remote components under Pulumi's engine: it asks their provider to register them and what they are made of. */
import * as pulumi from "@pulumi/pulumi";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { HoldfastError } from "../../errors";
import { makerOf, urnOf } from "../components";
import { fromWire } from "../in-process/wire";
import { answering, type Call, type PluginServer, serveOnLoopback } from "./loopback";

/** Of the SDK, what its own providers of components use. Its typings keep it to themselves. */
interface Internals {
  withLocalStorage<Result>(callback: () => Promise<Result>): Promise<Result>;
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
}
const { withLocalStorage, awaitFeatureSupport, waitForRPCs } = {
  ...require("@pulumi/pulumi/runtime/state"),
  ...require("@pulumi/pulumi/runtime/settings"),
} as Internals;

/** A server for every package of components. */
export function serveComponents(): Promise<PluginServer> {
  let engineAddress = "";
  return serveOnLoopback({
    attach: answering(async ({ request }: Call<PluginAttach>) => {
      engineAddress = request.getAddress();
      return new Empty();
    }),
    checkConfig: answering(async ({ request }: Call<proto.CheckRequest>) => {
      const answer = new proto.CheckResponse();
      answer.setInputs(request.getNews());
      return answer;
    }),
    diffConfig: answering(async () => new proto.DiffResponse()),
    configure: answering(async () => {
      const answer = new proto.ConfigureResponse();
      answer.setAcceptsecrets(true); // The engine demands it of whoever makes components.
      answer.setSupportspreview(true);
      return answer;
    }),
    construct: answering(({ request }: Call<proto.ConstructRequest>) =>
      constructComponent(request, engineAddress),
    ),
  });
}

/** The component itself. Its type is the program's. */
class Component extends pulumi.ComponentResource {
  constructor(type: string, name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super(type, name, inputs, options);
  }
  done(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

/** Registers a component and its children, on the side of the program: the SDK's settings are this call's alone.
 *  @throws HF_ENGINE_UNSUPPORTED */
const constructComponent = (
  request: proto.ConstructRequest,
  engineAddress: string,
): Promise<proto.ConstructResponse> =>
  withLocalStorage(async () => {
    await configure(request, engineAddress);
    const [type, name] = [request.getType(), request.getName()];
    const make = makerOf(type);
    if (!make) throw new HoldfastError("HF_ENGINE_UNSUPPORTED", { feature: `a remote component (${type})` });
    const { values: inputs } = await fromWire(request.getInputs());
    const protect = request.getProtect() ?? false;
    const parent = new Component(type, name, inputs, optionsOf(request));
    const outputs = await make({ parent, name, inputs, protect });
    parent.done(outputs);

    const answer = new proto.ConstructResponse();
    answer.setUrn(await urnOf(parent));
    const [state, sources] = await pulumi.runtime.serializeResourceProperties(
      `construct(${type}, ${name})`,
      outputs,
    );
    answer.setState(Struct.fromJavaScript(state));
    for (const [property, resources] of sources) {
      const dependencies = new proto.ConstructResponse.PropertyDependencies();
      dependencies.setUrnsList(await Promise.all([...resources].map(urnOf)));
      answer.getStatedependenciesMap().set(property, dependencies);
    }
    await waitForRPCs();
    return answer;
  });

async function configure(request: proto.ConstructRequest, engineAddress: string): Promise<void> {
  pulumi.runtime.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engineAddress,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await awaitFeatureSupport();
  const config = Object.fromEntries(request.getConfigMap().entries());
  pulumi.runtime.setAllConfig(config, request.getConfigsecretkeysList());
}

/** The options that every resource has. What else a program may say of a component is refused as the in-process engine does. */
function optionsOf(request: proto.ConstructRequest): pulumi.ComponentResourceOptions {
  const refused = Object.entries({
    provider: request.getProvidersMap().getLength() > 0,
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith() !== "",
    ignoreChanges: request.getIgnorechangesList().length > 0,
    replaceOnChanges: request.getReplaceonchangesList().length > 0,
    aliases: request.getAliasesList().length > 0,
  }).find(([, isGiven]) => isGiven);
  if (refused)
    throw new HoldfastError("HF_ENGINE_UNSUPPORTED", {
      feature: `the option ${refused[0]} of a remote component (${request.getType()})`,
    });
  const parent = request.getParent();
  return {
    protect: request.getProtect() ?? false,
    dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
    ...(parent !== "" && { parent: new pulumi.DependencyResource(parent) }),
  };
}
