import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allowService, policyOf } from "./policy";

/** An SNS topic that this region's alarms tell, and who reads it. */
export interface AlarmTopicArgs {
  topicName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  /** What every alarm's name begins with. */
  namePrefix: pulumi.Input<string>;
  /** Where the topic and its alarms are: an alarm can tell only a topic of its own region. */
  region: string;
  /** Each gets a mail to confirm first ("Email notifications"). */
  emails: readonly string[];
}

/**
 * CloudWatch alone, for this account's alarms of this name alone. The topic is not encrypted by a key of KMS: CloudWatch cannot
 * use the key that AWS manages for SNS ("Why didn't I receive an SNS notification for my CloudWatch alarm trigger?"), and a key
 * of our own would be one more thing to lose. A message holds an alarm's name and a figure, nothing of a person.
 */
export const alarmTopicPolicy = (
  topicArn: string,
  region: string,
  accountId: string,
  namePrefix: string,
): string =>
  policyOf(
    allowService("cloudwatch.amazonaws.com", "sns:Publish", topicArn, {
      ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${accountId}:alarm:${namePrefix}*` },
      StringEquals: { "aws:SourceAccount": accountId },
    }),
  );

export class AlarmTopic extends pulumi.ComponentResource {
  /** Known once CloudWatch may publish: an alarm that came first would tell nobody. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:AlarmTopic", name, {}, opts);
    const child = { parent: this };
    const { region } = args;
    const topic = new aws.sns.Topic(`${name}-topic`, { name: args.topicName, region }, child);
    const policy = new aws.sns.TopicPolicy(
      `${name}-may-publish`,
      {
        arn: topic.arn,
        region,
        policy: pulumi
          .all([topic.arn, args.accountId, args.namePrefix])
          .apply(([arn, accountId, prefix]) => alarmTopicPolicy(arn, region, accountId, prefix)),
      },
      child,
    );
    for (const email of args.emails)
      new aws.sns.TopicSubscription(
        `${name}-${email}`,
        { topic: topic.arn, protocol: "email", endpoint: email, region },
        child,
      );
    this.arn = policy.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
