import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmsArgs, globalAlarms, ROUTE53_METRICS_REGION, regionalAlarms } from "./alarms";
import { type AlarmArgs, type AlarmDefinition, alarmArgs } from "./parts/alarm";
import { AlarmTopic } from "./parts/alarm-topic";

/** Region → alarms: what is watched, and who is told. No alarm moves traffic: failover rests on Route 53's own checks alone. */
export interface RegionToAlarmsArgs extends AlarmsArgs {
  region: string;
  accountId: pulumi.Input<string>;
  /** What every alarm's name begins with. */
  namePrefix: pulumi.Input<string>;
  topicName: pulumi.Input<string>;
  /** Of the topic in us-east-1; another name, as the region may itself be us-east-1. */
  flipTopicName: pulumi.Input<string>;
  /** Who gets every message by mail; others subscribe to the topics. */
  emails: readonly string[];
  runbooks: string;
}

export class RegionToAlarms extends pulumi.ComponentResource {
  /** ARNs: {@link globalAlarms} first, then the region's own in the order of {@link regionalAlarms}. */
  readonly alarmArns: pulumi.Output<string>[];
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: RegionToAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:RegionToAlarms", name, {}, opts);
    const child = { parent: this };
    const topicIn = (role: string, region: string, topicName: pulumi.Input<string>) =>
      new AlarmTopic(`${name}-${role}`, { ...args, region, topicName }, child).arn;
    const alarmOf = (definition: AlarmDefinition, place: Pick<AlarmArgs, "topicArn" | "region">) =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${definition.name}`,
        alarmArgs(definition, { ...args, ...place }),
        child,
      ).arn;

    this.topicArn = topicIn("topic", args.region, args.topicName);
    const flipTopic = topicIn("flip-topic", ROUTE53_METRICS_REGION, args.flipTopicName);
    this.alarmArns = [
      // Anywhere else they would stay without data for ever.
      ...globalAlarms(args).map((alarm) =>
        alarmOf(alarm, { topicArn: flipTopic, region: ROUTE53_METRICS_REGION }),
      ),
      ...regionalAlarms(args).map((alarm) =>
        alarmOf(alarm, { topicArn: this.topicArn, region: args.region }),
      ),
    ];
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
