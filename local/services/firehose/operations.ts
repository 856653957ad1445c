import { isUnanswered } from "../service-role";
import { checkDestination, type Destination, describeDestination } from "./destination";
import { constraint, FirehoseError, internalFailure, invalid } from "./protocol";
import type { StreamState, Streams } from "./streams";

type Input = Record<string, unknown>;
type Operation = (input: Input) => Promise<unknown> | unknown;

export interface OperationsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly streams: Streams;
  /** Rejects when Firehose cannot assume the role. */
  readonly assumeRole: (roleArn: string) => Promise<unknown>;
}

/** Everything but putting records. A parameter without a local model is refused, not dropped. */
export function operations({
  region,
  accountId,
  streams,
  assumeRole,
}: OperationsOptions): Record<string, Operation> {
  const stateOf = (input: Input) => streams.get(String(input.DeliveryStreamName)).state;
  const checkRole = async (roleArn: string) => {
    await assumeRole(roleArn).catch((error) => {
      console.error(String(error));
      if (isUnanswered(error)) throw internalFailure(); // Nothing is known of the role: to be tried again.
      throw invalid(`Firehose is unable to assume role ${roleArn}. Please check the role provided.`);
    });
  };
  const change = (state: StreamState, changes: Partial<StreamState>) => {
    streams.update({ ...state, ...changes, updatedAt: Date.now() / 1000 });
    return {};
  };

  return {
    async CreateDeliveryStream(input) {
      const name = String(input.DeliveryStreamName ?? "");
      if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(name))
        throw constraint(
          "deliveryStreamName",
          "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        );
      refuseOthers(input, CREATE_INPUTS);
      if ((input.DeliveryStreamType ?? "DirectPut") !== "DirectPut")
        throw invalid("The local Firehose has a model of DirectPut only.");
      const destination = input.ExtendedS3DestinationConfiguration as Destination | undefined;
      if (destination === undefined) throw invalid("ExtendedS3DestinationConfiguration must be given.");
      checkDestination(destination);
      if (streams.has(name)) throw inUse(name, accountId);
      await checkRole(destination.RoleARN as string);
      if (streams.has(name)) throw inUse(name, accountId); // Created by another call meanwhile.
      const arn = `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
      streams.create({
        name,
        arn,
        version: 1,
        destinationId: "destinationId-000000000001",
        destination,
        createdAt: Date.now() / 1000,
        tags: tagsFrom(input.Tags),
        ...encryptionFrom(input.DeliveryStreamEncryptionConfigurationInput),
      });
      return { DeliveryStreamARN: arn };
    },

    DescribeDeliveryStream: (input) => ({ DeliveryStreamDescription: describe(stateOf(input)) }),

    async UpdateDestination(input) {
      refuseOthers(input, UPDATE_INPUTS);
      const before = stateOf(input);
      if (String(input.CurrentDeliveryStreamVersionId) !== String(before.version))
        throw new FirehoseError(
          "ConcurrentModificationException",
          `The current version is ${before.version}.`,
        );
      if (input.DestinationId !== before.destinationId) throw invalid("Destination Id not found.");
      const destination = {
        ...before.destination,
        ...(input.ExtendedS3DestinationUpdate as Partial<Destination>),
      };
      checkDestination(destination);
      await checkRole(destination.RoleARN as string);
      change(stateOf(input), { destination, version: before.version + 1 });
      streams.get(before.name).delivery.retryNow();
      return {};
    },

    async DeleteDeliveryStream(input) {
      await streams.delete(stateOf(input).name);
      return {};
    },

    ListDeliveryStreams(input) {
      const from = String(input.ExclusiveStartDeliveryStreamName ?? "");
      const names = streams.names().filter((name) => name > from);
      const page = names.slice(0, Number(input.Limit ?? 10));
      return { DeliveryStreamNames: page, HasMoreDeliveryStreams: page.length < names.length };
    },

    TagDeliveryStream(input) {
      const state = stateOf(input);
      return change(state, { tags: { ...state.tags, ...tagsFrom(input.Tags) } });
    },

    UntagDeliveryStream(input) {
      const state = stateOf(input);
      const removed = new Set((input.TagKeys ?? []) as string[]);
      return change(state, {
        tags: Object.fromEntries(Object.entries(state.tags).filter(([key]) => !removed.has(key))),
      });
    },

    ListTagsForDeliveryStream: (input) => ({
      Tags: Object.entries(stateOf(input).tags).map(([Key, Value]) => ({ Key, Value })),
      HasMoreTags: false,
    }),

    StartDeliveryStreamEncryption: (input) =>
      change(stateOf(input), encryptionFrom(input.DeliveryStreamEncryptionConfigurationInput ?? {})),
    StopDeliveryStreamEncryption: (input) => change(stateOf(input), { encryption: { Status: "DISABLED" } }),
  };
}

const CREATE_INPUTS = [
  "DeliveryStreamName",
  "DeliveryStreamType",
  "ExtendedS3DestinationConfiguration",
  "DeliveryStreamEncryptionConfigurationInput",
  "Tags",
];
const UPDATE_INPUTS = [
  "DeliveryStreamName",
  "CurrentDeliveryStreamVersionId",
  "DestinationId",
  "ExtendedS3DestinationUpdate",
];

const describe = (state: StreamState) => ({
  DeliveryStreamName: state.name,
  DeliveryStreamARN: state.arn,
  DeliveryStreamStatus: "ACTIVE",
  DeliveryStreamEncryptionConfiguration: state.encryption ?? { Status: "DISABLED" },
  DeliveryStreamType: "DirectPut",
  VersionId: String(state.version),
  CreateTimestamp: state.createdAt,
  ...(state.updatedAt !== undefined && { LastUpdateTimestamp: state.updatedAt }),
  Destinations: [
    {
      DestinationId: state.destinationId,
      ExtendedS3DestinationDescription: describeDestination(state.destination),
    },
  ],
  HasMoreDestinations: false,
});

function refuseOthers(input: Input, modelled: readonly string[]): void {
  const other = Object.keys(input).find((name) => !modelled.includes(name));
  if (other !== undefined) throw invalid(`The local Firehose has no model of ${other}.`);
}

const inUse = (name: string, accountId: string) =>
  new FirehoseError("ResourceInUseException", `Firehose ${name} under accountId ${accountId} already exists`);

const tagsFrom = (tags: unknown): Record<string, string> =>
  Object.fromEntries(
    ((tags ?? []) as { Key: string; Value?: string }[]).map(({ Key, Value }) => [Key, Value ?? ""]),
  );

function encryptionFrom(given: unknown): Pick<StreamState, "encryption"> {
  if (given === undefined) return {};
  const { KeyType = "AWS_OWNED_CMK" } = given as { KeyType?: string };
  if (KeyType !== "AWS_OWNED_CMK")
    throw invalid(`The local Firehose has no model of the key type ${KeyType}.`);
  return { encryption: { Status: "ENABLED", KeyType } };
}
