/** What makes a remote component. */
import type * as pulumi from "@pulumi/pulumi";
import type { Properties } from "../graph";

export interface Component {
  /** The component itself, as a parent. */
  readonly parent: pulumi.Resource;
  readonly name: string;
  readonly inputs: Properties;
  readonly protect: boolean;
}

/** Registers the component's children, and answers with its outputs.
 *  @throws HF_ENGINE_UNSUPPORTED for a property that it does not know, HF_ENGINE_ZONES. */
export type Construct = (component: Component) => Promise<pulumi.Inputs>;
