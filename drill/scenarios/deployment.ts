/** What every scenario has in common in which a build goes out while clients send. */
import type { Patch } from "../patched-program";
import { type Scenario, WHOLE_PAIR } from "../scenario";

/** D20. @param patch what makes the program another build */
export const deploymentOf = (
  patch: Patch,
  {
    seconds,
    expect,
    ...scenario
  }: Pick<Scenario, "name" | "title" | "hits"> & {
    /** How long the deployment takes here, about. */
    readonly seconds: number;
    readonly expect: Pick<Scenario["expect"], "builds" | "deployment">;
  },
): Scenario => ({
  ...scenario,
  drill: "D20",
  needs: WHOLE_PAIR,
  restsOnInjectedFault: false,
  // Half as often as usual: the same two cores build the program and start its functions anew.
  flushSeconds: { min: 1.2, max: 2.4 },
  takes: { inject: seconds },
  inject: (stage) => stage.deploy([patch]),
  observed: ({ deployment = [] }) => deployment.length > 0,
  unobserved: "no region was come to",
  repair: async () => undefined,
  expect: { lost: 0, unexpected: 0, flips: { endpoint: 0, record: 0 }, standbyEvents: 0, ...expect },
});
