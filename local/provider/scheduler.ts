/** EventBridge Scheduler. */
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type FlexibleTimeWindowMode,
  type ScheduleState,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { handler, type Place, physicalName, type ResourceHandler } from "./handler";

interface ScheduleInputs {
  readonly name?: string;
  readonly groupName?: string;
  readonly description?: string;
  readonly state?: ScheduleState;
  readonly scheduleExpression: string;
  readonly flexibleTimeWindow: { readonly mode: FlexibleTimeWindowMode };
  readonly target: {
    readonly arn: string;
    readonly roleArn: string;
    readonly input?: string;
    readonly retryPolicy?: {
      readonly maximumEventAgeInSeconds?: number;
      readonly maximumRetryAttempts?: number;
    };
  };
}

const scheduleOf = (name: string, inputs: ScheduleInputs) => ({
  Name: name,
  GroupName: inputs.groupName ?? "default",
  Description: inputs.description,
  State: inputs.state ?? ("ENABLED" as const),
  ScheduleExpression: inputs.scheduleExpression,
  FlexibleTimeWindow: { Mode: inputs.flexibleTimeWindow.mode },
  Target: {
    Arn: inputs.target.arn,
    RoleArn: inputs.target.roleArn,
    Input: inputs.target.input,
    RetryPolicy: inputs.target.retryPolicy && {
      MaximumEventAgeInSeconds: inputs.target.retryPolicy.maximumEventAgeInSeconds,
      MaximumRetryAttempts: inputs.target.retryPolicy.maximumRetryAttempts,
    },
  },
});

const arnOf = (group: string, name: string, { region, accountId }: Place) =>
  `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${name}`;

const nameIn = (id: string) => id.slice(id.indexOf("/") + 1);

export const schedules: readonly ResourceHandler[] = [
  handler<ScheduleInputs>({
    type: "aws:scheduler/schedule:Schedule",
    service: "scheduler",
    models: [
      "name",
      "groupName",
      "description",
      "state",
      "scheduleExpression",
      "flexibleTimeWindow.mode",
      "target.arn",
      "target.roleArn",
      "target.input",
      "target.retryPolicy.maximumEventAgeInSeconds",
      "target.retryPolicy.maximumRetryAttempts",
    ],
    differences: ["A rate is divided by the run's speed."],
    replacesOn: ["name", "groupName"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const groupName = inputs.groupName ?? "default";
      yield new CreateScheduleCommand({ ...scheduleOf(name, inputs), ClientToken: place.attempt });
      return { id: `${groupName}/${name}`, outputs: { name, groupName, arn: arnOf(groupName, name, place) } };
    },
    *update(id, inputs, place) {
      yield new UpdateScheduleCommand({ ...scheduleOf(nameIn(id), inputs), ClientToken: place.attempt });
      return {};
    },
    *delete(id, { groupName }, place) {
      yield new DeleteScheduleCommand({
        Name: nameIn(id),
        GroupName: groupName ?? "default",
        ClientToken: place.attempt,
      });
    },
  }),
];
