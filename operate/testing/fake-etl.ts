/** Lambda at the SDK's boundary: each region's `etl` answers as the test says. */
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import type { ReloadAnswer } from "../../handlers/etl/invocation";

const NOTHING_NEW = { lines: 3, events: 0, duplicates: 2, replaced: 0, rejected: 1, canaries: 1 };

export class FakeEtl {
  readonly client = mockClient(LambdaClient);
  /** Keys, with the function that was asked for them, in the order of asking. */
  readonly asked: string[] = [];
  inFlightMost = 0;
  #inFlight = 0;
  /** What the function answers; it may throw, as a function does. */
  answer: (key: string, functionName: string) => ReloadAnswer | Promise<ReloadAnswer> = (key) =>
    key.startsWith("forgotten/")
      ? { key, outcome: "forgotten", events: 1, sessions: 1 }
      : { key, outcome: "loaded", ...NOTHING_NEW };

  constructor() {
    this.client.on(GetFunctionConfigurationCommand).resolves({ Timeout: 300 });
    this.client.on(InvokeCommand).callsFake(async ({ FunctionName, Payload }) => {
      const { key } = (JSON.parse(String(Payload)) as { reload: { key: string } }).reload;
      this.asked.push(`${FunctionName} ${key}`);
      this.#inFlight += 1;
      this.inFlightMost = Math.max(this.inFlightMost, this.#inFlight);
      try {
        return { Payload: bytes(await this.answer(key, FunctionName)) };
      } catch (error) {
        const { name, message } = error as Error;
        return { FunctionError: "Unhandled", Payload: bytes({ errorType: name, errorMessage: message }) };
      } finally {
        this.#inFlight -= 1;
      }
    });
  }
}

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
