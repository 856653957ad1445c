import { CollectorToFirehose, putRecordsPolicy } from "./collector-to-firehose";
import { named, record } from "./testing/record";

test("the collector may put batches on this stream, and nothing else", async () => {
  const resources = await record(
    () => new CollectorToFirehose("step", { collectorRole: "h-collect", streamArn: "arn:stream" }),
  );
  expect(named(resources, "step-put")).toMatchObject({
    type: "aws:iam/rolePolicy:RolePolicy",
    parent: "step",
  });
  expect(named(resources, "step-put").inputs).toEqual({
    name: "put-records",
    role: "h-collect",
    policy: putRecordsPolicy("arn:stream"),
  });
  expect(resources).toHaveLength(2);
  expect(JSON.parse(putRecordsPolicy("arn:stream")).Statement).toEqual([
    { Effect: "Allow", Action: ["firehose:PutRecordBatch"], Resource: ["arn:stream"] },
  ]);
});
