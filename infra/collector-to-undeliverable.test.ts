import { CollectorToUndeliverable, putUndeliverablePolicy } from "./collector-to-undeliverable";
import { named, record } from "./testing/record";

const here = { region: "eu-west-1", bucketName: "here" };
const peer = { region: "us-west-2", bucketName: "there" };

test("the collector may put under the holder's prefix in both buckets", async () => {
  const resources = await record(
    () => new CollectorToUndeliverable("step", { collectorRole: "h-collect", accountId: "1", here, peer }),
  );
  expect(named(resources, "step-put").inputs).toEqual({
    name: "put-undeliverable",
    role: "h-collect",
    policy: putUndeliverablePolicy("1", here, peer),
  });
  expect(resources).toHaveLength(2);
});

test("in this account's buckets alone, and neither reads, lists nor deletes", () => {
  expect(JSON.parse(putUndeliverablePolicy("1", here, peer)).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:PutObject"],
      Resource: [
        "arn:aws:s3:::here/undeliverable/region=eu-west-1/*",
        "arn:aws:s3:::there/undeliverable/region=us-west-2/*",
      ],
      Condition: { StringEquals: { "aws:ResourceAccount": "1" } },
    },
  ]);
});
