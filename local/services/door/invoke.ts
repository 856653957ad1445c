/** One synchronous call of a function's version, ended by the integration's timeout. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { InvocationFailure } from "./answer";
import type { Integration } from "./configuration";
import { functionOf } from "./function-arn";
import { versionFor, type Weights } from "./version";

/** Bytes of the event: 6 MiB and 100 bytes for the envelope (the limit in Invoke's own refusal). */
const EVENT_BYTES_MAX = 6 * 1024 * 1024 + 100;

export type Invocation = (
  | { readonly payload: string }
  | { readonly failure: InvocationFailure; readonly reason: string }
) & {
  /** What ran, when something did. */
  readonly executed?: { readonly functionName: string; readonly alias: string; readonly version: string };
};

/** @param weights of the alias that the integration names */
export async function invoke(
  lambda: LambdaClient,
  integration: Integration,
  event: unknown,
  weights: Weights = {},
): Promise<Invocation> {
  const target = functionOf(integration.uri);
  if (integration.type !== "AWS_PROXY" || integration.payloadFormatVersion !== "2.0" || !target) {
    const { type, payloadFormatVersion, uri } = integration;
    return { failure: "unavailable", reason: `not modelled: ${type} ${payloadFormatVersion} ${uri}` };
  }
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.length > EVENT_BYTES_MAX)
    return { failure: "too-large", reason: `the event has ${payload.length} bytes, over ${EVENT_BYTES_MAX}` };
  const { arn, name, qualifier } = target;
  try {
    const answer = await lambda.send(
      new InvokeCommand({
        FunctionName: arn,
        ...(qualifier && { Qualifier: versionFor(qualifier, weights, Math.random()) }),
        Payload: payload,
      }),
      { abortSignal: AbortSignal.timeout(integration.timeoutMs) },
    );
    const text = Buffer.from(answer.Payload ?? []).toString("utf8");
    const executed = {
      functionName: name,
      alias: qualifier ?? "$LATEST",
      version: answer.ExecutedVersion ?? "$LATEST",
    };
    return answer.FunctionError === undefined
      ? { payload: text, executed }
      : { failure: "function-error", reason: text, executed };
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
