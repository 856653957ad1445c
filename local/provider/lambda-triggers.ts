/** Lambda: who may invoke a function, and what does. */
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionEventInvokeConfigCommand,
  type FunctionResponseType,
  GetEventSourceMappingCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { handler, NOT_YET, physicalName, putWhole, type ResourceHandler, type Talk } from "./handler";

interface PermissionInputs {
  readonly statementId?: string;
  readonly function: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly qualifier?: string;
}

interface MappingInputs {
  readonly eventSourceArn: string;
  readonly functionName: string;
  readonly batchSize?: number;
  readonly enabled?: boolean;
  readonly functionResponseTypes?: readonly FunctionResponseType[];
  readonly scalingConfig?: { readonly maximumConcurrency?: number };
}

interface MappingAnswer {
  readonly UUID: string;
  readonly State?: string;
  readonly FunctionArn?: string;
  readonly EventSourceMappingArn?: string;
}

interface InvokeConfigInputs {
  readonly functionName: string;
  readonly qualifier?: string;
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
  readonly destinationConfig?: { readonly onFailure?: { readonly destination: string } };
}

const mappingOf = (inputs: MappingInputs) => ({
  FunctionName: inputs.functionName,
  BatchSize: inputs.batchSize,
  Enabled: inputs.enabled ?? true,
  FunctionResponseTypes: inputs.functionResponseTypes && [...inputs.functionResponseTypes],
  ScalingConfig: inputs.scalingConfig && { MaximumConcurrency: inputs.scalingConfig.maximumConcurrency },
});

const mappingOutputs = ({ UUID, State, FunctionArn, EventSourceMappingArn }: MappingAnswer) => ({
  uuid: UUID,
  state: State,
  functionArn: FunctionArn,
  arn: EventSourceMappingArn,
});

/** Its queue is read until the mapping is really gone. */
function* gone(UUID: string): Talk<void> {
  try {
    for (;;) {
      yield new GetEventSourceMappingCommand({ UUID });
      yield NOT_YET;
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceNotFoundException")) throw error;
  }
}

export const lambdaTriggers: readonly ResourceHandler[] = [
  handler<PermissionInputs>({
    type: "aws:lambda/permission:Permission",
    service: "lambda",
    models: ["statementId", "function", "action", "principal", "sourceArn", "sourceAccount", "qualifier"],
    differences: [
      "The door asks the function's policy for each route; it is the one caller from outside here.",
    ],
    replacesOn: [], // Everything: a statement cannot be changed.
    deleteFirst: true, // Statement ids are unique in a function's policy.
    *create(inputs, place) {
      const statementId = physicalName(inputs.statementId, place);
      yield new AddPermissionCommand({
        FunctionName: inputs.function,
        StatementId: statementId,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
        SourceAccount: inputs.sourceAccount,
        Qualifier: inputs.qualifier,
      });
      return { id: statementId, outputs: { statementId } };
    },
    *delete(id, inputs) {
      yield new RemovePermissionCommand({
        FunctionName: inputs.function,
        StatementId: id,
        Qualifier: inputs.qualifier,
      });
    },
  }),

  handler<MappingInputs>({
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    service: "lambda",
    models: [
      "eventSourceArn",
      "functionName",
      "batchSize",
      "enabled",
      "functionResponseTypes[]",
      "scalingConfig.maximumConcurrency",
    ],
    replacesOn: ["eventSourceArn"],
    *create(inputs) {
      const answer: MappingAnswer = yield new CreateEventSourceMappingCommand({
        ...mappingOf(inputs),
        EventSourceArn: inputs.eventSourceArn,
      });
      return { id: answer.UUID, outputs: mappingOutputs(answer) };
    },
    *update(id, inputs) {
      const answer: MappingAnswer = yield new UpdateEventSourceMappingCommand({
        ...mappingOf(inputs),
        UUID: id,
      });
      return mappingOutputs(answer);
    },
    *delete(id) {
      yield new DeleteEventSourceMappingCommand({ UUID: id });
      yield* gone(id);
    },
  }),

  putWhole<InvokeConfigInputs>({
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    service: "lambda",
    owner: "functionName",
    models: [
      "functionName",
      "qualifier",
      "maximumRetryAttempts",
      "maximumEventAgeInSeconds",
      "destinationConfig.onFailure.destination",
    ],
    differences: ["Retries of an asynchronous invocation follow after seconds, not minutes."],
    id: ({ functionName, qualifier }) => (qualifier ? `${functionName}:${qualifier}` : functionName),
    put: (inputs) =>
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: inputs.functionName,
        Qualifier: inputs.qualifier,
        MaximumRetryAttempts: inputs.maximumRetryAttempts,
        MaximumEventAgeInSeconds: inputs.maximumEventAgeInSeconds,
        DestinationConfig: inputs.destinationConfig?.onFailure && {
          OnFailure: { Destination: inputs.destinationConfig.onFailure.destination },
        },
      }),
    *delete(_id, { functionName, qualifier }) {
      yield new DeleteFunctionEventInvokeConfigCommand({ FunctionName: functionName, Qualifier: qualifier });
    },
  }),
];
