/** A preview: the graph that the program registers, with unknowns where only a deployment could tell. */
import { HoldfastError } from "../../errors";
import type { Graph, GraphResource, Properties } from "../graph";
import { plain } from "./changes";
import type { Registered, Target } from "./monitor";
import { STACK_TYPE } from "./urn";

/** Answers for a preview that has neither credentials nor a provider. The account is one that AWS uses in examples. */
const exampleAnswers: Readonly<Record<string, (args: Properties, config: Properties) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: "123456789012",
    accountId: "123456789012",
    arn: "arn:aws:iam::123456789012:root",
    userId: "123456789012",
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

  constructor(readonly invoke: Invoke) {}

  async register(resource: GraphResource): Promise<Registered> {
    this.resources.push(resource);
    return { outputs: resource.inputs, secretOutputs: resource.secretInputs };
  }

  async read(resource: GraphResource, id: string): Promise<Registered> {
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
