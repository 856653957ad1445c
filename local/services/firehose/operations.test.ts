import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { operations } from "./operations";
import { Streams } from "./streams";

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "holdfast-firehose-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(stateDir, { recursive: true, force: true });
});

const RoleARN = "arn:aws:iam::123456789012:role/delivery";

test.each([
  {
    title: "refused when its role does not let Firehose in",
    error: new Error("no trust"),
    answer: {
      type: "InvalidArgumentException",
      status: 400,
      message: `Firehose is unable to assume role ${RoleARN}. Please check the role provided.`,
    },
  },
  {
    title: "answered as a failure that passes when nobody says whether it does",
    error: Object.assign(new Error("late"), { name: "TimeoutError" }),
    answer: { type: "InternalFailure", status: 500 },
  },
])("a new stream is $title, and not kept", async ({ error, answer }) => {
  jest.spyOn(console, "error").mockImplementation();
  const streams = new Streams({
    stateDir,
    accountId: "123456789012",
    speed: 1,
    write: async () => undefined,
    blocked: () => false,
  });
  const { CreateDeliveryStream } = operations({
    region: "eu-west-1",
    accountId: "123456789012",
    streams,
    assumeRole: () => Promise.reject(error),
  });
  const created = CreateDeliveryStream?.({
    DeliveryStreamName: "events",
    ExtendedS3DestinationConfiguration: { RoleARN, BucketARN: "arn:aws:s3:::lake" },
  });
  await expect(created).rejects.toMatchObject(answer);
  expect(streams.names()).toEqual([]);
});
