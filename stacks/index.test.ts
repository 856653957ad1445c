import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, record } from "../infra/testing/record";

jest.mock("../infra/parts/bundle", () => ({
  bundle: (handler: string) => ({ files: { "index.js": `code of ${handler}` }, build: "b0" }),
}));

test("a stack's outputs are what a person and a drill need", async () => {
  let outputs: Record<string, pulumi.Input<unknown>> = {};
  await record(() => {
    pulumi.runtime.setAllConfig({
      "aws:region": "eu-west-1",
      "aws:defaultTags":
        '{"tags":{"holdfast:project":"holdfast","holdfast:environment":"prod","holdfast:role":"primary"}}',
      "holdfast:environment": "prod",
      "holdfast:role": "primary",
      "holdfast:peerRegion": "us-west-2",
      "holdfast:peerReady": "false",
      "holdfast:routing": '{"zoneId":"Z1","failoverName":"events.example.com"}',
    });
    outputs = { ...require("./index") };
  }, "prod-eu");
  const values = await new Promise((resolve) => pulumi.all(outputs).apply(resolve));
  expect(values).toEqual({
    region: "eu-west-1",
    role: "primary",
    failoverName: "events.example.com",
    regionalName: "eu-west-1.events.example.com",
    endpoint: "https://events.example.com",
    regionalEndpoint: "https://eu-west-1.events.example.com",
    zoneId: "Z1",
    accountId: ACCOUNT,
    namePrefix: "holdfast-prod-eu-west-1-",
    lakeBucket: `holdfast-prod-eu-west-1-${ACCOUNT}-lake`,
    undeliverableBucket: `holdfast-prod-eu-west-1-${ACCOUNT}-undeliverable`,
    streamName: "holdfast-prod-eu-west-1-events",
    collectFunction: "holdfast-prod-eu-west-1-collect",
    replayFunction: "holdfast-prod-eu-west-1-replay",
    collectRole: "holdfast-prod-eu-west-1-collect",
    replayRole: "holdfast-prod-eu-west-1-replay",
    replayQueueUrl: "https://queue/undeliverable-to-replay-queue",
    deadLetterQueueUrl: "https://queue/undeliverable-to-replay-dead-letters",
    etlFunction: "holdfast-prod-eu-west-1-etl",
    etlQueueUrl: "https://queue/lake-to-queue-queue",
    etlDeadLetterQueueUrl: "https://queue/lake-to-queue-dead-letters",
    databaseIdentifier: "holdfast-prod-eu-west-1-warehouse",
    apiId: "http-to-collector-api-id",
    tryPixel: "curl -i 'https://events.example.com/i?event_name=page_view&url=https://shop.example/'",
    tryEvents: `curl -i -H 'content-type: application/json' --data '[{"event_name":"page_view","url":"https://shop.example/"}]' 'https://events.example.com/events'`,
  });
});
