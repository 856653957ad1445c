import * as pulumi from "@pulumi/pulumi";
import { sweepRequest } from "../../handlers/replay/environment";
import { every, schedule } from "./schedule";

/** The scheduled replay: S3's events come at least once, but July 2024 showed hours in which they came not at all. */
export interface SweepArgs {
  /** At most 64 characters; its role has the same name. */
  scheduleName: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  region: string;
  functionArn: pulumi.Input<string>;
  everyMinutes: number;
}

export class Sweep extends pulumi.ComponentResource {
  constructor(name: string, args: SweepArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:Sweep", name, {}, opts);
    const expression = every(args.everyMinutes, "minute");
    schedule(name, { ...args, of: "replay", expression, input: sweepRequest }, this);
    this.registerOutputs({});
  }
}
