/** One synchronous call of a function, ended by the integration's timeout. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { InvocationFailure } from "./answer";
import type { Integration } from "./configuration";
import { functionOf } from "./function-arn";

/** Bytes of the event: 6 MiB and 100 bytes for the envelope (the limit in Invoke's own refusal). */
const EVENT_BYTES_MAX = 6 * 1024 * 1024 + 100;

export type Invocation =
  | { readonly payload: string }
  | { readonly failure: InvocationFailure; readonly reason: string };

export async function invoke(
  lambda: LambdaClient,
  integration: Integration,
  event: unknown,
): Promise<Invocation> {
  const target = functionOf(integration.uri);
  if (integration.type !== "AWS_PROXY" || integration.payloadFormatVersion !== "2.0" || !target) {
    const { type, payloadFormatVersion, uri } = integration;
    return { failure: "unavailable", reason: `not modelled: ${type} ${payloadFormatVersion} ${uri}` };
  }
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.length > EVENT_BYTES_MAX)
    return { failure: "too-large", reason: `the event has ${payload.length} bytes, over ${EVENT_BYTES_MAX}` };
  try {
    const answer = await lambda.send(
      new InvokeCommand({
        FunctionName: target.arn,
        ...(target.qualifier && { Qualifier: target.qualifier }),
        Payload: payload,
      }),
      { abortSignal: AbortSignal.timeout(integration.timeoutMs) },
    );
    const text = Buffer.from(answer.Payload ?? []).toString("utf8");
    return answer.FunctionError === undefined
      ? { payload: text }
      : { failure: "function-error", reason: text };
  } catch (error) {
    return {
      failure: failureOf(error),
      reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}

/** Pure: what an error of the SDK says of the invocation ("Invoke", Errors). */
export function failureOf(error: unknown): InvocationFailure {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === "AbortError" || name === "TimeoutError") return "timeout";
  if (name === "TooManyRequestsException" || $metadata?.httpStatusCode === 429) return "throttled";
  if (name === "RequestTooLargeException" || $metadata?.httpStatusCode === 413) return "too-large";
  const status = $metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 ? "denied" : "unavailable";
}
