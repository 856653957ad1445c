/** SNS. */
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { handler, physicalName, putWhole, type ResourceHandler } from "./handler";

interface SubscriptionInputs {
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
}

export const topics: readonly ResourceHandler[] = [
  handler<{ readonly name?: string }>({
    type: "aws:sns/topic:Topic",
    service: "sns",
    models: ["name"],
    ignores: { "tags.*": "Labels are for bills and people; nothing here reads them." },
    replacesOn: ["name"],
    *create(inputs, place) {
      const name = physicalName(inputs.name, place);
      const { TopicArn: arn }: { TopicArn: string } = yield new CreateTopicCommand({ Name: name });
      return { id: arn, outputs: { name, arn } };
    },
    *delete(id) {
      yield new DeleteTopicCommand({ TopicArn: id });
    },
  }),

  putWhole<{ readonly arn: string; readonly policy: string }>({
    type: "aws:sns/topicPolicy:TopicPolicy",
    service: "sns",
    owner: "arn",
    models: ["arn", "policy"],
    differences: ["It is kept, and CloudWatch here publishes whatever it says."],
    id: ({ arn }) => arn,
    put: ({ arn, policy }) =>
      new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }),
    // A topic is never without a policy, and this one goes with its topic.
    *delete() {},
  }),

  handler<SubscriptionInputs>({
    type: "aws:sns/topicSubscription:TopicSubscription",
    service: "sns",
    models: ["topic", "protocol", "endpoint"],
    differences: ["Nobody is asked to confirm an address, and no mail is sent."],
    replacesOn: ["topic", "protocol", "endpoint"],
    *create({ topic, protocol, endpoint }) {
      const { SubscriptionArn: arn }: { SubscriptionArn: string } = yield new SubscribeCommand({
        TopicArn: topic,
        Protocol: protocol,
        Endpoint: endpoint,
        ReturnSubscriptionArn: true,
      });
      return { id: arn, outputs: { arn } };
    },
    *delete(id) {
      yield new UnsubscribeCommand({ SubscriptionArn: id });
    },
  }),
];
