import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type DashboardFacts, dashboardBody } from "./parts/dashboard-body";

/** Region → dashboard: one page from where events come in to where they end. */
export interface RegionToDashboardArgs {
  dashboardName: pulumi.Input<string>;
  /** Everything that is drawn, once AWS has named it. */
  facts: pulumi.Input<DashboardFacts>;
}

export class RegionToDashboard extends pulumi.ComponentResource {
  constructor(name: string, args: RegionToDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("holdfast:infra:RegionToDashboard", name, {}, opts);
    new aws.cloudwatch.Dashboard(
      `${name}-page`,
      {
        dashboardName: args.dashboardName,
        dashboardBody: pulumi.output(args.facts).apply((facts) => JSON.stringify(dashboardBody(facts))),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
