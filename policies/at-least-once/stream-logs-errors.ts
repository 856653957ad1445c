import { both } from "../graph/policy-document";
import type { Rule } from "../rule";
import { DELIVERY_STREAM, destinationsOf } from "./delivery-streams";
import { answerOf, found, truth } from "./verdict";

/** Firehose says why it cannot deliver in its log alone. */
export const streamLogsErrors: Rule = {
  name: "stream-logs-errors",
  demands: "Each delivery stream logs what it could not deliver.",
  why: "Firehose sends the reasons of failed deliveries to CloudWatch Logs, if error logging is on (“Monitor Amazon Data Firehose Using CloudWatch Logs”).",
  breaks: "Deliveries fail until their records are dropped, and nothing says what was wrong.",
  mend: "Set cloudwatchLoggingOptions of the destination: enabled, with a log group and a log stream.",
  meets: ["streams-log"],
  severity: "medium",
  scope: "stack",
  judge: (graph) =>
    graph.ofType(DELIVERY_STREAM).flatMap((stream) =>
      destinationsOf(stream).flatMap(({ property }) => {
        const path = `${property}.cloudwatchLoggingOptions`;
        const isOn = answerOf(stream.get(`${path}.enabled`), (enabled) => enabled === true);
        const isNamed = ["logGroupName", "logStreamName"].every((name) => stream.isSet(`${path}.${name}`));
        return found(stream, {
          met: both(isOn, truth(isNamed)),
          wrong: `${stream.name} logs no failed delivery: records are dropped at the end of their retention, and nothing says why. Set ${path}: enabled, logGroupName and logStreamName.`,
          unknown: path,
        });
      }),
    ),
};
