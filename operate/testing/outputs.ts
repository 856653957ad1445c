/** A region's outputs, for tests. */
export const exampleOutputs = (role: "primary" | "standby", region: string, over: object = {}) => ({
  accountId: "123456789012",
  region,
  role,
  namePrefix: `holdfast-prod-${region}-`,
  zoneId: "Z1",
  failoverName: "events.holdfast.example",
  regionalName: `${region}.events.holdfast.example`,
  lakeBucket: `lake-${region}`,
  undeliverableBucket: `undeliverable-${region}`,
  streamName: `stream-${region}`,
  collectFunction: `collect-${region}`,
  replayFunction: `replay-${region}`,
  replayQueueUrl: `https://sqs.${region}.amazonaws.com/123456789012/replay`,
  deadLetterQueueUrl: `https://sqs.${region}.amazonaws.com/123456789012/dead-letters`,
  ...over,
});
