/** Mutants that the rule meant for them does not catch, each with the reason. A test says when one of them is caught after all. */
export const survivors: Readonly<Record<string, string>> = {
  "primary: ec2/flowLog private-network-flows sees only what was refused":
    "A log of refused traffic is a flow log, and many keep no other for its price.",
  "primary: iam/rolePolicy undeliverable-to-replay-drain loses s3:DeleteObject":
    "A replayed object may stay, marked by its name or a tag: not deleting it is a way to replay. Ours says so loudly in its alarm on the oldest object.",
  "primary: sqs/queue undeliverable-to-replay-dead-letters is gone, and its source still names it":
    "A dead-letter queue may be another stack's. SQS refuses a redrive policy whose queue does not exist.",
  "primary: cloudwatch/metricAlarm region-to-alarms-delivery-freshness tells nobody":
    "Rules of EventBridge anywhere in the account may hear of every alarm; a stack cannot show that none does.",
  "primary: cloudwatch/metricAlarm region-to-alarms-delivery-freshness is switched off":
    "Its actions are; rules of EventBridge hear of its state all the same.",
  "primary: cloudwatch/metricAlarm region-to-alarms-health-flip tells nobody":
    "Rules of EventBridge anywhere in the account may hear of every alarm; a stack cannot show that none does.",
  "primary: cloudwatch/metricAlarm region-to-alarms-health-flip is switched off":
    "Its actions are; rules of EventBridge hear of its state all the same.",
  "primary: cloudwatch/metricAlarm region-to-alarms-undelivered-age watches another resource":
    "The metric is the program's own, and so are its dimensions: one that names nothing of the stack may be right.",
  "primary: route53/healthCheck region-to-route53-standing-check is gone":
    "A check that is known by its id alone may be another stack's: eight rules say that they cannot decide.",
  "primary: route53/healthCheck region-to-route53-stop-check is gone":
    "A check that is known by its id alone may be another stack's: eight rules say that they cannot decide.",
  "primary: lambda/function collector-function-lambda is decrypted by a key of the other region":
    "KMS answers for the keys of its own region alone, so that Lambda refuses such a function.",
  "primary: iam/rolePolicy lake-to-postgres-migrate-attach-to-network may do its work on every resource":
    "AWS's page asks for these rights on every resource (“Giving Lambda functions access to resources in an Amazon VPC”).",
  "primary: iam/rolePolicy lake-to-postgres-etl-attach-to-network may do its work on every resource":
    "AWS's page asks for these rights on every resource (“Giving Lambda functions access to resources in an Amazon VPC”).",
};
