/** CloudWatch Logs. */
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { handler, type Place, physicalName, type ResourceHandler, type Talk } from "./handler";

interface GroupInputs {
  readonly name?: string;
  readonly retentionInDays?: number;
}
interface StreamInputs {
  readonly name?: string;
  readonly logGroupName: string;
}

const groupArn = (name: string, { region, accountId }: Place) =>
  `arn:aws:logs:${region}:${accountId}:log-group:${name}`;

/** 0 and nothing both mean: for ever. */
function* retain(logGroupName: string, days: number | undefined): Talk<void> {
  if (days) yield new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days });
  else yield new DeleteRetentionPolicyCommand({ logGroupName });
}

export const logGroups: readonly ResourceHandler[] = [
  handler<GroupInputs>({
    type: "aws:cloudwatch/logGroup:LogGroup",
    service: "logs",
    models: ["name", "retentionInDays"],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    differences: ["retentionInDays is stored; nothing expires, since no local run lasts a day."],
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield new CreateLogGroupCommand({ logGroupName: name });
      if (inputs.retentionInDays) yield* retain(name, inputs.retentionInDays);
      return { id: name, outputs: { name, arn: groupArn(name, place) } };
    },
    *update(id, inputs) {
      yield* retain(id, inputs.retentionInDays);
      return {};
    },
    *delete(id) {
      yield new DeleteLogGroupCommand({ logGroupName: id });
    },
  }),

  handler<StreamInputs>({
    type: "aws:cloudwatch/logStream:LogStream",
    service: "logs",
    models: ["name", "logGroupName"],
    replacesOn: [],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      yield new CreateLogStreamCommand({ logGroupName: inputs.logGroupName, logStreamName: name });
      const arn = `${groupArn(inputs.logGroupName, place)}:log-stream:${name}`;
      return { id: name, outputs: { name, arn } };
    },
    *delete(id, { logGroupName }) {
      yield new DeleteLogStreamCommand({ logGroupName, logStreamName: id });
    },
  }),
];
