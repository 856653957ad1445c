import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { boundedTimeouts, type Credentials, ServiceRoles } from "../../service-role";
import type { Schedule } from "./schedule";

export interface Invoker {
  /** Rejects when the role, the network or Lambda says no. */
  invoke(schedule: Schedule, payload: string): Promise<void>;
  /** Sends what could not be invoked to the schedule's dead-letter queue. */
  giveUp(schedule: Schedule, payload: string, error: string): Promise<void>;
  /** Rejects when Scheduler may not assume the role. */
  assumeRole(schedule: Schedule): Promise<unknown>;
  close(): void;
}

const CALL_TIMEOUT_MS = 5_000;

/** Calls as the schedule's own role, through its region's gate. */
export function createInvoker(options: {
  readonly aws: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
}): Invoker {
  const roles = new Map<string, ServiceRoles>();
  const endpointOf = (region: string): string => {
    const endpoint = options.aws[region];
    if (endpoint === undefined) throw new Error(`There is no region ${region} in this run.`);
    return endpoint;
  };
  const rolesOf = (region: string): ServiceRoles => {
    const known =
      roles.get(region) ??
      new ServiceRoles({
        endpoint: endpointOf(region),
        region,
        credentials: options.credentials,
        principal: "scheduler.amazonaws.com",
      });
    roles.set(region, known);
    return known;
  };
  const assumeRole = ({ region, target }: Schedule) => rolesOf(region).assume(target.RoleArn as string);
  /** One client a call: minutes lie between two. */
  const as = async <T>(schedule: Schedule, call: (client: object) => Promise<T>): Promise<T> => {
    try {
      return await call({
        region: schedule.region,
        endpoint: endpointOf(schedule.region),
        credentials: await assumeRole(schedule),
        maxAttempts: 1,
        requestHandler: boundedTimeouts(CALL_TIMEOUT_MS),
      });
    } catch (error) {
      rolesOf(schedule.region).forget(schedule.target.RoleArn as string); // It may have been made anew.
      throw error;
    }
  };

  return {
    assumeRole,
    invoke: (schedule, payload) =>
      as(schedule, async (config) => {
        const lambda = new LambdaClient(config);
        const command = new InvokeCommand({
          FunctionName: schedule.target.Arn,
          InvocationType: "Event",
          Payload: Buffer.from(payload),
        });
        await lambda.send(command).finally(() => lambda.destroy());
      }),
    giveUp: (schedule, payload, error) =>
      as(schedule, async (config) => {
        const [, , , region, account, queue] = (schedule.target.DeadLetterConfig?.Arn ?? "").split(":");
        if (queue === undefined) return;
        const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
        const command = new SendMessageCommand({
          QueueUrl: `${endpointOf(region as string)}/${account}/${queue}`,
          MessageBody: payload,
          MessageAttributes: { ERROR_MESSAGE: { DataType: "String", StringValue: error.slice(0, 1_024) } },
        });
        await sqs.send(command).finally(() => sqs.destroy());
      }),
    close() {
      for (const each of roles.values()) each.close();
    },
  };
}
