/** Lambda: a run of a function as a part of the deployment. */
import { type InvocationResponse, InvokeCommand } from "@aws-sdk/client-lambda";
import { HoldfastError } from "../../errors";
import { handler, type ResourceHandler } from "./handler";

interface InvocationInputs {
  readonly functionName: string;
  /** JSON. */
  readonly input: string;
  readonly qualifier?: string;
  /** Whatever is to make it run again when it changes. */
  readonly triggers?: Readonly<Record<string, string>>;
}

const textOf = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

export const lambdaInvocations: readonly ResourceHandler[] = [
  handler<InvocationInputs>({
    type: "aws:lambda/invocation:Invocation",
    service: "lambda",
    models: ["functionName", "input", "qualifier", "triggers.*"],
    differences: [
      "The function really runs, at its creation and whenever one of its properties changes; nothing runs at its deletion.",
    ],
    // Without `update`: Pulumi's provider replaces it for any change, which is how it runs again.
    replacesOn: [],
    /** @throws HF_LOCAL_INVOCATION with what the function said. */
    *create({ functionName, input, qualifier }, { attempt }) {
      const { FunctionError, Payload }: InvocationResponse = yield new InvokeCommand({
        FunctionName: functionName,
        Qualifier: qualifier ?? "$LATEST",
        Payload: Buffer.from(input),
      });
      const result = textOf(Payload);
      if (FunctionError !== undefined)
        throw new HoldfastError("HF_LOCAL_INVOCATION", {
          function: functionName,
          error: FunctionError,
          result,
        });
      return { id: `${functionName}_${qualifier ?? "$LATEST"}_${attempt}`, outputs: { result } };
    },
    // What has run cannot be taken back.
    *delete() {},
  }),
];
