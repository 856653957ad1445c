/** Firehose: the delivery stream. */
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationConfiguration,
  type ExtendedS3DestinationDescription,
  type KeyType,
  StartDeliveryStreamEncryptionCommand,
  StopDeliveryStreamEncryptionCommand,
  UpdateDestinationCommand,
} from "@aws-sdk/client-firehose";
import { handler, NOT_YET, physicalName, type ResourceHandler, type Talk } from "./handler";

interface StreamInputs {
  readonly name?: string;
  readonly destination: "extended_s3";
  readonly serverSideEncryption?: { readonly enabled?: boolean; readonly keyType?: KeyType };
  readonly extendedS3Configuration: {
    readonly roleArn: string;
    readonly bucketArn: string;
    readonly prefix?: string;
    readonly errorOutputPrefix?: string;
    readonly bufferingSize?: number;
    readonly bufferingInterval?: number;
    readonly compressionFormat?: "GZIP" | "UNCOMPRESSED";
    readonly customTimeZone?: string;
    readonly fileExtension?: string;
    readonly cloudwatchLoggingOptions?: {
      readonly enabled?: boolean;
      readonly logGroupName?: string;
      readonly logStreamName?: string;
    };
  };
}

interface Description {
  readonly DeliveryStreamDescription: {
    readonly DeliveryStreamARN: string;
    readonly DeliveryStreamStatus: string;
    readonly VersionId: string;
    readonly Destinations: readonly [
      {
        readonly DestinationId: string;
        readonly ExtendedS3DestinationDescription: ExtendedS3DestinationDescription;
      },
    ];
  };
}

/** Firehose's own defaults, in MiB and seconds, of which it takes both or neither ("BufferingHints"). */
const DEFAULT_SIZE = 5;
const DEFAULT_INTERVAL = 300;

export function destinationOf({
  extendedS3Configuration: given,
}: StreamInputs): ExtendedS3DestinationConfiguration {
  const logging = given.cloudwatchLoggingOptions;
  return {
    RoleARN: given.roleArn,
    BucketARN: given.bucketArn,
    Prefix: given.prefix,
    ErrorOutputPrefix: given.errorOutputPrefix,
    BufferingHints: {
      SizeInMBs: given.bufferingSize ?? DEFAULT_SIZE,
      IntervalInSeconds: given.bufferingInterval ?? DEFAULT_INTERVAL,
    },
    CompressionFormat: given.compressionFormat ?? "UNCOMPRESSED",
    CustomTimeZone: given.customTimeZone,
    FileExtension: given.fileExtension,
    CloudWatchLoggingOptions: logging && {
      Enabled: logging.enabled ?? false,
      LogGroupName: logging.logGroupName,
      LogStreamName: logging.logStreamName,
    },
  };
}

const encryptionOf = ({ serverSideEncryption: given }: StreamInputs) =>
  given?.enabled ? { KeyType: given.keyType ?? ("AWS_OWNED_CMK" as const) } : undefined;

function* described(name: string): Talk<Description["DeliveryStreamDescription"]> {
  for (;;) {
    const { DeliveryStreamDescription: found }: Description = yield new DescribeDeliveryStreamCommand({
      DeliveryStreamName: name,
    });
    if (found.DeliveryStreamStatus === "ACTIVE") return found;
    yield NOT_YET;
  }
}

const outputsOf = (name: string, found: Description["DeliveryStreamDescription"]) => ({
  name,
  arn: found.DeliveryStreamARN,
  versionId: found.VersionId,
  destinationId: found.Destinations[0].DestinationId,
});

const nameIn = (arn: string) => arn.slice(arn.indexOf("/") + 1);

export const deliveryStreams: readonly ResourceHandler[] = [
  handler<StreamInputs>({
    type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    service: "firehose",
    models: [
      "name",
      "destination",
      "serverSideEncryption.enabled",
      "serverSideEncryption.keyType",
      "extendedS3Configuration.roleArn",
      "extendedS3Configuration.bucketArn",
      "extendedS3Configuration.prefix",
      "extendedS3Configuration.errorOutputPrefix",
      "extendedS3Configuration.bufferingSize",
      "extendedS3Configuration.bufferingInterval",
      "extendedS3Configuration.compressionFormat",
      "extendedS3Configuration.customTimeZone",
      "extendedS3Configuration.fileExtension",
      "extendedS3Configuration.cloudwatchLoggingOptions.enabled",
      "extendedS3Configuration.cloudwatchLoggingOptions.logGroupName",
      "extendedS3Configuration.cloudwatchLoggingOptions.logStreamName",
    ],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: [
      "Server-side encryption is stored; buffered records lie on this machine's disk as they came.",
    ],
    replacesOn: ["name", "destination"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const { DeliveryStreamARN: arn }: { DeliveryStreamARN: string } = yield new CreateDeliveryStreamCommand(
        {
          DeliveryStreamName: name,
          DeliveryStreamType: "DirectPut",
          DeliveryStreamEncryptionConfigurationInput: encryptionOf(inputs),
          ExtendedS3DestinationConfiguration: destinationOf(inputs),
        },
      );
      return { id: arn, outputs: outputsOf(name, yield* described(name)) };
    },
    *update(id, inputs, _place, before) {
      const name = nameIn(id);
      const encryption = encryptionOf(inputs);
      if (encryption?.KeyType !== encryptionOf(before.inputs)?.KeyType)
        yield encryption
          ? new StartDeliveryStreamEncryptionCommand({
              DeliveryStreamName: name,
              DeliveryStreamEncryptionConfigurationInput: encryption,
            })
          : new StopDeliveryStreamEncryptionCommand({ DeliveryStreamName: name });
      const found = yield* described(name);
      yield new UpdateDestinationCommand({
        DeliveryStreamName: name,
        CurrentDeliveryStreamVersionId: found.VersionId,
        DestinationId: found.Destinations[0].DestinationId,
        ExtendedS3DestinationUpdate: destinationOf(inputs),
      });
      return outputsOf(name, yield* described(name));
    },
    *look(id) {
      const { Destinations } = yield* described(nameIn(id));
      const found = Destinations[0].ExtendedS3DestinationDescription;
      return {
        extendedS3Configuration: {
          roleArn: found.RoleARN,
          bucketArn: found.BucketARN,
          prefix: found.Prefix,
          errorOutputPrefix: found.ErrorOutputPrefix,
          bufferingSize: found.BufferingHints?.SizeInMBs,
          bufferingInterval: found.BufferingHints?.IntervalInSeconds,
          compressionFormat: found.CompressionFormat,
          fileExtension: found.FileExtension,
        },
      };
    },
    *delete(id) {
      yield new DeleteDeliveryStreamCommand({ DeliveryStreamName: nameIn(id) });
    },
  }),
];
