/** The side of Pulumi's engine that a program talks to, without its gRPC: a plain object of the monitor's methods. */
import { getStack, type runtime } from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { HoldfastError } from "../../errors";
import { construct } from "../components";
import type { GraphResource, Properties, ResourceOptions } from "../graph";
import type { Failures } from "./failures";
import { aliasUrn, providerUrn, STACK_TYPE, type UrnParts, urnOf } from "./urn";
import { fromWire, toWire } from "./wire";

export interface Registered {
  /** Undefined in a preview. */
  readonly id?: string;
  readonly outputs: Properties;
  readonly secretOutputs: readonly string[];
}

/** What becomes of the program's requests: a deployment does them, a preview only notes them. */
export interface Target {
  register(resource: GraphResource): Promise<Registered>;
  read(resource: GraphResource, id: string): Promise<Registered>;
  registerOutputs(urn: string, outputs: Properties, secretOutputs: readonly string[]): void;
  invoke(token: string, args: Properties, config: Properties): Promise<Properties>;
}

// gRPC status codes, as the SDK knows them.
/** The SDK swallows it: whatever waits for the resource waits for ever, instead of a hundred unhandled rejections. */
const CANCELLED = 1;
const UNKNOWN_ERROR = 2;

type Callback = (error: unknown, answer?: unknown) => void;
type MonitorClient = Parameters<typeof runtime.setMockOptions>[0];

const PROVIDER_PREFIX = "pulumi:providers:";

/** By it the SDK asks for a resource that somebody else registered, such as a child of a remote component. */
const GET_RESOURCE = "pulumi:pulumi:getResource";

export function createMonitor(
  project: string,
  config: Readonly<Record<string, string>>,
  target: Target,
  failures: Failures,
): MonitorClient {
  const registered = new Set<string>();
  /** What the program was answered, by URN. */
  const answers = new Map<string, Registered>();
  /** Configurations of explicit providers, by URN. */
  const providers = new Map<string, Properties>();

  const urnPartsOf = (type: string, name: string, parent: string): UrnParts => ({
    stack: getStack(),
    project,
    type,
    name,
    parent: parent || undefined,
  });
  const configOf = (reference: string, type: string): Properties =>
    providers.get(providerUrn(reference)) ?? defaultConfig(type, config);

  const registerResource = async (request: proto.RegisterResourceRequest) => {
    const [type, name] = [request.getType(), request.getName()];
    const parts = urnPartsOf(type, name, request.getParent());
    const urn = urnOf(parts);
    try {
      if (registered.has(urn)) throw new HoldfastError("HF_ENGINE_DUPLICATE_URN", { urn });
      registered.add(urn);
      refuseUnsupported(request);
      const { values, secrets } = await fromWire(request.getObject());
      const isProvider = type.startsWith(PROVIDER_PREFIX);
      if (isProvider) providers.set(urn, values);
      const resource: GraphResource = {
        urn,
        type,
        name,
        custom: request.getCustom(),
        parent: request.getParent() || undefined,
        provider: request.getProvider() || undefined,
        providerConfig: request.getCustom() && !isProvider ? configOf(request.getProvider(), type) : {},
        inputs: values,
        secretInputs: secrets,
        dependencies: [...request.getDependenciesList()].sort(),
        propertyDependencies: Object.fromEntries(
          [...request.getPropertydependenciesMap().entries()].map(([key, dependencies]) => [
            key,
            [...dependencies.getUrnsList()].sort(),
          ]),
        ),
        protect: request.getProtect() ?? false,
        options: optionsOf(request, parts),
      };
      if (request.getRemote()) refuseForRemote(request, resource);
      const answer = await target.register(resource);
      answers.set(urn, answer);
      if (request.getRemote()) return await construct(resource);
      return {
        getUrn: () => urn,
        getId: () => answer.id ?? "",
        getObject: () => toWire(answer.outputs, answer.secretOutputs),
        getPropertydependenciesMap: () => undefined,
        getResult: () => proto.Result.SUCCESS,
        getUnknown: () => false,
      };
    } catch (error) {
      failures.ofResource(urn, "register", error); // A target that knows better has recorded the same error before.
      throw error;
    }
  };

  const readResource = async (request: proto.ReadResourceRequest) => {
    const [type, name] = [request.getType(), request.getName()];
    const urn = urnOf(urnPartsOf(type, name, request.getParent()));
    try {
      if (type === "pulumi:pulumi:StackReference") throw unsupported("a stack reference");
      const { values, secrets } = await fromWire(request.getProperties());
      const answer = await target.read(
        {
          urn,
          type,
          name,
          custom: true,
          providerConfig: configOf(request.getProvider(), type),
          inputs: values,
          secretInputs: secrets,
          dependencies: [],
          propertyDependencies: {},
          protect: false,
          isRead: true,
          id: request.getId() || undefined,
          options: {},
        },
        request.getId(),
      );
      return {
        getUrn: () => urn,
        getProperties: () => toWire(answer.outputs, answer.secretOutputs),
        getUnknown: () => false,
      };
    } catch (error) {
      failures.ofResource(urn, "read", error);
      throw error;
    }
  };

  const registerResourceOutputs = async (request: proto.RegisterResourceOutputsRequest) => {
    const { values, secrets } = await fromWire(request.getOutputs());
    target.registerOutputs(request.getUrn(), values, secrets);
    return {};
  };

  const getResource = (urn: string) => {
    const answer = answers.get(urn);
    if (!answer) throw new HoldfastError("HF_ENGINE_NOT_FOUND", { type: "resource", id: urn });
    const found = Struct.fromJavaScript({ urn, id: answer.id ?? "" });
    const state = new Value();
    state.setStructValue(toWire(answer.outputs, answer.secretOutputs));
    found.getFieldsMap().set("state", state);
    return { getReturn: () => found, getFailuresList: () => [], getUnknown: () => false };
  };

  const invoke = async (request: proto.ResourceInvokeRequest) => {
    const { values } = await fromWire(request.getArgs());
    if (request.getTok() === GET_RESOURCE) return getResource(String(values.urn));
    const answer = await target.invoke(
      request.getTok(),
      values,
      configOf(request.getProvider(), request.getTok()),
    );
    return { getReturn: () => toWire(answer), getFailuresList: () => [], getUnknown: () => false };
  };

  /** After a failure nothing new begins, and what had begun is let finish. */
  const unlessFailed =
    <Request, Answer>(method: (request: Request) => Promise<Answer>) =>
    (request: Request, callback: Callback) => {
      if (failures.any) return callback({ code: CANCELLED, message: "The run has failed." });
      method(request).then(
        (answer) => callback(null, answer),
        (error) => callback({ code: CANCELLED, message: String(error) }),
      );
    };

  return {
    supportsFeature: (_request: unknown, callback: Callback) =>
      callback(null, { getHassupport: () => false }),
    getDeploymentInfo: (_request: unknown, callback: Callback) =>
      callback(null, {
        getSupportedfeaturesList: () => [
          proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
          proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
          proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
          proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
        ],
      }),
    registerResource: unlessFailed(registerResource),
    readResource: unlessFailed(readResource),
    // Never refused: a refusal here would be an unhandled rejection of the SDK's own.
    registerResourceOutputs: (request: proto.RegisterResourceOutputsRequest, callback: Callback) => {
      registerResourceOutputs(request).then((answer) => callback(null, answer), callback);
    },
    invoke: (request: proto.ResourceInvokeRequest, callback: Callback) => {
      invoke(request).then(
        (answer) => callback(null, answer),
        (error) => {
          failures.ofProgram(error);
          callback({ code: UNKNOWN_ERROR, message: String(error), details: String(error) });
        },
      );
    },
    call: (_request: unknown, callback: Callback) => {
      const error = unsupported("a method call on a remote component");
      failures.ofProgram(error);
      callback({ code: UNKNOWN_ERROR, message: error.message, details: error.message });
    },
    signalAndWaitForShutdown: (_request: unknown, callback: Callback) => callback(null, {}),
    close: () => undefined,
  } as unknown as MonitorClient;
}

/** `aws:region` in the stack's configuration is the default provider's `region`. */
function defaultConfig(token: string, config: Readonly<Record<string, string>>): Properties {
  const prefix = `${token.split(":")[0]}:`;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
    ),
  );
}

function optionsOf(request: proto.RegisterResourceRequest, own: UrnParts): ResourceOptions {
  const aliases = [
    ...request.getAliasurnsList(),
    ...request.getAliasesList().map((alias: Alias) => {
      const spec = alias.getSpec();
      if (!spec) return alias.getUrn();
      return aliasUrn(
        {
          name: spec.getName(),
          type: spec.getType(),
          stack: spec.getStack(),
          project: spec.getProject(),
          parent: spec.getParenturn(),
          noParent: spec.getNoparent(),
        },
        own,
      );
    }),
  ];
  const list = (values: string[]) => (values.length > 0 ? values : undefined);
  return {
    retainOnDelete: request.getRetainondelete() ? true : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    ignoreChanges: list(request.getIgnorechangesList()),
    replaceOnChanges: list(request.getReplaceonchangesList()),
    aliases: list(aliases),
    additionalSecretOutputs: list(request.getAdditionalsecretoutputsList()),
    deletedWith: request.getDeletedwith() || undefined,
  };
}

/** What this engine would do wrong is refused, never left out. */
function refuseUnsupported(request: proto.RegisterResourceRequest): void {
  if (request.getImportid()) throw unsupported("the option import");
  if (request.getReplaceWithList().length > 0) throw unsupported("the option replaceWith");
  if (request.getReplacementTrigger()) throw unsupported("the option replacementTrigger");
  if (request.getTransformsList().length > 0) throw unsupported("the option transforms");
  if (request.getHooks()) throw unsupported("the option hooks");
  if (request.getType() !== STACK_TYPE && request.getName() === "")
    throw unsupported("a resource without a name");
}

/** What a remote component would hand on to its children. */
function refuseForRemote(request: proto.RegisterResourceRequest, { type, options }: GraphResource): void {
  const given = Object.entries(options).flatMap(([option, value]) => (value === undefined ? [] : [option]));
  if (request.getProvider() || request.getProvidersMap().getLength() > 0) given.push("provider");
  if (given[0]) throw unsupported(`the option ${given[0]} of a remote component (${type})`);
}

const unsupported = (feature: string) => new HoldfastError("HF_ENGINE_UNSUPPORTED", { feature });
