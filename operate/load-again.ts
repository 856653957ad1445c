/** Asks a region's `etl` to load one object of its lake again, and waits for what became of it. */
import { GetFunctionConfigurationCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import type { ReloadAnswer, ReloadRequest } from "../handlers/etl/invocation";
import type { Pair, RegionOutputs } from "./pair";

export type LoadAgain = (key: string, signal?: AbortSignal) => Promise<ReloadAnswer>;

/** Beyond the function's own timeout: starting it, and the way there and back. */
const SLACK_SECONDS = 20;

/**
 * Waits for as long as the function may run: a caller whose client gives up before it does would ask again for what is still being
 * done ("Invoke", "Configure your HTTP client, SDK … to allow for long connections").
 * Needs lambda:GetFunctionConfiguration and lambda:InvokeFunction. @throws what Lambda says when it cannot be asked.
 */
export async function loadAgainIn(pair: Pair, at: RegionOutputs): Promise<LoadAgain> {
  const FunctionName = at.etlFunction;
  const { Timeout = 900 } = await pair.clients
    .lambda(at.region)
    .send(new GetFunctionConfigurationCommand({ FunctionName }));
  const lambda = pair.clients.lambdaWithin(at.region, (Timeout + SLACK_SECONDS) * 1_000);
  return async (key, abortSignal) => {
    const request: ReloadRequest = { reload: { key } };
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(request) }),
      { abortSignal },
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(failureIn(text));
    return JSON.parse(text) as ReloadAnswer;
  };
}

/** What a function that threw answers: "Understanding Node.js error handling in Lambda". */
function failureIn(text: string): string {
  try {
    const { errorMessage, errorType } = JSON.parse(text) as { errorMessage?: string; errorType?: string };
    return errorMessage || errorType || text;
  } catch {
    return text;
  }
}
