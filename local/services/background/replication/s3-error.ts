import { type Answer, requestId } from "../../loopback";

/** An error as S3 answers it ("Error Responses"). */
export class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function s3Answer(status: number, xml = ""): Answer {
  const headers = {
    "x-amz-request-id": requestId(),
    ...(xml !== "" && { "content-type": "application/xml" }),
  };
  return { status, headers, body: xml };
}

export function s3ErrorAnswer({ status, code, message }: S3Error, resource: string): Answer {
  const id = requestId();
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>` +
    `<Resource>${escapeXml(resource)}</Resource><RequestId>${id}</RequestId></Error>`;
  return { status, headers: { "content-type": "application/xml", "x-amz-request-id": id }, body };
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
