import { type Answer, requestId } from "../loopback";

/** An answer that Firehose gives instead of a result. */
export class FirehoseError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const notFound = (stream: string, accountId: string) =>
  new FirehoseError("ResourceNotFoundException", `Firehose ${stream} under account ${accountId} not found.`);
export const invalid = (message: string) => new FirehoseError("InvalidArgumentException", message);
export const slowDown = () => new FirehoseError("ServiceUnavailableException", "Slow down.", 503);
export const internalFailure = () =>
  new FirehoseError("InternalFailure", "The request processing has failed because of an unknown error.", 500);
/** A request that the API's model itself forbids ("Common Errors"). */
export const constraint = (value: string, what: string) =>
  new FirehoseError(
    "ValidationException",
    `1 validation error detected: Value at '${value}' failed to satisfy constraint: ${what}`,
  );

const headers = () => ({ "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId() });

export const resultAnswer = (result: unknown): Answer => ({
  status: 200,
  headers: headers(),
  body: JSON.stringify(result),
});

export const errorAnswer = ({ status, type, message }: FirehoseError): Answer => ({
  status,
  headers: headers(),
  body: JSON.stringify({ __type: type, message }),
});

/** The operation that `X-Amz-Target` names. @throws UnknownOperationException for any other service's. */
export function operationOf(target: string | undefined): string {
  const [, operation] = /^Firehose_20150804\.(\w+)$/.exec(target ?? "") ?? [];
  if (operation === undefined)
    throw new FirehoseError("UnknownOperationException", `Unknown target ${target}.`);
  return operation;
}

export function parseInput(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString() || "{}");
    if (typeof input === "object" && input !== null && !Array.isArray(input))
      return input as Record<string, unknown>;
  } catch {
    // Answered below, like any other body that is no object.
  }
  throw new FirehoseError("SerializationException", "The request body is not a JSON object.");
}
