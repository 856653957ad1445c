/** A preview: the graph that the program registers, with unknowns where only a deployment could tell. */
import { HoldfastError } from "../../errors";
import { type Graph, type GraphResource, isProvided, type Properties } from "../graph";
import { plain } from "./changes";
import { EXAMPLE_ACCOUNT } from "./made-up";
import type { Registered, Target } from "./monitor";
import { suppose } from "./suppose";
import { STACK_TYPE } from "./urn";

/** Answers for a preview that has neither credentials nor a provider. The account is one that AWS uses in examples. */
const exampleAnswers: Readonly<Record<string, (args: Properties, config: Properties) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: EXAMPLE_ACCOUNT,
    accountId: EXAMPLE_ACCOUNT,
    arn: `arn:aws:iam::${EXAMPLE_ACCOUNT}:root`,
    userId: EXAMPLE_ACCOUNT,
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, config) => {
    const region = String(args.region ?? config.region);
    const letters = ["a", "b", "c", "d"];
    return { id: region, region, names: letters.map((letter) => `${region}${letter}`) };
  },
  "aws:index/getRegion:getRegion": (args, config) => {
    const region = String(args.region ?? config.region);
    return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.amazonaws.com` };
  },
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:route53/getZone:getZone": (args) => ({
    id: args.zoneId ?? "ZEXAMPLE",
    zoneId: args.zoneId ?? "ZEXAMPLE",
    name: args.name ?? "example.com",
    arn: `arn:aws:route53:::hostedzone/${args.zoneId ?? "ZEXAMPLE"}`,
  }),
};

type Invoke = Target["invoke"];

/** The given answers first, then the provider where there is one, then the examples. */
export const previewInvokes =
  (given: Readonly<Record<string, Properties>> = {}, provider?: { invoke: Invoke }): Invoke =>
  async (token, args, config) => {
    const answer = given[token] ?? (provider ? await provider.invoke(token, args, config) : undefined);
    const example = exampleAnswers[token];
    if (answer) return answer;
    if (example) return example(args, config);
    throw new HoldfastError("HF_ENGINE_UNSUPPORTED", { feature: `the function ${token} in a preview` });
  };

export class PreviewTarget implements Target {
  private readonly resources: GraphResource[] = [];
  private outputs: Properties = {};
  private secretOutputs: readonly string[] = [];

  /** @param supposes whether what only a deployment can know is supposed. */
  constructor(
    readonly invoke: Invoke,
    private readonly supposes = false,
  ) {}

  async register(resource: GraphResource): Promise<Registered> {
    if (this.supposes && isProvided(resource)) {
      const { id, outputs } = suppose(resource);
      this.resources.push({ ...resource, id, outputs });
      return { id, outputs: { ...resource.inputs, ...outputs }, secretOutputs: resource.secretInputs };
    }
    this.resources.push(resource);
    return { outputs: resource.inputs, secretOutputs: resource.secretInputs };
  }

  async read(resource: GraphResource, id: string): Promise<Registered> {
    this.resources.push(resource);
    return { id, outputs: resource.inputs, secretOutputs: resource.secretInputs };
  }

  registerOutputs(urn: string, outputs: Properties, secretOutputs: readonly string[]): void {
    if (this.resources.find((resource) => resource.urn === urn)?.type !== STACK_TYPE) return;
    this.outputs = outputs;
    this.secretOutputs = secretOutputs;
  }

  graph(project: string, stack: string): Graph {
    const { outputs, secretOutputs } = this;
    const resources = this.resources.map((resource) => ({ ...resource, inputs: plain(resource.inputs) }));
    return { project, stack, resources, outputs, secretOutputs };
  }
}
