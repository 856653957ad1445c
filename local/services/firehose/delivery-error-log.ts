import { CloudWatchLogsClient, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { boundedTimeouts, type ServiceRoles } from "../service-role";
import type { DeliveredStream } from "./delivery";

/**
 * Writes a failed delivery to the stream's log, where it names one, as the stream's role
 * ("Monitor Amazon Data Firehose Using CloudWatch Logs"). A log that cannot be written changes nothing else.
 */
export function deliveryErrorLog(options: {
  readonly region: string;
  readonly endpoint: string;
  readonly roles: ServiceRoles;
}): (stream: DeliveredStream, error: unknown) => void {
  return (stream, error) => {
    const { CloudWatchLoggingOptions: log, RoleARN } = stream.destination;
    if (!log?.Enabled) return;
    const client = new CloudWatchLogsClient({
      region: options.region,
      endpoint: options.endpoint,
      credentials: () => options.roles.assume(RoleARN as string),
      maxAttempts: 1,
      requestHandler: boundedTimeouts(5_000),
    });
    const command = new PutLogEventsCommand({
      logGroupName: log.LogGroupName,
      logStreamName: log.LogStreamName,
      logEvents: [{ timestamp: Date.now(), message: JSON.stringify(errorEntry(stream, error)) }],
    });
    client
      .send(command)
      .catch((failure) => console.error(`${stream.name}: the delivery error is not logged:`, String(failure)))
      .finally(() => client.destroy());
  };
}

/** Pure. */
export const errorEntry = ({ arn, version, destination }: DeliveredStream, error: unknown) => ({
  deliveryStreamARN: arn,
  destination: destination.BucketARN,
  deliveryStreamVersionId: version,
  message: error instanceof Error ? error.message : String(error),
  errorCode: `S3.${error instanceof Error ? error.name : "Unknown"}`,
});
