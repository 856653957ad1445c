import type { ExtendedS3DestinationConfiguration } from "@aws-sdk/client-firehose";
import { type BufferHints, defaultHints } from "./buffer-policy";
import { prefixProblem } from "./prefix";
import { invalid } from "./protocol";

/** As the API spells it: what was given, nothing defaulted. */
export type Destination = ExtendedS3DestinationConfiguration;

/** What the local Firehose models of ExtendedS3DestinationConfiguration. */
const MODELLED: ReadonlySet<string> = new Set([
  "BucketARN",
  "RoleARN",
  "Prefix",
  "ErrorOutputPrefix",
  "BufferingHints",
  "CompressionFormat",
  "CloudWatchLoggingOptions",
  "FileExtension",
]);

/** Features that are accepted as long as they are off. */
const ONLY_OFF: Readonly<Record<string, (value: unknown) => boolean>> = {
  EncryptionConfiguration: (value) =>
    (value as Destination["EncryptionConfiguration"])?.KMSEncryptionConfig === undefined,
  S3BackupMode: (value) => value === "Disabled",
  CustomTimeZone: (value) => value === "UTC",
  ProcessingConfiguration: isDisabled,
  DynamicPartitioningConfiguration: isDisabled,
  DataFormatConversionConfiguration: isDisabled,
};

/** @throws InvalidArgumentException for what Firehose refuses, and for what has no local model. */
export function checkDestination(destination: Destination): void {
  for (const [name, value] of Object.entries(destination)) {
    if (value === undefined || value === null || MODELLED.has(name)) continue;
    if (ONLY_OFF[name]?.(value) !== true)
      throw invalid(`The local Firehose has no model of ${name} as it is given.`);
  }
  if (!/^arn:aws:iam::\d{12}:role\/\S+$/.test(destination.RoleARN ?? ""))
    throw invalid("RoleARN must be a role's ARN.");
  if (!/^arn:aws:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(destination.BucketARN ?? ""))
    throw invalid("BucketARN must be an S3 bucket ARN.");
  const { SizeInMBs, IntervalInSeconds } = destination.BufferingHints ?? {};
  if ((SizeInMBs === undefined) !== (IntervalInSeconds === undefined))
    throw invalid("Specify both SizeInMBs and IntervalInSeconds, or neither.");
  if (SizeInMBs !== undefined && (SizeInMBs < 1 || SizeInMBs > 128))
    throw invalid("SizeInMBs must be 1 to 128.");
  if (IntervalInSeconds !== undefined && (IntervalInSeconds < 0 || IntervalInSeconds > 900))
    throw invalid("IntervalInSeconds must be 0 to 900.");
  if (!["UNCOMPRESSED", "GZIP", undefined].includes(destination.CompressionFormat))
    throw invalid(`The local Firehose has no model of CompressionFormat ${destination.CompressionFormat}.`);
  if (destination.FileExtension && !/^\.[0-9a-z!\-_.*'()]+$/.test(destination.FileExtension))
    throw invalid("FileExtension must start with a period and hold only allowed characters.");
  const problem = prefixProblem(destination.Prefix ?? "", destination.ErrorOutputPrefix ?? "");
  if (problem !== undefined) throw invalid(problem);
}

export const bufferHints = ({ BufferingHints: given }: Destination): BufferHints => ({
  sizeMebibytes: given?.SizeInMBs ?? defaultHints.sizeMebibytes,
  intervalSeconds: given?.IntervalInSeconds ?? defaultHints.intervalSeconds,
});

export const isCompressed = (destination: Destination): boolean => destination.CompressionFormat === "GZIP";

export const fileExtension = (destination: Destination): string =>
  destination.FileExtension || (isCompressed(destination) ? ".gz" : "");

export const bucketName = ({ BucketARN }: Destination): string =>
  (BucketARN as string).split(":::")[1] as string;

/** ExtendedS3DestinationDescription: what was given, with Firehose's defaults for the rest. */
export function describeDestination(destination: Destination) {
  const { sizeMebibytes, intervalSeconds } = bufferHints(destination);
  return {
    EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
    CompressionFormat: "UNCOMPRESSED",
    S3BackupMode: "Disabled",
    CloudWatchLoggingOptions: { Enabled: false },
    ...destination,
    BufferingHints: { SizeInMBs: sizeMebibytes, IntervalInSeconds: intervalSeconds },
  };
}

function isDisabled(value: unknown): boolean {
  return (value as { Enabled?: boolean }).Enabled === false;
}
