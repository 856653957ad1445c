import { scopeOf } from "../service";
import { bucketOf } from "./api";

test.each([
  { title: "a path", host: "127.0.0.11:4566", url: "/lake-eu?replication", bucket: "lake-eu" },
  {
    title: "a path with a slash",
    host: "s3.eu-west-1.amazonaws.com",
    url: "/lake-eu/?replication=",
    bucket: "lake-eu",
  },
  {
    title: "a virtual host",
    host: "lake.eu.s3.eu-west-1.amazonaws.com",
    url: "/?replication",
    bucket: "lake.eu",
  },
])("names the bucket of $title", ({ host, url, bucket }) => {
  expect(bucketOf({ headers: { host }, url })).toBe(bucket);
});

test("reads region and service from the credential scope", () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=test/20240203/us-west-2/s3/aws4_request, SignedHeaders=host, Signature=0";
  expect(scopeOf({ headers: { authorization } })).toEqual({
    accessKeyId: "test",
    region: "us-west-2",
    service: "s3",
  });
  expect(scopeOf({ headers: {} })).toEqual({ accessKeyId: "", region: "", service: "" });
});
