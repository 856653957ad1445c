import { PeerToStopSwitch, readStopPolicy } from "./peer-to-stop-switch";
import { named, record } from "./testing/record";

test("the collector may read the peer's STOP switch in its own bucket", async () => {
  const resources = await record(
    () =>
      new PeerToStopSwitch("stop", {
        collectorRole: "h-collect",
        peerRegion: "us-west-2",
        bucketArn: "arn:aws:s3:::here",
      }),
  );
  expect(named(resources, "stop-read").inputs).toEqual({
    name: "read-stop",
    role: "h-collect",
    policy: readStopPolicy("arn:aws:s3:::here", "us-west-2"),
  });
  expect(resources).toHaveLength(2);
});

test("it reads that object alone, and learns when there is none", () => {
  expect(JSON.parse(readStopPolicy("arn:aws:s3:::here", "us-west-2")).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: ["arn:aws:s3:::here/stop/region=us-west-2"],
    },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:aws:s3:::here"],
      Condition: { StringEqualsIfExists: { "s3:prefix": "stop/region=us-west-2" } },
    },
  ]);
});
