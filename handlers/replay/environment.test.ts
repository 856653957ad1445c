import { regionDeliveryVariables } from "../delivery/environment";
import { deliverySettings } from "../testing/settings";
import { parseReplayEnvironment, type ReplayVariables } from "./environment";

const variables: ReplayVariables = {
  ...regionDeliveryVariables(deliverySettings),
  REGION: "eu-west-1",
  BUILD: "b1",
  ACCOUNT_ID: "000000000000",
  STREAM_NAME: "stream",
  UNDELIVERABLE_BUCKET: "here",
  SWEEP_OBJECTS_MAX: "500",
};

test("everything that infra fills is read back", () => {
  const { firehose, here } = deliverySettings;
  expect(parseReplayEnvironment({ ...variables })).toEqual({
    functionName: "replay",
    region: "eu-west-1",
    build: "b1",
    accountId: "000000000000",
    streamName: "stream",
    undeliverableBucket: "here",
    sweepObjectsMax: 500,
    delivery: { firehose, here },
  });
});

test.each(Object.keys(variables))("without %s it does not start", (name) => {
  expect(() => parseReplayEnvironment({ ...variables, [name]: "" })).toThrow(`${name} is not set.`);
});
