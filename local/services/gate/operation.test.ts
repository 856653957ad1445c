import { callOf, isForm, isReplicationCall, operationInForm } from "./operation";

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA1/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=1`;

const call = (service: string, method: string, url: string, headers: Record<string, string> = {}) =>
  callOf({
    method,
    url,
    headers: { host: "127.0.0.11:4566", authorization: authorization(service), ...headers },
  });

test.each([
  ["firehose", "POST", "/", { "x-amz-target": "Firehose_20150804.PutRecordBatch" }, "PutRecordBatch"],
  ["lambda", "POST", "/2015-03-31/functions/arn%3Aaws/invocations", {}, "Invoke"],
  ["lambda", "GET", "/2015-03-31/functions/Collect-1/policy", {}, "GET /2015-03-31/functions/*/policy"],
  ["apigateway", "GET", "/v2/apis/A1/routes", {}, "GET /v2/apis/*/routes"],
  ["route53", "GET", "/2013-04-01/healthcheck/HC-1/status", {}, "GET /2013-04-01/healthcheck/*/status"],
  ["sts", "GET", "/?Action=GetCallerIdentity&Version=1", {}, "GetCallerIdentity"],
  ["s3", "PUT", "/lake/a/b?x-id=PutObject", {}, "PutObject"],
  ["s3", "PUT", "/lake/a/b", { "x-amz-copy-source": "/other/a" }, "CopyObject"],
  ["s3", "HEAD", "/lake/a", {}, "HeadObject"],
  ["s3", "GET", "/lake?list-type=2&prefix=a", {}, "ListObjectsV2"],
  ["s3", "GET", "/lake/?versions", {}, "ListObjectVersions"],
  ["s3", "POST", "/lake?delete", {}, "DeleteObjects"],
  ["s3", "PUT", "/lake", {}, "CreateBucket"],
  ["s3", "PUT", "/lake?versioning", {}, "PutBucketVersioning"],
  ["s3", "PUT", "/lake?replication", {}, "PutBucketReplication"],
  ["s3", "PUT", "/lake/a?partNumber=1&uploadId=2", {}, "UploadPart"],
  ["s3", "GET", "/", {}, "ListBuckets"],
  ["s3", "GET", "/a/b", { host: "lake.s3.eu-west-1.amazonaws.com" }, "GetObject"],
] as const)("%s %s %s is counted as %5$s", (service, method, url, headers, operation) => {
  expect(call(service, method, url, headers)).toEqual({
    service,
    operation,
    accessKey: "AKIA1",
    region: "eu-west-1",
  });
});

test("a presigned request is known by its query", () => {
  const url = "/lake/a?X-Amz-Credential=AKIA2%2F20260101%2Fus-west-2%2Fs3%2Faws4_request";
  expect(callOf({ method: "GET", url, headers: {} })).toMatchObject({ service: "s3", accessKey: "AKIA2" });
});

test.each([{ authorization: "Bearer x" }, {}, { authorization: "AWS4-HMAC-SHA256 Credential=a/b" }])(
  "a request without a credential scope is unsigned: %j",
  (headers) => {
    expect(callOf({ method: "GET", url: "/", headers }).service).toBe("unsigned");
  },
);

test("the query protocol's operation is read from the form", () => {
  expect(isForm({ "content-type": "application/x-www-form-urlencoded; charset=utf-8" })).toBe(true);
  expect(isForm({ "content-type": "application/xml" })).toBe(false);
  expect(operationInForm(Buffer.from("Version=2011-06-15&Action=AssumeRole&RoleArn=a"))).toBe("AssumeRole");
  expect(operationInForm(Buffer.from("x=1"))).toBeUndefined();
});

test.each([
  ["/lake?replication", true],
  ["/lake?replication=", true],
  ["/lake/replication", false],
  ["/lake?replicationMetrics", false],
])("%s concerns replication: %s", (url, expected) => {
  expect(isReplicationCall(url)).toBe(expected);
});
