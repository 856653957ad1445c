/** Lambda: a name for one version of a function, or for two with a share of requests each. */
import { CreateAliasCommand, DeleteAliasCommand, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import { handler, type ResourceHandler } from "./handler";
import { invokeArn } from "./lambda";

interface AliasInputs {
  readonly name: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly description?: string;
  readonly routingConfig?: { readonly additionalVersionWeights?: Readonly<Record<string, number>> };
}

interface AliasAnswer {
  readonly AliasArn: string;
}

const aliasOf = (inputs: AliasInputs) => ({
  FunctionName: inputs.functionName,
  Name: inputs.name,
  FunctionVersion: inputs.functionVersion,
  Description: inputs.description ?? "",
  // Empty weights are none ("UpdateAlias").
  RoutingConfig: { AdditionalVersionWeights: { ...inputs.routingConfig?.additionalVersionWeights } },
});

const outputsOf = ({ AliasArn: arn }: AliasAnswer, region: string) => ({
  arn,
  invokeArn: invokeArn(arn, region),
});

export const lambdaAliases: readonly ResourceHandler[] = [
  handler<AliasInputs>({
    type: "aws:lambda/alias:Alias",
    service: "lambda",
    models: [
      "name",
      "functionName",
      "functionVersion",
      "description",
      "routingConfig.additionalVersionWeights.*",
    ],
    differences: [
      "The door draws the version of each request by the alias's weights; whoever invokes the alias past it gets the first version alone.",
      "A change of weights is in force after a second at the latest.",
    ],
    replacesOn: ["name", "functionName"],
    *create(inputs, { region }) {
      const made: AliasAnswer = yield new CreateAliasCommand(aliasOf(inputs));
      return { id: made.AliasArn, outputs: outputsOf(made, region) };
    },
    // Whole, as Pulumi's provider sends it: an alias that is changed here stands on this program's version again.
    *update(_id, inputs, { region }) {
      return outputsOf(yield new UpdateAliasCommand(aliasOf(inputs)), region);
    },
    *delete(_id, { functionName, name }) {
      yield new DeleteAliasCommand({ FunctionName: functionName, Name: name });
    },
  }),
];
