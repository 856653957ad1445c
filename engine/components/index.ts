/** Remote components: a program names one, and the component's own provider registers what it is made of. No such provider
 *  runs here, so what it would register is registered by us, for every engine alike. */
import * as pulumi from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { HoldfastError } from "../../errors";
import type { Properties } from "../graph";
import { constructVpc } from "./awsx-vpc";
import type { Construct } from "./component";

const constructs: Readonly<Record<string, Construct>> = { "awsx:ec2:Vpc": constructVpc };

export const COMPONENT_PACKAGES: readonly string[] = ["awsx"];

/** Who makes what such a component is made of. */
export const makerOf = (type: string): Construct | undefined => constructs[type];

/** What a program asks for. */
export interface ComponentRequest {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly protect: boolean;
}

/**
 * The answer to the registration of a remote component, once all its children have theirs. It says which children each
 * output came from, so that whoever uses the output depends on them.
 * @throws HF_ENGINE_UNSUPPORTED
 */
export async function construct(request: ComponentRequest): Promise<proto.RegisterResourceResponse> {
  const { urn, type, name, inputs, protect } = request;
  const make = makerOf(type);
  if (!make) throw new HoldfastError("HF_ENGINE_UNSUPPORTED", { feature: `a remote component (${type})` });
  const outputs = await make({ parent: new pulumi.DependencyResource(urn), name, inputs, protect });
  const [state, sources] = await pulumi.runtime.serializeResourceProperties(
    `construct(${type}, ${name})`,
    outputs,
  );
  const answer = new proto.RegisterResourceResponse();
  answer.setUrn(urn);
  answer.setObject(Struct.fromJavaScript(state));
  for (const [property, resources] of sources) {
    const dependencies = new proto.RegisterResourceResponse.PropertyDependencies();
    dependencies.setUrnsList(await Promise.all([...resources].map(urnOf)));
    answer.getPropertydependenciesMap().set(property, dependencies);
  }
  return answer;
}

export const urnOf = ({ urn }: pulumi.Resource) =>
  new Promise<string>((resolve) => {
    urn.apply(resolve);
  });
