/** Pure: how a service of AWS says 503, in its own protocol. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const MESSAGE = "Service is unavailable. Please try again.";

export function unavailable(service: string): ServiceAnswer {
  const code = codes[service] ?? "ServiceUnavailable";
  const xml = (body: string): ServiceAnswer => ({
    status: 503,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  });
  const error = `<Code>${code}</Code><Message>${MESSAGE}</Message>`;
  // "REST error responses" of S3; the query protocol's and Route 53's ErrorResponse; else JSON.
  if (service === "s3") return xml(`<Error>${error}<RequestId>gate</RequestId></Error>`);
  if (["iam", "sts", "sns", "route53"].includes(service))
    return xml(
      `<ErrorResponse><Error><Type>Receiver</Type>${error}</Error><RequestId>gate</RequestId></ErrorResponse>`,
    );
  return {
    status: 503,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message: MESSAGE }),
  };
}

/** The names in each service's reference ("PutRecordBatch", Errors; "Invoke", Errors). */
const codes: Readonly<Record<string, string>> = {
  firehose: "ServiceUnavailableException",
  lambda: "ServiceException",
  route53: "ServiceUnavailable",
  s3: "ServiceUnavailable",
  sqs: "ServiceUnavailable",
};
