/** Lambda: the function itself. */
import {
  type Architecture,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  type Runtime,
  type TracingMode,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { Archive } from "../../engine/assets";
import { handler, NOT_YET, type Place, physicalName, type ResourceHandler, type Talk } from "./handler";
import { zip } from "./zip";

interface FunctionInputs {
  readonly name?: string;
  readonly role: string;
  readonly runtime: Runtime;
  readonly architectures?: readonly Architecture[];
  readonly handler: string;
  readonly code: Archive;
  readonly publish?: boolean;
  readonly timeout?: number;
  readonly memorySize?: number;
  readonly description?: string;
  readonly environment?: { readonly variables?: Readonly<Record<string, string>> };
  /** −1: whatever the account has left. */
  readonly reservedConcurrentExecutions?: number;
  readonly tracingConfig?: { readonly mode?: TracingMode };
  readonly vpcConfig?: {
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
  };
}

interface Configuration {
  readonly FunctionArn: string;
  readonly CodeSha256: string;
  readonly LastModified: string;
  readonly Version: string;
  readonly State?: string;
  readonly LastUpdateStatus?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Role?: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

export const functionArn = (name: string, { region, accountId }: Pick<Place, "region" | "accountId">) =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;

export const invokeArn = (arn: string, region: string) =>
  `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;

/**
 * The function's own variables, and where AWS is. Its SDK clients find everything in their region, and the delivery
 * contract's last resort finds S3 in the peer region, and the canary the pair's own names; who talks to a database trusts the authority of
 * the real Postgres here. Values set on the function win over MiniStack's own.
 */
export function variablesFor(inputs: FunctionInputs, { region, endpoints }: Place): Record<string, string> {
  const peers = Object.keys(endpoints.regions).filter((other) => other !== region);
  const peer = peers[0] && endpoints.regions[peers[0]];
  const given = inputs.environment?.variables;
  const postgres = endpoints.regions[region]?.postgres;
  return {
    ...given,
    ...(given?.DATABASE_CA_FILE !== undefined && postgres && { DATABASE_CA_FILE: postgres.caFile }),
    AWS_ENDPOINT_URL: endpoints.regions[region]?.aws ?? "",
    ...(peer && { PEER_S3_ENDPOINT_URL: peer.aws }),
    NAMES_DNS: `${endpoints.dns.address}:${endpoints.dns.port}`,
    NAMES_HTTP_PORT: String(endpoints.httpPort),
  };
}

const configurationOf = (name: string, inputs: FunctionInputs, place: Place) => ({
  FunctionName: name,
  Role: inputs.role,
  Runtime: inputs.runtime,
  Handler: inputs.handler,
  Timeout: inputs.timeout ?? 3,
  MemorySize: inputs.memorySize ?? 128,
  Description: inputs.description ?? "",
  Environment: { Variables: variablesFor(inputs, place) },
  TracingConfig: { Mode: inputs.tracingConfig?.mode ?? "PassThrough" },
  // Empty lists take a function out of its network ("UpdateFunctionConfiguration").
  VpcConfig: {
    SubnetIds: [...(inputs.vpcConfig?.subnetIds ?? [])],
    SecurityGroupIds: [...(inputs.vpcConfig?.securityGroupIds ?? [])],
  },
});

/** Until Lambda takes the next change: it refuses one while another is in progress ("Lambda function states"). */
function* settled(name: string): Talk<Configuration> {
  for (;;) {
    const configuration: Configuration = yield new GetFunctionConfigurationCommand({ FunctionName: name });
    if (configuration.State === "Active" && configuration.LastUpdateStatus === "Successful")
      return configuration;
    yield NOT_YET;
  }
}

function* reserve(name: string, reserved: number | undefined): Talk<void> {
  if (reserved === undefined || reserved < 0)
    yield new DeleteFunctionConcurrencyCommand({ FunctionName: name });
  else
    yield new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: reserved });
}

/** @returns the number of the version that holds what the function is now */
function* publish(name: string): Talk<string> {
  const { Version }: Configuration = yield new PublishVersionCommand({ FunctionName: name });
  return Version;
}

const outputsOf = (name: string, { FunctionArn: arn, ...found }: Configuration, { region }: Place) => ({
  name,
  arn,
  invokeArn: invokeArn(arn, region),
  codeSha256: found.CodeSha256,
  lastModified: found.LastModified,
});

const versionOutputs = (arn: string, version: string, { region }: Place) => ({
  version,
  qualifiedArn: `${arn}:${version}`,
  qualifiedInvokeArn: invokeArn(`${arn}:${version}`, region),
});

export const lambdaFunctions: readonly ResourceHandler[] = [
  handler<FunctionInputs>({
    type: "aws:lambda/function:Function",
    service: "lambda",
    models: [
      "name",
      "role",
      "runtime",
      "architectures[]",
      "handler",
      "code",
      "publish",
      "timeout",
      "memorySize",
      "description",
      "environment.variables.*",
      "reservedConcurrentExecutions",
      "tracingConfig.mode",
      "vpcConfig.subnetIds[]",
      "vpcConfig.securityGroupIds[]",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "The function runs on this machine's processor, whatever architectures says.",
      "reservedConcurrentExecutions is a limit and no reservation: MiniStack's account has 64 executions, for both regions and all functions together. Of requests through an API the door keeps the limit, since MiniStack does not know it for versions and aliases.",
      "tracingConfig is stored; there is no X-Ray here, and nothing is traced.",
      "memorySize is stored; a function here takes what memory it needs and has a whole core.",
      "vpcConfig is stored: a function in a network reaches what all others reach, whatever routes, endpoints and security groups say.",
      "DATABASE_CA_FILE, where the program sets it, is the authority of the region's real Postgres here.",
      "Its environment gets AWS_ENDPOINT_URL (its own region's gate), PEER_S3_ENDPOINT_URL (the peer region's gate), NAMES_DNS and NAMES_HTTP_PORT (who resolves and serves the pair's names, for the canary); a run on other ports than the folder's first leaves the last two as they were.",
    ],
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield new CreateFunctionCommand({
        ...configurationOf(name, inputs, place),
        Architectures: inputs.architectures && [...inputs.architectures],
        Code: { ZipFile: zip(inputs.code.files) },
      });
      if ((inputs.reservedConcurrentExecutions ?? -1) >= 0)
        yield* reserve(name, inputs.reservedConcurrentExecutions);
      const made = yield* settled(name);
      const version = inputs.publish ? yield* publish(name) : made.Version;
      const outputs = {
        ...outputsOf(name, made, place),
        ...versionOutputs(made.FunctionArn, version, place),
      };
      return { id: name, outputs };
    },
    *update(id, inputs, place, before) {
      const isOtherCode =
        inputs.code.hash !== hashIn(before.inputs.code) ||
        differs(inputs.architectures, before.inputs.architectures);
      if (isOtherCode) {
        yield new UpdateFunctionCodeCommand({
          FunctionName: id,
          ZipFile: zip(inputs.code.files),
          Architectures: inputs.architectures && [...inputs.architectures],
        });
        yield* settled(id);
      }
      const configuration = configurationOf(id, inputs, place);
      const isOther = isOtherCode || differs(configuration, configurationOf(id, before.inputs, place));
      yield new UpdateFunctionConfigurationCommand(configuration);
      if (inputs.reservedConcurrentExecutions !== before.inputs.reservedConcurrentExecutions)
        yield* reserve(id, inputs.reservedConcurrentExecutions);
      const now = yield* settled(id);
      const outputs = outputsOf(id, now, place);
      // What a version does not hold, such as the reserved concurrency, makes no new one.
      if (!inputs.publish || !(isOther || !before.inputs.publish)) return outputs;
      return { ...outputs, ...versionOutputs(now.FunctionArn, yield* publish(id), place) };
    },
    *delete(id) {
      yield new DeleteFunctionCommand({ FunctionName: id });
    },
    *look(id, inputs, place) {
      const { Timeout: timeout, MemorySize: memorySize, Role: role, Environment } = yield* settled(id);
      const [sent, found] = [variablesFor(inputs, place), Environment?.Variables ?? {}];
      // What was sent otherwise than the program said is as it said, unless it was changed here.
      const variables = Object.entries(inputs.environment?.variables ?? {}).map(([name, said]) => [
        name,
        found[name] === sent[name] ? said : found[name],
      ]);
      return { timeout, memorySize, role, environment: { variables: Object.fromEntries(variables) } };
    },
    *read(id, place) {
      const found = yield* settled(id);
      const outputs = {
        ...outputsOf(id, found, place),
        ...versionOutputs(found.FunctionArn, found.Version, place),
      };
      return { id, outputs };
    },
  }),
];

/** Code that comes from the state file is its hash alone. */
const hashIn = (code: Archive | { readonly $archive: string }): string =>
  "$archive" in code ? code.$archive : code.hash;

const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
