import { Denials, denialIn } from "./denial";

const call = { service: "firehose", operation: "PutRecordBatch", accessKey: "ASIA1", region: "eu-west-1" };
const request = { method: "POST", url: "/", bodyStart: '{"DeliveryStreamName": "events","Records":[' };
const role = "arn:aws:sts::000000000000:assumed-role/collect/collect";
const stream = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/events";
const sentence = `User: ${role} is not authorized to perform: firehose:PutRecordBatch on resource: ${stream} because no identity-based policy allows the firehose:PutRecordBatch action`;
const told = { service: "firehose", action: "firehose:PutRecordBatch", principal: role, resource: stream };

test.each([
  {
    title: "JSON",
    answer: { status: 400, body: JSON.stringify({ __type: "AccessDeniedException", Message: sentence }) },
    denial: told,
  },
  {
    title: "XML",
    answer: { status: 403, body: `<Error><Code>AccessDenied</Code><Message>${sentence}</Message></Error>` },
    denial: told,
  },
  {
    title: "an error type in a header, and a resource in quotes",
    answer: {
      status: 403,
      errorType: "AccessDeniedException",
      body: `{"message":"User: ${role} is not authorized to perform: sqs:SendMessage on resource: \\"arn:q\\""}`,
    },
    denial: { service: "firehose", action: "sqs:SendMessage", principal: role, resource: "arn:q" },
  },
  {
    title: "a resource in quotes of XML",
    answer: {
      status: 403,
      body: `<Error><Code>AccessDenied</Code><Message>User: ${role} is not authorized to perform: s3:GetObject on resource: &quot;arn:aws:s3:::lake/a&quot; because</Message></Error>`,
    },
    denial: { service: "firehose", action: "s3:GetObject", principal: role, resource: "arn:aws:s3:::lake/a" },
  },
  {
    title: "a message that names nobody",
    answer: { status: 403, body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>" },
    denial: {
      service: "firehose",
      action: "firehose:PutRecordBatch",
      principal: "ASIA1",
      resource: "events",
    },
  },
  {
    title: "another error",
    answer: { status: 400, body: '{"__type":"ResourceNotFoundException"}' },
    denial: undefined,
  },
])("$title", ({ answer, denial }) => {
  expect(denialIn(call, request, answer)).toEqual(denial);
});

test("a HEAD that is forbidden says no more, and counts", () => {
  const head = { method: "HEAD", url: "/lake/a/b?x=1", bodyStart: "" };
  const s3 = { ...call, service: "s3", operation: "HeadObject" };
  expect(denialIn(s3, head, { status: 403, body: "" })).toEqual({
    service: "s3",
    action: "s3:HeadObject",
    principal: "ASIA1",
    resource: "arn:aws:s3:::lake/a/*",
  });
  expect(denialIn(s3, head, { status: 404, body: "" })).toBeUndefined();
});

test.each([
  { service: "s3", url: "/lake?list-type=2", bodyStart: "", resource: "arn:aws:s3:::lake" },
  { service: "s3", url: "/lake/a", bodyStart: "", resource: "arn:aws:s3:::lake/*" },
  {
    service: "lambda",
    url: "/2015-03-31/functions/collect",
    bodyStart: "{}",
    resource: "/2015-03-31/functions/collect",
  },
  { service: "sqs", url: "/", bodyStart: '{"QueueUrl":"http://q/1"}', resource: "http://q/1" },
])("$service $url names $resource by itself", ({ service, url, bodyStart, resource }) => {
  const body = "<Code>AccessDenied</Code>";
  const denial = denialIn({ ...call, service }, { method: "GET", url, bodyStart }, { status: 403, body });
  expect(denial?.resource).toBe(resource);
});

test("the same refusal is listed once, with its count", () => {
  const denials = new Denials();
  denials.add("eu-west-1", told);
  denials.add("eu-west-1", told);
  denials.add("eu-west-1", { ...told, resource: "other" });
  expect(denials.list()).toMatchObject([
    { ...told, region: "eu-west-1", count: 2 },
    { resource: "other", count: 1 },
  ]);
});
